"""Cards come in as Apple, Google, Outlook and Android write them, and in letters of any encoding."""

import pytest

from crm.kernel.vcards.reading import read_cards
from tests.crm.contacts.vcards.samples import ANDROID, APPLE, GOOGLE, OUTLOOK
from tests.kit.cast import SEVER

pytestmark = pytest.mark.promise("CON-23")


def told(contact):
    """A contact's ways to be reached as (kind, value, label, primary)."""
    return [(comm.kind, comm.value, comm.label, comm.primary) for comm in contact.comms]


def test_a_card_of_apple(imported):
    maria = imported(APPLE, at=SEVER)

    assert (maria.last_name, maria.first_name, maria.middle_name) == ("Иванова", "Мария", "Петровна")
    assert told(maria) == [
        ("email", "maria@romashka.example", "work", True),
        ("phone", "+79161234567", "mobile", True),
        ("phone", "+74951234567", "дача", False),
        ("site", "http://romashka.example", "", True),
        ("messenger", "masha.ivanova", "skype", True),
        ("social", "http://vk.com/masha", "vk", True),
        ("address", "125047, Россия, Москва, ул. Лесная, 5 кв. 12", "home", True),
    ]
    assert maria.comms[-1].parts["country"] == "RU"
    assert maria.photo_id
    assert maria.description == (
        "Любит чай, не кофе\n\nИз vCard:\nОтдел: Отдел продаж\nДень рождения: 04-12\nПрозвище: Маша\n"
        "Годовщина: 2010-06-01"
    )


def test_a_card_of_google(imported):
    ivan = imported(GOOGLE)

    assert (ivan.last_name, ivan.first_name) == ("Petrov", "Ivan")
    assert told(ivan) == [
        ("email", "ivan@example.com", "work", True),
        ("phone", "+12025550143", "mobile", True),
        ("phone", "+12025550144", "Assistant", False),
        ("site", "https://acme.example", "work", True),
    ]
    for words in ("Form of address: Dr.", "After the name: PhD"):
        assert words in ivan.description


def test_a_card_of_outlook_in_the_letters_of_windows(imported):
    petr = imported(OUTLOOK, at=SEVER)

    assert (petr.last_name, petr.first_name) == ("Сидоров", "Пётр")
    assert told(petr) == [
        ("email", "petr@zavod.example", "", True),
        ("phone", "+74951234567", "work", True),
        ("phone", "+74951234568", "fax", False),
        ("address", "300000, Россия, Тула, Заводская 1", "work", True),
    ]
    assert petr.description == ""


def test_a_card_of_android_with_soft_line_breaks(imported):
    vera = imported(ANDROID, at=SEVER)

    assert (vera.last_name, vera.first_name) == ("Орлова", "Вера")
    assert told(vera) == [
        ("phone", "+79161234567", "mobile", True),
        ("phone", "+74951234567", "Dacha", False),
    ]
    assert vera.photo_id
    assert "Verochka" in vera.description


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_letters_and_line_ends_of_any_kind_are_understood(judge, encoding, ending):
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Щербаков;Юрий\nNOTE:Съешь ещё этих мягких французских булок\nEND:VCARD\n"
    )

    values = judge(text.replace("\n", ending).encode(encoding)).wish.values

    assert (values["last_name"], values["first_name"]) == ("Щербаков", "Юрий")


def test_a_fold_in_the_midst_of_a_letter_is_mended(judge):
    octets = "BEGIN:VCARD\r\nN:Ж".encode() + b"\xd0\r\n \x96;X\r\nEND:VCARD"

    assert judge(octets).wish.values["last_name"] == "ЖЖ"


def test_a_name_that_stands_in_one_line_is_taken_apart(judge):
    english = judge("BEGIN:VCARD\nFN:Ivan Petrov\nEND:VCARD").wish.values
    russian = judge("BEGIN:VCARD\nFN:Петров Иван Ильич\nEND:VCARD", at=SEVER).wish.values

    assert (english["last_name"], english["first_name"]) == ("Petrov", "Ivan")
    assert (russian["last_name"], russian["first_name"], russian["middle_name"]) == (
        "Петров",
        "Иван",
        "Ильич",
    )


@pytest.mark.parametrize(
    "lines", ["KIND:org\nFN:Romashka", "N:;;;;\nORG:Romashka", "X-ABShowAs:COMPANY\nORG:Romashka"]
)
def test_a_company_is_known_by_several_signs(judge, lines):
    shape = judge(f"BEGIN:VCARD\n{lines}\nEND:VCARD").shape

    assert (shape.kind, shape.name) == ("company", "Romashka")


def test_the_rest_of_a_folded_line_is_not_taken_for_the_end_of_the_card(judge):
    lines = ("BEGIN:VCARD", "NOTE:so it goes on to the ", " END:VCARD", "FN:Ivan Petrov", "END:VCARD")

    shape = judge("\r\n".join(lines)).shape

    assert shape.description == "so it goes on to the END:VCARD"
    assert shape.last_name == "Petrov"


def test_a_card_within_a_card_and_one_that_never_ends(judge):
    agent = judge("BEGIN:VCARD\nN:A;B\nAGENT:\nBEGIN:VCARD\nN:Inner\nEND:VCARD\nTEL:+12025550143\nEND:VCARD")
    endless = read_cards(b"BEGIN:VCARD\nN:A;B\nBEGIN:VCARD\nN:C;D\n")

    assert agent.shape.last_name == "A"
    assert agent.shape.comms
    assert "N:Inner" in agent.shape.description
    assert [card.is_whole for card in endless.cards] == [False, False]


def test_of_endless_cards_so_many_lines_are_read_and_the_card_is_kept(judge):
    outcome = judge("BEGIN:VCARD\nN:A;B\n" + "TEL:+12025550143\n" * 20_000 + "END:VCARD")

    assert len(outcome.card.properties) == 5_000
    assert outcome.wish.whole
    assert outcome.shape is not None


def test_what_can_not_be_kept_is_told_and_kept_in_words(judge):
    outcome = judge(
        "BEGIN:VCARD\nN:A;B\nEMAIL:nobody\nEMAIL:b@example.com\nURL:ftp://files.example\nBDAY:2999-01-01\n"
        "LANG:zz\nX-ARTEL-TYPE:Rival\nno property at all\nX-FOO;TYPE=blue:bar\nPHOTO:https://pictures.example/a.jpg\nEND:VCARD"
    )

    assert [comm.value for comm in outcome.shape.comms] == ["b@example.com"]
    assert ("E-mail", "nobody", "This doesn't look like an e-mail address.") in outcome.faults
    for words in (
        "E-mail: nobody", "Site: ftp://files.example", "Birthday: 2999-01-01", "Language: zz", "Type: Rival",
        "no property at all", "X-FOO (blue): bar", "Photo: https://pictures.example/a.jpg",
    ):  # fmt: skip
        assert words in outcome.shape.description


def test_what_text_can_not_hold_is_kept_as_the_card_itself(imported, client_of, in_scope):
    from sqlalchemy import select

    from crm.files.models import StoredFile
    from crm.kernel.db import db
    from tests.kit.cast import NORTH

    contact = imported(f"BEGIN:VCARD\nN:A;B\nKEY;ENCODING=b:QUJD\nNOTE:{'x' * 30_000}\nEND:VCARD")

    with in_scope(NORTH, read_only=True):
        about = StoredFile.about_kind == "contact", StoredFile.about_id == contact.id
        [file] = db.session.scalars(select(StoredFile).where(*about)).all()
    assert file.name == "B A.vcf"
    assert file.size > 30_000
    assert len(contact.description) == 20_000
