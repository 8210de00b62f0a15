"""One search box over all kinds: what it offers, to whom, and how packages plug theirs in (CON-13)."""

from types import SimpleNamespace
from typing import Any

import pytest

from crm.app import create_app
from crm.contacts.presenters.found import KINDS
from crm.kernel.access import Doors
from crm.kernel.finding import Answers, Found, SearchKind
from crm.kernel.i18n import lazy
from crm.kernel.paging import Count
from crm.search.queries import search
from tests.kit.cast import ALICE, BOB, CAROL, NORTH, OLGA, SEVER
from tests.kit.database import hang_up
from tests.kit.web import Visitor

CONTACTS = "/api/v1/contacts"
SEARCH = "/api/v1/search"
pytestmark = pytest.mark.promise("CON-13")


@pytest.fixture
def vera(api_of):
    """Alice's Vera Orlova, director of Vector; the ids of both."""
    api = api_of(ALICE)
    company = api.post(CONTACTS, json={"kind": "company", "name": "Vector"}).json["id"]
    person = api.post(CONTACTS, json={
        "kind": "person", "first_name": "Vera", "last_name": "Orlova", "sharing": "private",
        "comms": [{"kind": "email", "value": "vera@vector.example"}],
    }).json["id"]  # fmt: skip
    link = {"contact_id": company, "role": "Director", "main": True}
    api.post(f"{CONTACTS}/{person}/links", json=link)
    return person, company


def found(api, q):
    """Kind → names."""
    groups = api.get(SEARCH, query_string={"q": q}).json["groups"]
    return {group["kind"]: [one["name"] for one in group["items"]] for group in groups}


def test_results_stand_by_kind_with_what_tells_them_apart(client_of, api_of, vera):
    person, company = vera

    page = client_of(ALICE).get("/search?q=vector").text
    answer = api_of(ALICE).get(f"{SEARCH}?q=vector").json

    assert page.index("People") < page.index("Vera Orlova") < page.index("Companies")
    assert f'data-url="/contacts/{person}"' in page
    assert f'data-url="/contacts/{company}"' in page
    assert "Director · Vector · vera@vector.example" in page
    assert 'data-url="/contacts?q=vector"' in page
    assert answer["groups"][0] == {
        "kind": "person", "label": "People", "count": {"value": 1, "capped": False}, "items": [{
            "id": person, "name": "Vera Orlova", "url": f"/contacts/{person}",
            "second": "Director · Vector · vera@vector.example",
        }],
    }  # fmt: skip
    assert list(found(api_of(ALICE), "vector")) == ["person", "company"]


def test_a_russian_reader_is_told_in_russian_whatever_the_layout(client_of, api_of):
    olga = OLGA.at(SEVER)
    api_of(olga).post(CONTACTS, json={"kind": "person", "first_name": "Дмитрий", "last_name": "Цветков"})

    page = client_of(olga).get("/search", query_string={"q": "wdtnrjd"}).text
    nothing = client_of(olga).get("/search", query_string={"q": "зжщхъъ"}).text

    assert "Люди" in page
    assert "Цветков" in page
    assert "Показать 1 в списке" in page
    assert "Ничего не найдено" in nothing
    assert "в списке" not in nothing


def test_it_is_told_how_many_the_list_shows_exact_as_far_as_they_were_looked_at(
    client_of, api_of, monkeypatch
):
    api = api_of(ALICE)
    for number in range(7):
        api.post(CONTACTS, json={"kind": "company", "name": f"Zarya {number}"})
    api.post(CONTACTS, json={"kind": "person", "first_name": "Zarya", "last_name": "Kim"})

    page = client_of(ALICE).get("/search?q=zarya").text
    groups = api.get(f"{SEARCH}?q=zarya").json["groups"]
    listed = api.get(f"{CONTACTS}?q=zarya").json["count"]
    monkeypatch.setattr("crm.contacts.queries.answering.LOOKED_AT", 6)
    many = client_of(ALICE).get("/search?q=zarya").text

    assert "Show all 8 in the list" in page
    assert [group["count"]["value"] for group in groups] == [1, 7]
    assert listed["value"] == 8
    assert "Show all 7+ in the list" in many


@pytest.mark.promise("ACC-6")
def test_nobody_finds_or_counts_what_they_do_not_see(client_of, api_of, vera):
    assert found(api_of(ALICE), "orlova") == {"person": ["Vera Orlova"]}
    for other in (BOB, CAROL, OLGA.at(SEVER)):
        assert found(api_of(other), "orlova") == {}
        assert "Orlova" not in client_of(other).get("/search?q=orlova").text


def test_what_begins_so_comes_first_and_a_kind_gives_five_at_most(api_of):
    api = api_of(ALICE)
    for name in ("Zarya", "A Zarya", "B Zarya", "C Zarya", "D Zarya", "E Zarya", "F Zarya"):
        api.post(CONTACTS, json={"kind": "company", "name": name})

    names = found(api, "zarya")["company"]

    assert names == ["Zarya", "A Zarya", "B Zarya", "C Zarya", "D Zarya"]


def test_a_search_takes_few_statements_however_many_there_are(
    in_scope, actor_of, count_queries, api_of, vera
):
    def statements():
        with in_scope(NORTH, read_only=True):
            alice = actor_of(ALICE)
            with count_queries() as counted:
                assert search("vector", KINDS, to=alice)
        return len(counted)

    few = statements()
    for number in range(8):
        api_of(ALICE).post(CONTACTS, json={"kind": "company", "name": f"Vector {number}"})

    assert statements() == few <= 6


@pytest.mark.parametrize(
    "q", ["", " ", "%", "_", "\\", "\0", "%" * 300, "я" * 10_000, "\u202eivan", "'; --", "ж ж ж", "\ud800"]
)
def test_no_query_does_harm(client_of, api_of, q):
    q = q.encode("utf-8", "surrogatepass")

    assert client_of(ALICE).get("/search", query_string={"q": q}).status_code == 200
    assert api_of(ALICE).get(SEARCH, query_string={"q": q}).status_code in (200, 422)


def test_without_script_the_box_leads_to_the_list(client_of):
    page = client_of(ALICE).get("/").text

    assert '<form class="search" role="search" action="/contacts" data-results="/search">' in page
    assert client_of(ALICE).get("/contacts?q=nothing+such").status_code == 200


SAMPLE = SearchKind(
    "sample", lazy("People"), Doors.SIGNED_IN,
    lambda q, limit, actor: Answers([Found(1, f"Sample {q}", "/samples/1")] * 9, Count(9)), weight=90,
)  # fmt: skip


PACKAGE: Any = SimpleNamespace(wire=lambda product: product.search_kind(SAMPLE))


@pytest.fixture(scope="module")
def app_with_sample(instance_settings, app_of_process):
    app = create_app(instance_settings, extra=(PACKAGE,))
    yield app
    hang_up(app)


def test_a_package_adds_a_kind_of_its_own_in_one_line(app_with_sample, database, client_of):
    client = Visitor.at(app_with_sample, NORTH.host)
    client.sign_in(ALICE)

    assert client.get("/search?q=plum").text.count("Sample plum") == 5
    assert "Sample" not in client_of(ALICE).get("/search?q=plum").text
