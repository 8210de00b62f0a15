"""Exports of other programs are known by their headings and mapped at once (IMP-2)."""

import pytest

from crm.contacts.models.headings import CATEGORY, HEADINGS, PARTS, numbered
from crm.imports.guessing.exports import known
from crm.imports.guessing.guesses import guess
from crm.imports.guessing.headings import _WORDS, target_of
from crm.imports.reading import cards
from crm.imports.targets import STANDARD

pytestmark = pytest.mark.promise("IMP-2")

EXPORTS = {
    "google": """
        First Name: first_name; Middle Name: middle_name; Last Name: last_name; Phonetic First Name: skip;
        File As: skip; Organization Name: company; Organization Title: job_title; Birthday: birthday;
        Notes: note; Labels: tags; E-mail 1 - Label: email.label; E-mail 1 - Value: email;
        E-mail 2 - Value: email;
        Phone 1 - Label: phone.label; Phone 1 - Value: phone; Address 1 - Formatted: skip;
        Address 1 - Street: address.street; Address 1 - City: address.city;
        Address 2 - Street: address.street;
        Website 1 - Value: url; IM 1 - Label: skip; IM 1 - Service: messenger.label; IM 1 - Value: messenger
    """,
    "google (old)": """
        Name: skip; Given Name: first_name; Additional Name: middle_name; Family Name: last_name;
        Yomi Name: skip; Group Membership: tags; E-mail 1 - Type: email.label;
        E-mail 1 - Value: email;
        Organization 1 - Name: company; Organization 1 - Title: job_title
    """,
    "outlook": """
        Title: skip; First Name: first_name; Middle Name: middle_name; Last Name: last_name;
        Company: company; Department: skip; Job Title: job_title; Business Street: address.street;
        Business Street 2: address.extra; Business Street 3: address.extra; Business City: address.city;
        Home Street: address.street; Home Street 2: address.extra; Home Postal Code: address.postal_code;
        Other Street: address.street; Other Country/Region: address.country;
        Business Fax: phone.fax; Business Phone: phone.work; Business Phone 2: phone.work;
        Mobile Phone: phone.mobile; Categories: tags; E-mail Address: email; E-mail Type: skip;
        E-mail 2 Address: email; Notes: note; Web Page: url; Birthday: birthday
    """,
    "outlook (Russian)": """
        Обращение: skip; Имя: first_name; Отчество: middle_name; Фамилия: last_name; Организация: company;
        Отдел: skip; Должность: job_title; Улица (раб. адрес): address.street;
        Улица 2 (раб. адрес): address.extra;
        Страна или регион (раб. адрес): address.country; Улица (дом. адрес): address.street;
        Улица 3 (дом. адрес): address.extra; Почтовый код (дом.): address.postal_code;
        Область (другой адрес): address.region;
        Рабочий факс: phone.fax; Рабочий телефон: phone.work; Телефон раб. 2: phone.work;
        Телефон переносной: phone.mobile; День рождения: birthday; Заметки: note; Категории: tags;
        Адрес эл. почты: email; Тип эл. почты: skip; Краткое имя эл. почты: skip; Адрес 2 эл. почты: email
    """,
    "hubspot": """
        Record ID: external_id; First Name: first_name; Last Name: last_name; Email: email;
        Phone Number: phone; Job Title: job_title; Company Name: company; Contact owner: manager;
        Lifecycle Stage: type
    """,
    "bitrix24": """
        ID: external_id; Обращение: skip; Имя: first_name; Отчество: middle_name; Фамилия: last_name;
        Дата рождения: birthday; Фотография: skip; Должность: job_title; Компания: company; Источник: source;
        Комментарий: note; Ответственный: manager; Тип контакта: type; Рабочий телефон: phone.work;
        Мобильный телефон: phone.mobile; Рабочий e-mail: email.work
    """,
    "amocrm": """
        ID: external_id; Полное имя контакта: full_name; Компания контакта: company;
        Ответственный за контакт: manager; Рабочий телефон: phone.work; Рабочий email: email.work;
        Теги: tags
    """,
    "onlyoffice": """
        Company/Person: kind; First Name: first_name; Last Name: last_name; Company Name: company;
        Job Title: job_title; Note: note; Contact Temperature Level: skip; Contact Type: type;
        Contact Tag List: tags; Phone (home): phone.home; Phone (direct): phone.work; Phone (other): phone;
        Email (work): email.work; Web site (home): url; Skype (home): messenger.skype;
        Twitter (work): social.x; Address (home) street: address.street; Address (home) city: address.city;
        Address (home) zip: address.postal_code; Address (work) street: address.street
    """,
    "onlyoffice (Russian)": """
        Компания/Персона: kind; Имя: first_name; Фамилия: last_name; Название компании: company;
        Должность: job_title; Примечание: note; Уровень теплоты контакта: skip; Тип контакта: type;
        Список тегов контактов: tags; Phone (mobile): phone.mobile
    """,
    "webasyst": """
        Name: skip; Title: skip; First name: first_name; Middle name: middle_name; Last name: last_name;
        Sex: skip; Company: company; Email - work: email.work; Email - personal: email.home; Email: email;
        Birthday: birthday; Description: note; Phone - work: phone.work; Phone - mobile: phone.mobile;
        Phone: phone; Instant messenger - skype: messenger.skype; Instant messenger: messenger;
        Website - work: url; Time zone: skip; Categories: tags
    """,
    "odoo": """
        External ID: external_id; Complete Name: skip; Name: full_name; Related Company: company;
        Is a Company: kind; Phone: phone; Email: email; Salesperson: manager; Company: skip;
        Job Position: job_title; Street: address.street; Street2: address.extra; Tags: tags;
        Language: skip; Website Link: url; Notes: note
    """,
    "odoo (technical)": """
        id: external_id; name: full_name; is_company: kind; parent_id: company; email: email;
        function: job_title; category_id: tags; user_id: manager; state_id: address.region; lang: skip
    """,
}
"""By program: headings and what each becomes."""


