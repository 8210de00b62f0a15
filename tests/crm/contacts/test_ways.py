"""Ways into the list: who is responsible, and classes, with the reader's own counts (CON-10)."""

import re

import pytest

from tests.kit.cast import ALICE, BOB, MAX, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")


def lines_of(page: str) -> dict[str, str]:
    """The addresses of the lines, with their counts."""
    pairs = re.findall(r'href="(/contacts\?[^"]+)".*?<span class="count">([^<]+)</span>', page, re.DOTALL)
    return {url.replace("&amp;", "&"): count for url, count in pairs}


def test_managers_are_listed_with_what_the_reader_sees_of_theirs(client_of, a_contact):
    before = lines_of(client_of(MAX).get("/contacts/responsibles").text)
    for _number in range(2):
        a_contact("Anna", "Own", managers=[ALICE])
    a_contact("Boris", "Own", managers=[BOB])
    a_contact("Boris", "Both", managers=[ALICE, BOB])

    admins = lines_of(client_of(MAX).get("/contacts/responsibles").text)
    alices = lines_of(client_of(ALICE).get("/contacts/responsibles").text)
    url = f"/contacts?manager={ALICE.id}&sort=name"

    assert int(admins[url]) == int(before[url]) + 3
    found = client_of(MAX).get(url)
    assert found.text.count('<tr role="row" id="contact-') == int(admins[url])
    assert int(alices[f"/contacts?manager={BOB.id}&sort=name"]) < int(
        admins[f"/contacts?manager={BOB.id}&sort=name"]
    )
    assert any("manager:empty" in one for one in admins)
    assert not any("manager:empty" in one for one in alices)


def test_managers_are_found_by_name_and_the_page_costs_as_much_for_many(client_of, a_contact, count_queries):
    max_, sent = client_of(MAX), []
    for number in (1, 8):
        for _number in range(number):
            a_contact("Anna", "More", managers=[ALICE, BOB])
        with count_queries() as statements:
            max_.get("/contacts/responsibles")
        sent.append(len(statements))

    assert sent[0] == sent[1]
    assert "Alice" in max_.get("/contacts/responsibles?q=ali").text
    assert "Nothing found" in max_.get("/contacts/responsibles?q=zzzz%00").text


def test_classes_are_listed_with_what_the_reader_sees_of_them(client_of, api_of, a_contact):
    contact = a_contact("Anna", "Classed", managers=[ALICE])
    api_of(MAX).patch(f"/api/v1/contacts/{contact.id}/access", json={"class_id": 1})

    alices = lines_of(client_of(ALICE).get("/contacts/classes").text)
    bobs = lines_of(client_of(BOB).get("/contacts/classes").text)

    assert alices == {"/contacts?f=class:is:1&sort=name": "1"}
    assert bobs == {}
    assert f"contact-{contact.id}" in client_of(ALICE).get("/contacts?f=class:is:1&sort=name").text


def test_the_ways_are_russian_for_who_reads_russian(client_of):
    olga = client_of(OLGA.at(SEVER))

    assert "Без менеджера" in olga.get("/contacts/responsibles").text
    assert "Классов здесь нет" in olga.get("/contacts/classes").text
