"""What columns become: labels, several addresses and accounts, own fields, names that nobody knows."""

from time import process_time

import pytest

from crm.fields.models import CustomField
from crm.imports.actions.gathering import Known, gathering_for
from crm.imports.actions.naming import added_up
from crm.imports.forms import WishShape
from crm.imports.guessing.headings import target_of
from crm.imports.reading.shapes import Shape
from crm.kernel.i18n import speaking

pytestmark = pytest.mark.promise("IMP-2")
KNOWN = Known({"клиент": 1}, {"vip": 2, "опт": 3}, {"anna": 4, "олег": 5})


def field(kind, key):
    options = [
        {"id": 1, "name": "Gold", "labels": {"ru": "Золото"}},
        {"id": 2, "name": "Old", "archived": True},
    ]
    return CustomField(id=key, type=kind, name=kind, options=options, labels={})


def wished(**wish):
    return WishShape.model_validate(wish)


def gathered(targets, *cells, known=KNOWN, shape=None, **wish):
    gathering = gathering_for(wished(targets=targets, **wish), shape or Shape("csv"), known)
    return gathering(cells), gathering


@pytest.mark.parametrize(
    ("targets", "cells"),
    [
        (["phone.label", "phone", "phone.label", "phone"], ["* Work", "+7 1", "Мобильный", "+7 2"]),
        (["phone", "phone.label", "phone", "phone.label"], ["+7 1", "рабочий", "+7 2", "Mobile"]),
        (["phone.work", "phone.mobile"], ["+7 1", "+7 2"]),
    ],
)
def test_categories_are_told_before_behind_or_by_the_column(targets, cells):
    found, _ = gathered(targets, *cells)

    assert [(one["value"], one["label"]) for one in found.values["comms"]] == [
        ("+7 1", "work"),
        ("+7 2", "mobile"),
    ]


def test_several_values_stand_in_one_cell():
    found, _ = gathered(
        ["email", "phone", "messenger.telegram", "url"],
        "a@x.example, b@x.example ::: c@x.example",
        "+7 495 123-45-67 / +7 495 123-45-68",
        "@ivan; @anna",
        "https://x.example/a,b",
    )

    assert [one["value"] for one in found.values["comms"]] == [
        "a@x.example", "b@x.example", "c@x.example", "+7 495 123-45-67", "+7 495 123-45-68", "@ivan", "@anna",
        "https://x.example/a,b",
    ]  # fmt: skip
    assert {one.get("label") for one in found.values["comms"]} == {None, "telegram"}


def test_addresses_and_accounts_begin_anew_where_a_part_comes_again():
    targets = ["address.label", "address.street", "address.extra", "address.city", "address.label",
               "address.city", "address", "account.account", "account.bik", "account.account"]  # fmt: skip

    found, _ = gathered(
        targets, "Home", "Lesnaya 1", "office 3", "Moscow", "", "Tver", "Any 5", "407", "044", "408"
    )

    assert found.values["comms"] == [
        {"kind": "address", "value": "Any 5"},
        {"kind": "address", "parts": {"street": "Lesnaya 1, office 3", "city": "Moscow"}, "label": "home"},
        {"kind": "address", "parts": {"city": "Tver"}},
    ]
    assert found.values["requisites"]["accounts"] == [{"account": "407", "bik": "044"}, {"account": "408"}]
    assert found.origins["comms.2"] == 5


ADDRESSES = {
    ("Business Street", "Business Street 2", "Business City", "Home Street", "Home Street 2", "Home City"): (
        ["1 A St", "Suite 5", "Boston", "", "Apt 2", "Salem"],
        [("work", {"street": "1 A St, Suite 5", "city": "Boston"}),
         ("home", {"street": "Apt 2", "city": "Salem"})],
    ),
    ("Business Street", "Business Street 2", "Business Street 3", "Business City", "Home City"): (
        ["1 A St", "", "Door 6", "Boston", "Salem"],
        [("work", {"street": "1 A St, Door 6", "city": "Boston"}), ("home", {"city": "Salem"})],
    ),
    ("Улица (раб. адрес)", "Улица 2 (раб. адрес)", "Улица 3 (раб. адрес)", "Почтовый код (дом.)"): (
        ["Мира, 5", "под. 2", "оф. 3", "170000"],
        [("work", {"street": "Мира, 5, под. 2, оф. 3"}), ("home", {"postal_code": "170000"})],
    ),
    ("Mailing Street", "Other Street", "Mailing City", "Other City"): (
        ["1 A St", "2 B St", "Boston", "Salem"],
        [("postal", {"street": "1 A St", "city": "Boston"}),
         ("other", {"street": "2 B St", "city": "Salem"})],
    ),
    ("Street", "Street 2", "City", "Mailing City"): (
        ["1 A St", "Apt 4", "Boston", "Salem"],
        [("", {"street": "1 A St, Apt 4", "city": "Boston"}), ("postal", {"city": "Salem"})],
    ),
    ("Улица", "Город", "Mailing Zip"): (
        ["Мира, 5", "Тверь", "170000"],
        [("", {"street": "Мира, 5", "city": "Тверь", "postal_code": "170000"})],
    ),
}  # fmt: skip