@pytest.mark.parametrize("program", EXPORTS)
def test_an_export_is_known_and_mapped_as_a_whole(program):
    told = dict(one.strip().rsplit(": ", 1) for one in EXPORTS[program].split(";"))

    export = known(list(told))

    assert export.key == program.partition(" ")[0]
    assert list(export.mapping.values()) == list(told.values())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_our_own_table_is_known_in_either_language(language):
    codes = ("id", "name", "kind", "last_name", "company_name", "tag", "site", "created")
    columns = [HEADINGS[code].of(language) for code in codes]
    columns += [numbered("phone", 2, language), numbered("phone", 2, language, CATEGORY)]
    columns += [numbered("address", at, language, PARTS["address"]["city"]) for at in (1, 2)]
    columns += ["Color"]
    targets = dict.fromkeys("full_name last_name company tags phone url address address.city".split(), "")
    targets["field:9"] = "Color"

    guesses = guess(columns, [], targets)

    assert known(columns).key == "artel"
    assert [one.target for one in guesses] == [
        "skip", "skip", "skip", "last_name", "company", "tags", "url", "skip", "phone", "skip",
        "address.city", "address.city", "field:9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Раб. тел.", "phone.work"),
        ("Телефон (мобильный)", "phone.mobile"),
        ("Должн.", "job_title"),
        ("День рожд.", "birthday"),
        ("Телефон раб.", "phone.work"),
        ("Моб. тел.", "phone.mobile"),
        ("ДР", "birthday"),
        ("д.р.", "birthday"),
    ],
)
def test_a_heading_with_a_point_is_known(heading, target):
    assert target_of(heading) == target


def test_our_own_lines_of_json_are_known():
    columns = [
        "display_name", "born_on", "sharing", "name", "names.managers", "comms.site.1", "comms.site.1.label",
        "comms.address.2.city", "requisites.accounts.1.bik", "requisites.inn", "names.fields.Eye color",
    ]  # fmt: skip

    assert list(known(columns).mapping.values()) == [
        "skip", "birthday", "access", "name", "manager", "url", "url.label", "address.city", "account.bik",
        "inn", "own:Eye color",
    ]  # fmt: skip


def test_a_file_of_cards_is_mapped_by_what_its_columns_are():
    ways = ("phone.1", "phone.1.label", "address.2.city")
    export = known([cards.named(code) for code in (*cards.LABELS, *ways)])

    assert export.key == "vcard"
    assert [export.mapping[at] for at in (0, 1, 5)] == ["last_name", "first_name", "full_name"]
    assert list(export.mapping.values())[-3:] == ["phone", "phone.label", "address.city"]


