"""Contacts that were merged step by step: what was said and done by the first is the last one's (CON-16)."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from crm.consents.queries import consenting
from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-16")
NEWS = 1


@pytest.fixture
def chain(a_contact, api_of):
    """Contacts, each merged into the one after it, and the acts that did it: ``chain(3)``."""

    def merged(length, *, before=lambda contact_ids: None):
        ids = [a_contact("Vera", f"Orlova {number}", managers=[ALICE]).id for number in range(length)]
        before(ids)
        acts = []
        for one, into in pairwise(ids):
            answer = api_of(ALICE).post(
                "/api/v1/contacts/merges", json={"survivor_id": into, "loser_ids": [one]}
            )
            assert answer.status_code == 201, answer.json
            acts.append(answer.headers["Artel-Act"])
        return ids, acts

    return merged


@pytest.fixture
def consents(in_scope):
    """The ids of those who consent to news now, the cast's own contacts left out."""

    def ids():
        with in_scope(NORTH, read_only=True):
            wanted = select(Contact.id).where(consenting(NEWS), Contact.deleted_at.is_(None))
            return list(db.session.scalars(wanted))

    return ids


@pytest.mark.promise("CON-22")
def test_a_consent_stands_at_the_last_of_a_chain_and_goes_back_with_each_step(
    chain, consents, api_of, client_of
):
    (first, middle, last), acts = chain(3, before=lambda ids: _say(api_of, ids[0], given=True))

    told = api_of(ALICE).get(f"/api/v1/contacts/{last}/consents").json
    page = client_of(ALICE).get(f"/contacts/{last}?tab=consents").text

    assert [line["given"] for line in told["items"]] == [True]
    assert "News by e-mail" in page
    assert "Not asked" not in page
    assert consents() == [last]

    for act, holder in ((acts[1], middle), (acts[0], first)):
        assert api_of(ALICE).post(f"/api/v1/acts/{act}/undoing", json={}).status_code == 201
        assert consents() == [holder]
    assert api_of(ALICE).get(f"/api/v1/contacts/{last}/consents").json["items"] == []


@pytest.mark.promise("CON-22")
def test_the_latest_word_of_a_chain_holds_whoever_said_it(chain, consents, api_of):
    def before(ids):
        _say(api_of, ids[0], given=True, at="2026-11-20T10:00:00Z")
        _say(api_of, ids[1], given=False, at="2026-11-21T10:00:00Z")
        _say(api_of, ids[2], given=True, at="2026-11-19T10:00:00Z")

    (_first, middle, last), acts = chain(3, before=before)

    assert consents() == []

    _say(api_of, last, given=True, at="2026-11-22T10:00:00Z")
    assert consents() == [last]

    api_of(ALICE).post(f"/api/v1/acts/{acts[1]}/undoing", json={})
    assert consents() == [last]
    _say(api_of, middle, given=True, at="2026-11-23T10:00:00Z")
    assert sorted(consents()) == [middle, last]


@pytest.mark.promise("CON-15")
def test_a_fact_that_names_the_first_of_a_chain_is_told_with_the_name_of_the_last(chain, api_of, a_contact):
    client, friend = api_of(ALICE), a_contact("Anna", managers=[ALICE]).id

    def before(ids):
        assert client.post(f"/api/v1/contacts/{ids[0]}/links", json={"contact_id": friend}).status_code == 201

    (_first, _middle, last), acts = chain(3, before=before)
    told, page = _linked_in(client, friend), client.get(f"/api/v1/contacts/{friend}/history").json["count"]

    assert told == ["Vera Orlova 2"]
    for act, name in ((acts[1], "Vera Orlova 1"), (acts[0], "Vera Orlova 0")):
        client.post(f"/api/v1/acts/{act}/undoing", json={})
        assert _linked_in(client, friend) == [name]
    assert client.get(f"/api/v1/contacts/{friend}/history").json["count"] == page
    assert last


@pytest.mark.promise("ACC-6")
def test_what_became_a_part_of_a_hidden_contact_is_not_told(chain, api_of, a_contact):
    shared = a_contact("Anna", managers=[ALICE], sharing="read").id

    chain(3, before=lambda ids: api_of(ALICE).post(
        f"/api/v1/contacts/{ids[0]}/links", json={"contact_id": shared}
    ))  # fmt: skip

    assert _linked_in(api_of(MAX), shared) == ["Vera Orlova 2"]
    hidden = api_of(BOB).get(f"/api/v1/contacts/{shared}/history").json
    assert [line["text"] for line in hidden["items"]] == ["Contact added by Alice"]
    assert hidden["count"]["value"] == 1


@pytest.mark.promise("L10-1")
def test_the_page_links_to_the_last_of_a_chain_in_russian_too(client_of, api_of, a_contact):
    alice = api_of(ALICE.at(SEVER))
    friend, *ids = (a_contact(name, "Орлова", at=SEVER).id for name in ("Анна", "Вера", "Нина", "Инна"))
    alice.post(f"/api/v1/contacts/{ids[0]}/links", json={"contact_id": friend})
    for one, into in ((ids[0], ids[1]), (ids[1], ids[2])):
        alice.post("/api/v1/contacts/merges", json={"survivor_id": into, "loser_ids": [one]})

    page = client_of(ALICE.at(SEVER)).get(f"/contacts/{friend}?tab=history").text

    assert "Связь добавлена — " in page
    assert f'href="/contacts/{ids[2]}"' in page
    assert "Орлова Инна" in page
    assert "Орлова Вера" not in page


def test_a_long_chain_takes_as_many_statements_as_a_short_one(chain, api_of, client_of, count_queries):
    numbers = []

    for length in (2, 6):
        (*_parts, last), _acts = chain(length, before=lambda ids: _say(api_of, ids[0], given=True))
        for path in (f"/contacts/{last}?tab=consents", f"/contacts/{last}?tab=history"):
            with count_queries() as sent:
                assert client_of(ALICE).get(path).status_code == 200
            numbers.append(len([text for text in sent.texts if "control." not in text]))

    assert numbers[:2] == numbers[2:]


def _say(api_of, contact_id, *, given, at=None):
    said = {"purpose_id": NEWS, "given": given, **({"happened_at": at} if at else {})}
    answer = api_of(ALICE).post(f"/api/v1/contacts/{contact_id}/consents", json=said)
    assert answer.status_code == 201, answer.json


def _linked_in(client, contact_id):
    items = client.get(f"/api/v1/contacts/{contact_id}/history").json["items"]
    return [name for line in items if line["fact"] == "contacts.ContactLinked" for name in line["details"]]
