"""Contacts in every kind of file: what stands in it, and for whom (IMP-7, IMP-8)."""

import csv
import io
import json
from collections.abc import Mapping

import pytest
from python_calamine import CalamineWorkbook

from crm.contacts.models.headings import HEADINGS, read_heading
from crm.kernel.tables import as_given
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER, TWIN, Standing

pytestmark = [pytest.mark.promise("IMP-7"), pytest.mark.promise("IMP-8")]
OWN = int(Standing.OWN)
WAYS = [
    {"kind": "phone", "value": "+79161234567", "label": "work"},
    {"kind": "email", "value": "second@x.example", "label": "home"},
    {"kind": "email", "value": "first@x.example", "label": "work", "primary": True},
    {"kind": "address", "label": "legal", "parts": {
        "street": "Lesnaya 12; office 3", "city": "Moscow", "postal_code": "0125047", "country": "RU",
    }},
]  # fmt: skip
ACCOUNT = {"bik": "044525225", "account": "40702810438000060473", "bank": "Sber"}


@pytest.fixture
def exported(api_of, run_jobs):
    """Export by the API; the file's bytes."""

    def give(who=ALICE, **wishes):
        api = api_of(who)
        asked = api.post("/api/v1/contacts/exports", json={"matching": True, **wishes})
        assert asked.status_code == 201, asked.json
        run_jobs()
        answer = api.get(f"{asked.headers['Location']}/content")
        assert answer.status_code == 200, answer.json
        return answer.data

    return give


def lines(content, delimiter=","):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def only(rows, name, value):
    [row] = [row for row in rows if row[name] == value]
    return row


@pytest.mark.parametrize("at", [NORTH, SEVER])
def test_a_line_of_json_is_what_the_api_tells(api_of, exported, a_contact, a_field, at):
    hidden = a_contact("Vera", "Hidden", managers=[BOB], at=at)
    friend, money = a_field("contact", "Friend", at=at), a_field("money", "Budget", at=at)
    own = a_contact("Анна", "О'Нил", comms=WAYS, tags=["VIP", "Б"], at=at)
    api = api_of(ALICE.at(at))
    api_of(MAX.at(at)).patch(f"/api/v1/contacts/{own.id}", json={"custom": {friend.key: hidden.id}})
    changed = api.patch(f"/api/v1/contacts/{own.id}", json={
        "custom": {money.key: {"amount": "12.50", "currency": "EUR"}}, "born_on": "1987-02-03",
        "requisites": {"inn": "500100732259", "accounts": [ACCOUNT]},
    })  # fmt: skip
    firm = api.post("/api/v1/contacts", json={"kind": "company", "name": 'ООО "Ромашка"'}).json["id"]
    linked = api.post(f"/api/v1/contacts/{own.id}/links", json={"contact_id": firm, "role": "director"})

    told = [json.loads(line) for line in exported(ALICE.at(at), format="jsonl").splitlines()]

    assert (changed.status_code, linked.status_code) == (200, 201), changed.json
    assert {one["id"] for one in told} == {
        one["id"] for one in api.get("/api/v1/contacts?limit=100").json["items"]
    }
    assert hidden.id not in {one["id"] for one in told}
    in_words = {}
    for one in told:
        names = in_words[one["id"]] = one.pop("names")
        assert one == api.get(f"/api/v1/contacts/{one['id']}").json
        assert len(names["managers"]) == len(one["manager_ids"])
    mine = next(one for one in told if one["id"] == own.id)
    assert mine["custom"][friend.key] == "hidden"
    assert mine["links"][0]["contact_id"] == firm
    assert in_words[own.id]["company"] == 'ООО "Ромашка"'
    assert in_words[own.id]["fields"][money.shown] == "12.50 EUR"
    assert friend.shown not in in_words[own.id]["fields"]


@pytest.mark.parametrize(("at", "language"), [(NORTH, "en"), (SEVER, "ru")])
@pytest.mark.parametrize("kind", ["csv", "csv_ru", "xlsx"])
def test_a_table_of_everything_holds_all_in_its_parts(exported, a_contact, a_field, at, language, kind):
    a_field("multi_select", "Likes", choices=["Pears; ripe", "Plums"], at=at)
    code = a_field("text", "Phone", at=at)
    own = a_contact(
        "Ivan", "Zimin", comms=WAYS, tags=["VIP"], born_on="1987-02-03", description='=1+1\n"two"',
        requisites={"inn": "", "accounts": [ACCOUNT]}, custom={code.key: "0071"}, at=at,
    )  # fmt: skip

    content = exported(ALICE.at(at), format=kind, parts=True)

    rows = sheet(content) if kind == "xlsx" else lines(content, ";" if kind == "csv_ru" else ",")
    told = only(rows, HEADINGS["id"].of(language), own.id if kind == "xlsx" else str(own.id))
    by_target = Targets(told, language)
    assert by_target["first_name"] == at.text("Ivan")
    assert [by_target["email 1"], by_target["email 2"]] == ["first@x.example", "second@x.example"]
    assert by_target["email.label 2"] == {"en": "home", "ru": "домашний"}[language]
    assert by_target["phone 1"] == "+79161234567"
    assert by_target["address.street 1"] == "Lesnaya 12; office 3"
    assert by_target["address.postal_code 1"] == "0125047"
    assert by_target["address.country 1"] == {"en": "Russia", "ru": "Россия"}[language]
    assert by_target["account.account 1"] == ACCOUNT["account"]
    assert by_target["note"] == '=1+1\n"two"'
    assert by_target["tags"] == "VIP"
    assert as_given(told[{"en": "Phone (own field)", "ru": "Phone (своё поле)"}[language]]) == "0071"