def test_guesses_tell_their_reason_and_take_the_nearest_target_there_is():
    columns = ["Фамилия", "Телефон 2", "Мобильный", "FirstName", "Цвет глаз", "?", "Имя"]
    sample = [["Иванов", "1", "2", "Ivan", "серые", "a@b.example", "Иван"]] * 3
    targets = {"last_name": "Last name", "first_name": "First name", "phone": "Phone", "email": "E-mail",
               "field:7": "Цвет глаз"}  # fmt: skip

    guesses = guess(columns, sample, targets)

    assert [one.target for one in guesses] == [
        "last_name", "phone", "phone", "first_name", "field:7", "email", "skip",
    ]  # fmt: skip
    assert str(guesses[0].reason) == "by its heading"
    assert str(guesses[5].reason) == "by its values: 100% are e-mail addresses"
    assert str(guesses[6].reason) == "another column fits better"


def test_each_address_has_its_own_parts_whatever_the_program():
    columns = [
        "Mailing Street",
        "Other Street",
        "Mailing City",
        "Other City",
        "Mailing Zip/Postal Code",
        "City",
    ]
    targets = ["address.street", "address.city", "address.postal_code"]

    assert [one.target for one in guess([*columns, "Town"], [], targets)] == [
        "address.street", "address.street", "address.city", "address.city", "address.postal_code",
        "address.city", "skip",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "target"),
    [("Реквизит: ИНН", "inn"), ("Реквизит: КПП", "kpp"), ("Реквизит: ОГРН", "ogrn"), ("БИК", "account.bik"),
     ("Реквизит: Полное наименование организации", "full_legal_name"), ("Наименование", "company"),
     ("Полное наименование", "full_legal_name"), ("Расчётный счёт", "account.account"),
     ("Р/с", "account.account"), ("К/с", "account.correspondent"), ("Банк", "account.bank"),
     ("Юридический адрес", "address"), ("Фактический адрес", "address"), ("Контакт Viber", "messenger.viber"),
     ("Контакт WhatsApp", "messenger.whatsapp"), ("Контакт Telegram", "messenger.telegram"),
     ("Mailing State/Province", "address.region"), ("Other Zip", "address.postal_code"),
     ("address.city", "address.city"), ("home.address.zipCode", "address.postal_code"),
     ("WhatsApp", "messenger.whatsapp"), ("LinkedIn", "social.linkedin"),
     ("company.name", "company"), ("Street 2", "address.extra"), ("Phone 2", "phone")],
)  # fmt: skip
def test_headings_of_many_programs_are_known(heading, target):
    assert target_of(heading) == target


def test_each_word_is_found_as_headings_are_compared():
    told = {word: target for target, words in _WORDS.items() for word in words.split("|")}

    assert {word: target_of(word) for word in told} == told
    assert {*_WORDS} <= {*STANDARD}


@pytest.mark.parametrize(
    ("headings", "row", "targets"),
    [
        (["Имя", "Телефон"], ["Анна Иванова", "1"], ["full_name", "phone"]),
        (["First name"], ["Ann Lee"], ["full_name"]),
        (["Имя"], ["Анна"], ["first_name"]),
        (["Имя", "Фамилия"], ["Анна Мария", "Ли"], ["first_name", "last_name"]),
        (["Tax ID"], ["US123"], ["skip"]),
        (["Tax ID"], ["7707083893"], ["inn"]),
        (["Tax ID"], [""], ["inn"]),
        (["ИНН"], ["US123"], ["inn"]),
    ],
)
def test_cells_tell_what_else_a_heading_may_mean(headings, row, targets):
    assert [one.target for one in guess(headings, [row], STANDARD.keys())] == targets


def test_headings_that_say_nothing_are_skipped():
    assert [one.target for one in guess(["Foo", ""], [["x", ""]], ["email"])] == ["skip", "skip"]


@pytest.mark.parametrize(
    ("cells", "target"),
    [
        (["+7 916 123-45-67", "8(495)1234567", "79161234567"], "phone"),
        (["22.11.2026", "01.02.2026"], "skip"),
        (["1234567890123456789"], "skip"),
        (["https://a.example", "www.b.example"], "url"),
        (["a@b.example; c@d.example", "e@f.example"], "email"),
        (["", " "], "skip"),
    ],
)
def test_values_tell_what_a_heading_does_not(cells, target):
    (one,) = guess(["?"], [[cell] for cell in cells], ["phone", "email", "url"])

    assert one.target == target