@pytest.mark.parametrize("headings", ADDRESSES)
def test_parts_of_an_address_stay_together_by_what_their_headings_name(headings):
    cells, addresses = ADDRESSES[headings]
    known = Known({}, {}, {}, headings=headings)

    found, _ = gathered(list(map(target_of, headings)), *cells, known=known)

    assert [(one.get("label", ""), one["parts"]) for one in found.values["comms"]] == addresses


def test_an_address_in_one_line_is_labelled_by_its_heading():
    known = Known({}, {}, {}, headings=["Home Address", "Адрес доставки", "Адрес"])

    found, _ = gathered(["address"] * 3, "Salem", "Тула", "Тверь", known=known)

    assert [one.get("label") for one in found.values["comms"]] == ["home", "delivery", None]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("integer", "1 234", "1234"),
        ("decimal", "1.234,50", "1234.5"),
        ("money", "1 234,5 ₽", {"amount": "1234.5", "currency": "RUB"}),
        ("money", "EUR 12,50", {"amount": "12.5", "currency": "EUR"}),
        ("money", "12,50", "12.5"),
        ("date", "02.03.2026", "2026-03-02"),
        ("datetime", "02.03.2026 3:05 PM", "2026-03-02 15:05"),
        ("datetime", "02.03.2026", "2026-03-02 00:00"),
        ("datetime", "1912-04-19T01:00:17+02:30:17", "1912-04-18 22:30:00Z"),
        ("datetime", "2026-03-02T15:05", "2026-03-02 15:05:00"),
        ("datetime", "0001-01-01T00:00:00+14:00", "0001-01-01 00:00:00+14:00"),
        ("yes_no", "да", True),
        ("yes_no", "нет", False),
        ("yes_no", "может быть", "может быть"),
        ("select", "золото", 1),
        ("multi_select", "gold; nothing", [1]),
        ("user", "ANNA", 4),
        ("date", "31-дек-80", "1980-12-31"),
        ("text", "0012", "0012"),
    ],
)
def test_own_fields_are_read_as_the_file_is_written(kind, cell, value):
    known = Known({}, {}, {}, {"7": field(kind, 7)}, {"anna": 4})

    found, _ = gathered(["field:7"], cell, known=known, shape=Shape("csv", decimal=","))

    assert found.values["custom"]["7"] == value
    assert found.origins["custom.7"] == 0


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("date", "00.00.0000"), ("datetime", "0/0/00"), ("decimal", "—"), ("money", "н/д"), ("yes_no", "N/A"),
     ("email", "нет"), ("phone", "-"), ("url", "нет данных")],
)  # fmt: skip
def test_what_says_nothing_is_left_out_of_own_fields(kind, cell):
    found, _ = gathered(["field:7"], cell, known=Known({}, {}, {}, {"7": field(kind, 7)}))

    assert "custom" not in found.values
    assert not found.faults


def test_what_says_nothing_is_left_out_where_it_can_be_nothing_else():
    targets = ["last_name", "note", "email", "phone.work", "url", "birthday", "inn", "account.bik"]

    found, _ = gathered(targets, "Нет", "-", "-", "—", "n/a", "0/0/00", "Нет данных", "нет")

    told = {"last_name": "Нет", "description": "-", "kind": "person", "comms": []}
    assert (found.values, found.faults) == (told, [])


@pytest.mark.parametrize(
    ("language", "cell", "note"),
    [("en", "--12-31", "Birthday: December 31"), ("ru", "31.12", "День рождения: 31 декабря")],
)
def test_a_birthday_without_a_year_is_noted(language, cell, note, app):
    with app.app_context(), speaking(language):
        found, _ = gathered(["note", "birthday"], "Friend", cell)

    assert (found.values["description"], found.faults) == (f"Friend\n{note}", [])
    assert "born_on" not in found.values


