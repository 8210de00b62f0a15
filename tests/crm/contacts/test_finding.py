"""One search box: whatever the order, the alphabet and the keyboard layout (CON-13)."""

import pytest
from sqlalchemy import select, text

from crm.contacts.access import stands_for
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.contacts.queries.matching import matches
from crm.kernel.access import Reach
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA, SEVER

CONTACTS = "/api/v1/contacts"
pytestmark = pytest.mark.promise("CON-13")


@pytest.fixture
def people(api_of):
    """Three people whose names are alike in nothing; their ids by the first name."""
    api = api_of(ALICE)
    names = (
        ("Фёдор", "Щербаков", "Юрьевич"),
        ("Alexey", "Khokhlov", ""),
        ("Ольга", "Соловьёва", "Ильинична"),
    )
    return {
        first: api.post(CONTACTS, json={
            "kind": "person", "first_name": first, "last_name": last, "middle_name": middle,
            "comms": [{"kind": "email", "value": f"one{number}@post.example"}],
        }).json["id"]
        for number, (first, last, middle) in enumerate(names)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("юрьевич фёдор", "Фёдор"), ("федор щербаков", "Фёдор"), ("Scherbakov", "Фёдор"),
        ("shcherbakov fyodor", "Фёдор"), ("Хохлов", "Alexey"),
        ("алексей хохлов", "Alexey"), ("руддщ", None), ("lol", None), ("Solovyova Olga", "Ольга"),
        ("jkmuf cjkjdm`df", "Ольга"), ("one2@post", "Ольга"), ("со", "Ольга"), ("cj", "Ольга"),
        ("ольга хохлов", None), ("100%", None), ("_", None),
    ],
)  # fmt: skip
def test_a_contact_is_found_in_any_order_alphabet_and_layout(client_of, api_of, people, q, first):
    expected = [people[first]] if first else []

    page = client_of(ALICE).get("/contacts", query_string={"q": q}).text
    answer = api_of(ALICE).get(CONTACTS, query_string={"q": q}).json

    found = [one["id"] for one in answer["items"] if one["id"] in people.values()]
    assert found == expected
    assert [i for i in people.values() if f'id="contact-{i}"' in page] == expected


def test_a_russian_workspace_finds_what_was_typed_in_latin_letters(client_of, api_of):
    olga = OLGA.at(SEVER)
    person = {"kind": "person", "first_name": "Дмитрий", "last_name": "Цветков"}
    added = api_of(olga).post(CONTACTS, json=person).json["id"]

    page = client_of(olga).get("/contacts?q=tsvetkov+dmitry").text
    nothing = client_of(olga).get("/contacts?q=tsvetkov+sergey").text

    assert f'id="contact-{added}"' in page
    assert "Цветков" in page
    assert f'id="contact-{added}"' not in nothing


def test_the_whole_ending_of_an_address_counts_in_the_search_and_in_the_filter(api_of):
    api = api_of(ALICE)
    asked, other = (
        api.post(CONTACTS, json={
            "kind": "company", "name": name, "comms": [{"kind": "email", "value": address}],
        }).json["id"]
        for name, address in (("Ромашка", "info@romashka.example"), ("Василёк", "info@romashka.exchange"))
    )  # fmt: skip

    whole = api.get(CONTACTS, query_string={"q": "romashka.example"}).json
    cut = api.get(CONTACTS, query_string={"q": "romashka.ex"}).json
    filtered = api.get(CONTACTS, query_string={"filter": "email:contains:romashka.example"}).json

    assert [row["id"] for row in whole["items"]] == [asked]
    assert {row["id"] for row in cut["items"]} == {asked, other}
    assert [row["id"] for row in filtered["items"]] == [asked]


def test_a_contact_is_found_by_its_tags(api_of):
    api = api_of(ALICE)
    added = api.post(CONTACTS, json={"kind": "company", "name": "Zarya", "tags": ["Ёлочный базар"]}).json[
        "id"
    ]

    for q in ("елочный", "zarya базар", "tkjxysq"):
        assert [one["id"] for one in api.get(CONTACTS, query_string={"q": q}).json["items"]] == [added]


@pytest.mark.promise("ACC-6")
def test_a_person_is_found_by_a_company_that_the_searcher_sees_and_by_no_other(api_of):
    alice, carol, admin = api_of(ALICE), api_of(CAROL), api_of(MAX)
    company = carol.post(CONTACTS, json={"kind": "company", "name": "ООО «Вектор Плюс»"}).json["id"]
    person = carol.post(CONTACTS, json={
        "kind": "person", "first_name": "Vera", "last_name": "Kim", "sharing": "read",
    }).json["id"]  # fmt: skip
    carol.post(f"{CONTACTS}/{person}/links", json={"contact_id": company})

    def ids(api, q):
        return {one["id"] for one in api.get(CONTACTS, query_string={"q": q}).json["items"]}

    assert ids(carol, "вектор") == ids(admin, "vektor") == ids(admin, "dtrnjh") == {person, company}
    assert ids(carol, "kim вектор") == {person}
    assert ids(alice, "kim") == {person}
    assert ids(alice, "вектор") == set()


def test_a_deleted_link_or_a_former_post_finds_nobody(api_of):
    api = api_of(BOB)
    company = api.post(CONTACTS, json={"kind": "company", "name": "Gamma"}).json["id"]
    person = api.post(CONTACTS, json={"kind": "person", "first_name": "Vera", "last_name": "Kim"}).json["id"]
    at = api.post(f"{CONTACTS}/{person}/links", json={"contact_id": company}).headers["Location"]
    before = [one["id"] for one in api.get(f"{CONTACTS}?q=gamma").json["items"]]

    api.patch(at, json={"former": True})

    assert sorted(before) == sorted([company, person])
    assert [one["id"] for one in api.get(f"{CONTACTS}?q=gamma").json["items"]] == [company]


@pytest.mark.promise("L3")
def test_a_search_asks_the_index_in_every_spelling(in_scope, actor_of):
    with in_scope(NORTH, read_only=True):
        for other in ("seqscan", "indexscan"):
            db.session.execute(text(f"SET LOCAL enable_{other} TO off"))
        seen = stands_for(actor_of(ALICE), Reach.OWN)
        searched = select(Contact.id).where(seen, *matches("shcherbakov fyodor"))
        told = searched.compile(db.engine, compile_kwargs={"literal_binds": True}).string.replace("%%", "%")
        explained = text(f"EXPLAIN {told}".replace(":", r"\:")).execution_options(fixed_text=True)
        plan = "\n".join(db.session.scalars(explained))

    assert "ix_contact_found_by" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    "q", ["%" * 200, "\u202e" * 50, "\0", "я" * 10_000, "'; --", "\\", "ж ж ж ж ж ж ж ж"]
)
def test_no_query_does_harm(in_scope, actor_of, client_of, q):
    with in_scope(NORTH, read_only=True):
        assert len(listed(Wish(q=q.replace("\0", "")), to=actor_of(ALICE)).contacts) <= 50
    assert client_of(ALICE).get("/contacts", query_string={"q": q}).status_code == 200
