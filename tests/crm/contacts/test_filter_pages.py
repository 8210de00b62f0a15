"""Filters on the pages of the list and over the API: sentences, forms without script, never a 500."""

import random
import re
from urllib.parse import quote

import pytest

from crm.views.fields import TAKES
from tests.kit.cast import ALICE, BOB, MAX, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")
API = "/api/v1/contacts"


def rows_of(page: str) -> set[int]:
    """The ids of the contacts in the rows."""
    return set(map(int, re.findall(r'<tr role="row" id="contact-(\d+)"', page)))


def test_a_filter_in_the_address_reads_as_sentences_and_finds_the_same_over_the_api(
    client_of, api_of, a_contact
):
    anna = a_contact("Anna", "Web", managers=[ALICE], source="Web site")
    bob = a_contact("Boris", "Fair", managers=[BOB], source="Fair")
    address = "f=source:contains:web|source:is:fair&f=manager:is:3,4&f=created:in:today"
    in_one = "source:contains:web|source:is:fair;manager:is:3,4;created:in:today"

    page = client_of(MAX).get(f"/contacts?{address}").text
    listed = api_of(MAX).get(f"{API}?filter={in_one}")

    assert rows_of(page) == {anna.id, bob.id} == {one["id"] for one in listed.json["items"]}
    assert "Source contains <b>web</b>" in page
    assert "Manager is <b>Alice or Bob</b>" in page
    assert "Created: <b>today</b>" in page


def test_sentences_are_russian_for_who_reads_russian(client_of):
    page = client_of(OLGA.at(SEVER)).get("/contacts?f=activity:older:30&f=manager:not:me&f=source:empty").text

    assert "Без активности <b>30 дней</b>" in page
    assert "Менеджер: не <b>я</b>" in page
    assert "Источник: не заполнено" in page


def test_my_in_an_address_is_whoever_reads_it(client_of, a_contact):
    alices, bobs = (a_contact("Anna", "Own", managers=[one], source="mine") for one in (ALICE, BOB))
    address = "/contacts?f=manager:is:me&f=source:is:mine"

    assert rows_of(client_of(ALICE).get(address).text) == {alices.id}
    assert rows_of(client_of(BOB).get(address).text) == {bobs.id}


def test_without_script_a_filter_is_chosen_edited_joined_by_or_and_left_out_by_links_and_forms(
    client_of, a_contact
):
    web, fair = (a_contact("Anna", name, managers=[ALICE], source=name) for name in ("Web", "Fair"))
    alice = client_of(ALICE)

    menu = alice.get("/contacts/filter?type=1").text
    assert "field=source" in menu
    added = alice.get("/contacts/filter/applied?field=source&op=is&text=Web")
    beside = alice.get("/contacts/filter/applied?f=source:is:Web&or=0&field=source&op=is&text=Fair")
    edited = alice.get("/contacts/filter/applied?f=source:is:Web&part=0&at=0&field=source&op=begins&text=fa")

    assert added.location == "/contacts?f=source:is:Web&sort=name"
    assert beside.location == "/contacts?f=source:is:Web%7Csource:is:Fair&sort=name"
    assert rows_of(alice.get(beside.location).text) == {web.id, fair.id}
    assert rows_of(alice.get(edited.location).text) == {fair.id}


def test_a_value_that_does_not_fit_is_told_on_the_form_with_what_was_typed(client_of):
    answer = client_of(ALICE).get("/contacts/filter/applied?field=created&op=last&days=many")

    assert answer.status_code == 422
    assert "Write a whole number of days for “Created”" in answer.text
    assert 'value="many"' in answer.text


@pytest.mark.parametrize(
    "text", ["type", "colour:is:3", "type:is:x", "((((((", "created:last:-1", "own-77:is:1"]
)
def test_a_broken_filter_is_a_sentence_and_shows_nothing(client_of, api_of, text):
    page = client_of(ALICE).get(f"/contacts?f={quote(text)}")
    answer = api_of(ALICE).get(f"{API}?filter={quote(text)}")

    assert page.status_code == answer.status_code == 422
    assert "be used</h2>" in page.text
    assert rows_of(page.text) == set()
    assert answer.json["errors"]["filter"]


def test_no_filter_whatever_is_a_server_error(client_of, api_of):
    draw = random.Random(10)
    ops = sorted({op for some in TAKES.values() for op in some})
    fields = [
        "type",
        "tag",
        "born",
        "created",
        "email",
        "phone",
        "city",
        "company",
        "own-1",
        "access",
        "name",
    ]
    values = ["", "1", "-1", "9" * 30, "\0", "\u202eя", "0001-01-01", "9999-12-31", "31.02.2026", "%", "\\"]
    values += ["1e999", "me", "group", "x" * 3000, "nan", "\u00ed\u00a0\u0080"]
    for _attempt in range(120):
        text = f"{draw.choice(fields)}:{draw.choice(ops)}:{draw.choice(values)}"
        if draw.random() < 0.3:
            text = "".join(draw.choice("ab:;,|()\\ 1") for _sign in range(draw.randrange(40)))
        sort = draw.choice(["name", "-created", "born", "-manager", "type", "zz"])

        assert client_of(MAX).get(f"/contacts?f={quote(text)}&sort={sort}").status_code in (200, 422), text
        assert api_of(MAX).get(f"{API}?filter={quote(text)}").status_code in (200, 422), text


def test_pages_go_on_and_come_back(client_of, a_contact):
    for number in range(53):
        a_contact("Anna", f"Page{number:02}", managers=[ALICE], source="paged")
    alice = client_of(ALICE)
    first = alice.get("/contacts?f=source:is:paged&sort=-name").text
    onward = re.search(r'href="(/contacts\?[^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")

    second = alice.get(onward).text
    back = re.search(r'href="(/contacts\?[^"]*before=[^"]*)"', second)[1].replace("&amp;", "&")

    assert len(rows_of(first)) == 50
    assert len(rows_of(second)) == 3
    assert rows_of(alice.get(back).text) == rows_of(first)


def test_hidden_companies_are_not_found_by_what_people_work_in(api_of, a_company, client_of):
    secret = a_company("Secret works", of=BOB)
    person = (
        api_of(MAX)
        .post(API, json={"kind": "person", "first_name": "A", "last_name": "B", "manager_ids": [3]})
        .json
    )
    api_of(MAX).post(f"{API}/{person['id']}/links", json={"contact_id": secret, "role": "director"})

    asked = f"{API}?filter=company:contains:secret"

    assert [one["id"] for one in api_of(MAX).get(asked).json["items"]] == [person["id"]]
    assert api_of(ALICE).get(asked).json["items"] == []