class Targets(Mapping):
    """A row by what its headings mean."""

    def __init__(self, row, language):
        self._cells = {}
        for heading, cell in row.items():
            if (read := read_heading(heading)) is not None:
                self._cells[f"{read.target} {read.number}" if read.number else read.target] = as_given(
                    str(cell)
                )

    def __getitem__(self, target):
        return self._cells[target]

    def __iter__(self):
        return iter(self._cells)

    def __len__(self):
        return len(self._cells)


def sheet(content):
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_chosen_columns_stand_in_their_order_and_several_values_as_wished(exported, a_contact):
    a_contact("Ivan", "Zimin", comms=WAYS)

    apart = exported(columns=["phone", "email", "name"], format="csv").decode().splitlines()[0]
    joined = lines(exported(columns=["name", "email"], several="together"))

    assert apart == "Phone 1,E-mail 1,E-mail 2,Contact"
    assert only(joined, "Contact", "Ivan Zimin")["E-mail"] == "first@x.example; second@x.example"


def test_more_ways_than_columns_are_not_cut(exported, a_contact):
    many = [{"kind": "email", "value": f"n{n}@x.example"} for n in range(14)]
    a_contact("Ivan", "Zimin", comms=many)

    told = only(lines(exported(columns=["name", "email"])), "Contact", "Ivan Zimin")

    assert told["E-mail 10"] == "; ".join(f"n{n}@x.example" for n in range(9, 14))


def test_vcards_of_the_file_are_those_of_the_contact(api_of, exported, a_contact):
    own = a_contact("Ivan", "Zimin", comms=WAYS, tags=["VIP"], description="a;b,c\nd")
    card = api_of(ALICE).get(f"/api/v1/contacts/{own.id}/vcard").data

    assert card in exported(format="vcf")


def test_a_table_for_an_import_has_only_what_an_import_takes(exported):
    head = exported(template=True, parts=True).decode().splitlines()[0].split(",")

    assert all(read is None or read.target != "skip" for read in map(read_heading, head))
    assert "First name" in head


def test_contacts_stand_by_name(exported, many):
    many(5)

    names = [row["Contact"] for row in lines(exported(columns=["name"])) if row["Contact"].startswith("Firm")]

    assert names == [f"Firm {n:04d}" for n in range(5)]


def test_what_is_not_known_is_refused_in_a_sentence(api_of):
    api = api_of(ALICE.at(SEVER))
    ask = {"contact_ids": [OWN]}

    for wrong, field in (
        ({"format": "pdf"}, "format"), ({"columns": ["no\u202e", "own-99999"]}, "columns"),
        ({"columns": ["x" * 41]}, "columns.0"), ({"several": 7}, "several"), ({"surprise": 1}, "surprise"),
    ):  # fmt: skip
        answer = api.post("/api/v1/contacts/exports", json={**ask, **wrong})

        assert answer.status_code == 422, wrong
        assert field in answer.json["errors"], answer.json

    told = api.post("/api/v1/contacts/exports", json={**ask, "columns": ["nope"]}).json["errors"]["columns"]
    assert told == "Таких столбцов нет: nope"


@pytest.mark.parametrize("kind", ["csv", "csv_ru", "xlsx", "vcf", "jsonl"])
def test_no_file_holds_anything_of_another_workspace_or_of_what_is_hidden(exported, a_contact, kind):
    a_contact("Twin", managers=[ALICE.at(TWIN)], at=TWIN)
    a_contact("Unseen", "Bobs", managers=[BOB])

    content = exported(format=kind)

    if kind == "xlsx":
        content = json.dumps(sheet(content), default=str).encode()
    assert b"LEAK" not in content
    assert b"Unseen" not in content
    assert content


def test_who_may_not_export_is_refused(client_of, api_of):
    assert client_of(NED).get("/contacts/exports/new").status_code == 403
    assert api_of(NED).post("/api/v1/contacts/exports", json={"matching": True}).status_code == 403
