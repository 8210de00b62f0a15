"""The list at size: the same pages whichever way they are found, in constant work."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, func, insert, select

from crm.contacts.access import derive_access
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.queries import listing, searching
from crm.contacts.queries.listing import Slice, Wish, counted, listed
from crm.kernel import clock
from crm.kernel.db import db
from crm.kernel.paging import Count
from tests.kit.cast import ALICE, CAROL, MAX, NORTH

MANY = 1_500
WISHES = (
    Wish(),
    Wish(sort="activity"),
    Wish(q="anna"),
    Wish(q="anna 12"),
    Wish(q="boris 12"),
    Wish(q="12 boris"),
    Wish(q="anna", sort="activity"),
    Wish(q="an"),
    Wish(type_id=1),
    Wish(type_id=1, q="anna", sort="activity"),
    Wish(manager_id=ALICE.id),
    Wish(manager_id=ALICE.id, q="anna"),
    Wish(manager_id=CAROL.id, sort="activity"),
)


def fill(number: int = MANY) -> None:
    """Contacts by the thousand, one statement a table: every third Alice's, every fifth shared."""
    ids = db.session.scalars(
        insert(Contact).returning(Contact.id), [_company(n) for n in range(number)]
    ).all()
    at = clock.now()
    db.session.execute(
        insert(ContactActivity),
        [{"contact_id": i, "last_activity_at": at - timedelta(minutes=i * 7919 % 10_007)} for i in ids],
    )
    managers = [{"contact_id": i, "user_id": (CAROL, CAROL, ALICE)[i % 3].id, "lead": True} for i in ids]
    db.session.execute(insert(ContactManager), managers)
    derive_access(ids)


def _company(number: int) -> dict[str, Any]:
    name = f"anna {number * 31 % 97} boris {number}"
    return {
        "kind": "company", "name": name, "sort_name": name, "search_text": name,
        "sharing": "private" if number % 5 else "read", "type_id": number % 4 + 1,
    }  # fmt: skip


@pytest.mark.promise("L10")
@pytest.mark.parametrize("person", [ALICE, MAX])
@pytest.mark.parametrize("horizon", [40, 5_000])
def test_every_way_finds_the_same_pages_in_the_same_order(in_scope, actor_of, monkeypatch, person, horizon):
    with in_scope(NORTH):
        fill()
        actor = actor_of(person)
        for wish in WISHES:
            pages = {}
            for common in (0.0, 2.0):
                monkeypatch.setattr(listing, "HORIZON", horizon)
                monkeypatch.setattr(listing, "COMMON", common)
                pages[common] = _all_pages(wish, actor)

            assert pages[0.0] == pages[2.0] == _oracle(wish, actor), wish
            assert counted(wish, to=actor) == _counted_by_oracle(wish, actor)
        db.session.rollback()


@pytest.mark.promise("L3")
@pytest.mark.parametrize("person", [ALICE, MAX])
def test_the_number_that_a_page_tells_is_the_one_that_is_counted(in_scope, actor_of, person):
    with in_scope(NORTH):
        fill()
        actor = actor_of(person)
        told = {wish: [found.number for found in _there(wish, actor)[0]] for wish in WISHES}
        counts = {wish: counted(wish, to=actor) for wish in WISHES}
        db.session.rollback()

    assert all(number in (None, counts[wish]) for wish, numbers in told.items() for number in numbers)
    assert told[Wish(q="12 boris")][0] is not None  # all of them were gathered


@pytest.mark.promise("L3")
@pytest.mark.parametrize("person", [ALICE, MAX])
@pytest.mark.parametrize("q", ["anna 1", "boris 1"])
def test_of_very_many_those_that_begin_so_come_first_and_some_of_the_others(
    in_scope, actor_of, monkeypatch, person, q
):
    with in_scope(NORTH):
        fill()
        actor, wish = actor_of(person), Wish(q=q, limit=30)
        everything = set(db.session.scalars(_matching(wish, actor).with_only_columns(Contact.id)))
        begun = Contact.sort_name.startswith(q)
        first = list(db.session.scalars(
            _matching(wish, actor).where(begun).order_by(Contact.sort_name, Contact.id)
            .with_only_columns(Contact.id)
        ))  # fmt: skip
        monkeypatch.setattr(searching, "MOST_GATHERED", 70)

        pages, cut = _there(wish, actor)
        back = _back(replace(wish, before=pages[-1].previous_key), actor)

    ids = [contact.id for found in pages for contact in found.contacts]
    assert cut
    assert ids[: len(first)] == first
    assert len(ids) == len(set(ids)) == len(first) + 71
    assert set(ids) <= everything
    assert [[one.id for one in found.contacts] for found in pages[:-1]] == back