def test_codes_are_found_whoever_reads():
    found, _ = gathered(["language", "currency"], "русский", "US Dollar")
    unknown, _ = gathered(["language", "currency"], "эльфийский", "-")

    assert [found.values[name] for name in ("language", "currency")] == ["ru", "USD"]
    assert (unknown.values["language"], unknown.values.get("currency")) == ("эльфийский", None)


def test_groups_that_google_keeps_itself_are_no_tags():
    found, gathering = gathered(["tags"], "* myContacts ::: VIP ::: * starred")

    assert (found.tag_ids, gathering.strange()) == ([2], {})


def test_names_that_nobody_knows_are_counted_and_become_what_was_decided():
    known = Known({"клиент": 1}, {"vip": 2}, {}, coming={"tags": {"Новый": 77}})
    wish = wished(
        targets=["type", "tags"],
        lists={"type": {"ДИЛЕР": "1", "Враг": "refuse"}, "tags": {"новый": "create", "Чужой": ""}},
    )
    gathering = gathering_for(wish, Shape("csv"), known)

    rows = [
        gathering(row)
        for row in [("Клиент", "VIP; новый"), ("дилер", "чужой"), ("Враг", "Другой"), ("?", "")]
    ]

    assert [row.values.get("type_id") for row in rows] == [1, 1, None, None]
    assert [row.tag_ids for row in rows] == [[2, 77], [], [], []]
    assert [column for column, _told in rows[2].faults] == [0]
    assert gathering.strange() == {
        "type": {"rows": {"дилер": 1, "Враг": 1, "?": 1}, "more": 0},
        "tags": {"rows": {"новый": 1, "чужой": 1, "Другой": 1}, "more": 0},
    }


def test_what_nobody_decided_on_refuses_the_row_where_that_is_wished():
    found, _ = gathered(
        ["type", "tags", "manager", "lead"], "x", "vip, y", "Anna; z", "Олег", unknown="refuse"
    )

    assert [column for column, _told in found.faults] == [0, 1, 2]
    assert (found.tag_ids, found.managers) == ([2], [5, 4])


def test_no_more_than_two_hundred_unknown_names_are_kept():
    gathering = gathering_for(wished(targets=["tags"]), Shape("csv"), Known({}, {}, {}))
    for number in range(300):
        gathering((f"tag {number % 250}",))

    told = gathering.strange()["tags"]
    again = gathering_for(wished(targets=["tags"]), Shape("csv"), Known({}, {}, {}))
    again(("tag 0",))
    again(("tag 1000",))
    both = added_up([{"tags": told}, again.strange()])["tags"]

    assert (len(told["rows"]), told["more"]) == (200, 50)
    assert told["rows"]["tag 0"] == 2
    assert (len(both["rows"]), both["more"]) == (200, 51)
    assert both["rows"]["tag 0"] == 3


@pytest.mark.parametrize(
    ("cell", "kind"), [("Company", "company"), ("человек", "person"), ("True", "company"), ("нет", "person")]
)
def test_a_column_says_whether_it_is_a_person(cell, kind):
    found, _ = gathered(["full_name", "kind"], "Иванов Иван", cell)

    assert found.values["kind"] == kind


def test_a_word_that_is_neither_is_told_of():
    found, _ = gathered(["full_name", "kind"], "Иванов Иван", "никто")

    assert found.faults == [(1, "This is neither a person nor a company: никто")]


def test_ten_columns_take_a_few_microseconds_a_row():
    number = 2_000

    targets = ["full_name", "email", "phone", "company", "job_title", "address.city", "type", "tags"]
    targets += ["birthday", "note"]
    gathering = gathering_for(wished(targets=targets), Shape("csv"), KNOWN)
    rows = [
        (f"Иванов{n} Иван Ильич", f"a{n}@x.example", f"+7 916 {n:07}", f"ООО «Ромашка {n}»", "директор",
         "Москва", "Клиент", "VIP; опт", f"{n % 28 + 1:02}.05.1980", "Звонить после обеда")
        for n in range(number)
    ]  # fmt: skip

    took = min(_took(gathering, rows, process_time) for _try in range(5))

    assert took / number < 100e-6  # about 12 µs where nothing else runs


def _took(gathering, rows, clock):
    begun = clock()
    for row in rows:
        gathering(row)
    return clock() - begun
