"""Facts and entries in one list: their order, its pages, its filters."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.contacts.actions.links import link
from crm.contacts.facts import ContactEdited
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.kernel import clock
from crm.kernel.db import db
from crm.kernel.facts import FactRow, record
from crm.timeline.models import Entry
from crm.timeline.queries.history import Wish, counted, listed, merged_ids
from tests.crm.timeline.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

BEGAN = (clock.now() - timedelta(days=400)).replace(hour=10, minute=0)
"""At one hour of the day: whether a page ends with a day does not depend on when the tests run."""


@pytest.fixture
def lived(in_scope, actor_of, a_contact):
    """A contact with so many facts and entries, taking turns, an hour apart."""

    def make(number: int):
        contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
        with in_scope(NORTH):
            alice = actor_of(ALICE)
            for turn in range(number):
                db.session.add(note(contact.id, turn))
                record(ContactEdited(contact_id=contact.id, version=turn + 2, fields=["name"]), by=alice)
            db.session.flush()
        return contact

    return make


def note(contact_id: int, turn: int, **fields) -> Entry:
    fields = {"body": f"Note {turn}.", "made_by": ALICE.id, "kind": "note", **fields}
    at = BEGAN + timedelta(hours=turn)
    return Entry(
        about_kind="contact", about_id=contact_id, happened_at=at, details={}, mention_ids=[], **fields
    )


def walked(contact_id: int, to, **wish) -> list[tuple[str, int]]:
    """Every line of the history, page by page."""
    found, after = [], None
    for _page in range(100):
        page = listed(Wish(contact_id, merged_ids(contact_id), to, after=after, **wish))
        found += [("fact", line.fact.id) if line.fact else ("entry", line.entry.id) for line in page.lines]
        after = page.next
        if after is None:
            return found
    raise AssertionError("the history has no end")


@pytest.mark.promise("CON-15")
@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_every_line_comes_once_and_the_newest_first_whatever_a_page_holds(lived, in_scope, actor_of, limit):
    contact = lived(9)

    with in_scope(NORTH, read_only=True):
        lines = walked(contact.id, actor_of(ALICE), limit=limit)
        facts = db.session.scalars(select(FactRow.id).where(FactRow.subject_id == contact.id)).all()
        entries = db.session.scalars(select(Entry.id).where(Entry.about_id == contact.id)).all()

    assert len(lines) == len(set(lines)) == len(facts) + len(entries)
    assert [one for kind, one in lines if kind == "fact"] == sorted(facts, reverse=True)
    assert [one for kind, one in lines if kind == "entry"] == sorted(entries, reverse=True)


def test_entries_stand_between_facts_by_when_they_took_place(client_of, a_contact, an_entry):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    an_entry(contact, "Met long ago", by=ALICE, happened_at="2020-05-01T10:00")
    an_entry(contact, "Meets in ten years", by=ALICE, kind="meeting", happened_at="2036-05-01T10:00")

    page = client_of(ALICE).get(f"/contacts/{contact.id}").text

    assert page.index("Meets in ten years") < page.index("Contact added by") < page.index("Met long ago")


@pytest.mark.promise("CON-15")
def test_what_is_earlier_is_shown_by_a_link_in_place_without_its_days_title_twice(lived, client_of):
    contact, alice = lived(40), client_of(ALICE)

    first = alice.get(f"/contacts/{contact.id}").text
    link = re.search(r'href="(/contacts/\d+\?tab=history&amp;after=[^"]+)"', first)[1].replace("&amp;", "&")
    part = re.search(r'hx-get="(/contacts/\d+/tabs/history\?after=[^"]+)"', first)[1].replace("&amp;", "&")
    page, below = alice.get(link).text, alice.get(part, headers={"HX-Request": "true"}).text

    assert "Note 39." in first
    assert "Note 0." not in first
    for answer in (page, below):
        assert "Note 0." in answer
        assert "Note 39." not in answer
    assert 'class="composer"' not in below
    assert below.count('<li class="day">') + 1 == page.count('<li class="day">')


@pytest.mark.promise("CON-15")
@pytest.mark.parametrize(
    ("show", "shown", "hidden"),
    [
        ("notes", ["Noted"], ["Rang", "Met", "Wrote", "Contact added"]),
        ("calls", ["Rang"], ["Noted", "Met", "Wrote", "Contact added"]),
        ("meetings", ["Met"], ["Noted", "Rang", "Wrote", "Contact added"]),
        ("mails", ["Wrote"], ["Noted", "Rang", "Met", "Contact added"]),
        ("changes", ["Contact added"], ["Noted", "Rang", "Met", "Wrote"]),
        ("nonsense", ["Noted", "Rang", "Met", "Wrote", "Contact added"], []),
        ("files", ["Nothing of this kind"], ["Noted", "Contact added"]),
    ],
)
def test_the_history_is_filtered_by_links(client_of, a_contact, an_entry, show, shown, hidden):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    for kind, body in (("note", "Noted"), ("call", "Rang"), ("meeting", "Met"), ("mail", "Wrote")):
        an_entry(contact, body, by=ALICE, kind=kind)

    page = told(client_of(ALICE).get(f"/contacts/{contact.id}/tabs/history?show={show}"))

    assert [text for text in shown if text not in page] == []
    assert [text for text in hidden if text in page] == []


def test_the_history_is_filtered_by_person(client_of, a_contact, an_entry):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    an_entry(contact, "Alice was here", by=ALICE)
    an_entry(contact, "Bob was here", by=BOB)
    alice = client_of(ALICE)

    whole = alice.get(f"/contacts/{contact.id}/tabs/history").text
    of_bob = alice.get(f"/contacts/{contact.id}/tabs/history?by={BOB.id}").text

    assert f"tab=history&amp;by={BOB.id}" in whole
    assert f"by={MAX.id}" not in whole
    assert "Bob was here" in of_bob
    assert "Alice was here" not in of_bob
    assert "Contact added" not in of_bob


@pytest.mark.parametrize("query", ["by=x", "by=99999999999999999999", "show=%00", "by=%D9%A3"])
def test_a_strange_filter_shows_the_whole_history(client_of, a_contact, query):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])

    answer = client_of(ALICE).get(f"/contacts/{contact.id}/tabs/history?{query}")

    assert "Contact added by" in told(answer)


def test_a_made_up_place_is_refused_in_its_tab_alone(client_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])

    answer = client_of(ALICE).get(f"/contacts/{contact.id}?tab=history&after=bm9uc2Vuc2U")

    assert answer.status_code == 200
    assert "This part can't be shown now" in told(answer)


def test_how_much_there_is_is_counted_up_to_a_thousand(lived, in_scope, actor_of):
    few, many = lived(3), lived(0)
    with in_scope(NORTH):
        db.session.add_all(note(many.id, turn) for turn in range(1001))

    with in_scope(NORTH, read_only=True):
        counts = [counted(Wish(one.id, [one.id], actor_of(ALICE))) for one in (few, many)]

    assert [(count.value, count.capped) for count in counts] == [(8, False), (1000, True)]


@pytest.mark.promise("CON-16")
def test_the_survivor_of_a_merge_tells_what_happened_to_the_losers(client_of, a_contact, in_scope):
    survivor = a_contact("Ivan", "Petrov", managers=[ALICE])
    middle = a_contact("Ivan", "Petrow", managers=[BOB], by=MAX)
    loser = a_contact("Iwan", "Petrow", managers=[BOB], by=BOB)
    with in_scope(NORTH):
        for one, into in ((loser, middle), (middle, survivor)):
            merged = {"merged_into": into.id, "deleted_at": func.now()}
            db.session.execute(update(Contact).where(Contact.id == one.id).values(**merged))

    page = told(client_of(ALICE).get(f"/contacts/{survivor.id}/tabs/history"))

    for actor in ("Alice", "Max", "Bob"):
        assert f"Contact added by {actor}" in page


@pytest.mark.promise("ACC-6")
def test_a_fact_about_a_hidden_contact_is_neither_told_nor_counted(client_of, a_contact, in_scope, actor_of):
    shared, hidden = a_contact("Anna", sharing="read"), a_contact("Boris", "Hidden")
    old = a_contact("Boris", "Old")
    with in_scope(NORTH):
        alice = actor_of(ALICE)
        link(shared, LinkShape(contact_id=hidden.id), by=alice)
        link(shared, LinkShape(contact_id=old.id), by=alice)
        merged = {"merged_into": hidden.id, "deleted_at": func.now()}
        db.session.execute(update(Contact).where(Contact.id == old.id).values(**merged))

    seen, blind = (
        told(client_of(person).get(f"/contacts/{shared.id}/tabs/history")) for person in (ALICE, CAROL)
    )

    assert seen.count("Link added by Alice") == 2
    assert "3 events" in seen
    assert "Link added" not in blind
    assert "1 event " in blind


def test_a_fact_that_no_package_declares_any_more_is_passed_over(client_of, a_contact, in_scope):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    with in_scope(NORTH):
        row = {"name": "gone.Forgotten", "through": "page", "subject_kind": "contact", "body": {}}
        db.session.add(FactRow(subject_id=contact.id, **row))

    page = client_of(ALICE).get(f"/contacts/{contact.id}")

    assert "Contact added by" in told(page)


@pytest.mark.promise("L10-0")
def test_a_history_takes_as_many_statements_with_many_lines(lived, client_of, count_queries):
    few, many = lived(60), lived(400)
    numbers = []

    for contact in (few, many):
        for path in (f"/contacts/{contact.id}", f"/contacts/{contact.id}/tabs/notes"):
            with count_queries() as sent:
                assert client_of(ALICE).get(path).status_code == 200
            numbers.append(len([text for text in sent.texts if "control." not in text]))

    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 24