def _there(wish: Wish, actor) -> tuple[list[Slice[Contact]], bool]:
    pages = [listed(wish, to=actor)]
    while pages[-1].next_key:
        pages.append(listed(replace(wish, after=pages[-1].next_key), to=actor))
    return pages, pages[-1].cut


def _back(wish: Wish, actor) -> list[list[int]]:
    pages: list[list[int]] = []
    place = wish.before
    while place:
        found = listed(replace(wish, before=place), to=actor)
        pages.insert(0, [contact.id for contact in found.contacts])
        place = found.previous_key
    return pages


@pytest.mark.promise("L10")
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/contacts", 1),
        ("/contacts?sort=activity", 1),
        (f"/contacts?manager={ALICE.id}", 1),
        ("/contacts?q=anna", 2),
        ("/contacts?type=1", 2),
        ("/contacts?f=source:empty&f=manager:is:me|tag:empty&sort=-created", 2),
        ("/contacts/1", 0),
        ("/contacts/new", 0),
    ],
)
def test_a_page_takes_as_many_statements_with_many_contacts(in_scope, client_of, count_queries, path, more):
    def statements() -> int:
        with count_queries() as sent:
            assert client_of(ALICE).get(path).status_code == 200
        return sum("control." not in text for text in sent.texts)  # the directory's look-up is kept a while

    with in_scope(NORTH):
        fill(10)
    few = statements()
    with in_scope(NORTH):
        fill(400)
    many = statements()

    # with filters, another way to find the page may take up to two statements more; of a page without people
    # nobody asks where they work, of one without tags nobody asks which; of one that holds all, not how many
    assert few - 2 <= many <= min(few + more, 12 if path.partition("?")[0] == "/contacts" else 26)


def test_a_made_up_page_marker_is_refused(client_of):
    assert client_of(ALICE).get("/contacts?after=bm9uc2Vuc2U").status_code == 422


def _all_pages(wish: Wish, actor) -> list[int]:
    ids: list[int] = []
    after = None
    for _page in range(3):
        found = listed(Wish(wish.q, wish.type_id, wish.manager_id, wish.sort, after, limit=30), to=actor)
        ids += [contact.id for contact in found.contacts]
        after = found.next_key
        if after is None:
            break
    return ids


def _oracle(wish: Wish, actor) -> list[int]:
    order: tuple[Any, ...] = (~Contact.sort_name.startswith(wish.q), Contact.sort_name, Contact.id)
    if wish.sort == "activity":
        order = (ContactActivity.last_activity_at.desc(), Contact.id.desc())
    return list(db.session.scalars(_matching(wish, actor).order_by(*order).limit(90)))


def _counted_by_oracle(wish: Wish, actor) -> Count:
    number = db.session.scalar(select(func.count()).select_from(_matching(wish, actor).subquery()))
    return Count(min(number, 1000), capped=number > 1000)


def _matching(wish: Wish, actor) -> Select:
    rows = Contact.visible_to(actor).join(ContactActivity)
    for word in wish.q.split():
        begins = Contact.sort_name.startswith(word)
        rows = rows.where(begins if len(wish.q) < 3 else Contact.search_text.contains(word))
    if wish.type_id:
        rows = rows.where(Contact.type_id == wish.type_id)
    if wish.manager_id:
        mine = select(ContactManager.contact_id).where(ContactManager.user_id == wish.manager_id)
        rows = rows.where(Contact.id.in_(mine))
    return rows.with_only_columns(Contact.id)
