"""A part of a name in the order of names: by whatever way it is found, the pages are the same (L1)."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import ARRAY, BigInteger, delete, func, insert, literal, select, text

from crm.contacts.access import derive_access
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.queries import listing, matching, naming
from crm.contacts.queries.listing import Wish, listed
from crm.contacts.queries.matching import Expected, sampled
from crm.kernel.db import db
from crm.kernel.search_text import sortable
from crm.views.language import parse
from tests.kit.cast import ALICE, CAROL, MAX, NORTH

pytestmark = pytest.mark.promise("L1", "CON-10")
WORDS = ("anna", "иван", "ооо", "smith", "петров", "100%", "1с", "ёлкин", "中文", "_", "roman роман", "зоя")
PARTS = (
    "иван",
    "ива",
    "он",
    "an",
    "smi",
    "1",
    "100%",
    "_",
    "роман",
    "roman",
    "зо",
    "文",
    "ё",
    "n р",
    "нет такого",
)


def fill() -> None:
    """Four hundred companies whose names mix alphabets, digits and signs; every third is Alice's."""
    dice = random.Random(7)
    names = [" ".join(dice.choices(WORDS, k=dice.randint(1, 3))) for _n in range(400)]
    rows = [
        {"kind": "company", "name": name, "sort_name": sortable(name), "search_text": sortable(name),
         "sharing": "private" if n % 4 else "read", "type_id": n % 4 + 1}
        for n, name in enumerate(names)
    ]  # fmt: skip
    ids = list(db.session.scalars(insert(Contact).returning(Contact.id), rows))
    db.session.execute(insert(ContactActivity), [{"contact_id": one} for one in ids])
    managers = [{"contact_id": one, "user_id": (ALICE, CAROL, CAROL)[n % 3].id} for n, one in enumerate(ids)]
    db.session.execute(insert(ContactManager), managers)
    derive_access(ids)


def pages_of(wish: Wish, actor) -> list[int]:
    """All ids, page by page, and the same backwards."""
    there = [listed(wish, to=actor)]
    while there[-1].next_key:
        there.append(listed(replace(wish, after=there[-1].next_key), to=actor))
    back, ids = there[-1], [one.id for found in there for one in found.contacts]
    seen_back = [one.id for one in back.contacts]
    while back.previous_key:
        back = listed(replace(wish, before=back.previous_key), to=actor)
        seen_back = [one.id for one in back.contacts] + seen_back
    assert seen_back == ids
    return ids


def expected(wish: Wish, actor, part: str) -> list[int]:
    """By going through all that the person sees."""
    every = db.session.execute(
        Contact.visible_to(actor).with_only_columns(Contact.sort_name, Contact.id, Contact.type_id)
    )
    found = [
        (name.encode(), one)
        for name, one, type_id in every
        if sortable(part) in name and (wish.type_id is None or wish.type_id == type_id)
    ]
    return [one for _name, one in sorted(found, reverse=wish.descends)]


@pytest.mark.parametrize("person", [ALICE, MAX], ids=["own", "all"])
@pytest.mark.parametrize("far", [5, 30_000])
def test_every_way_finds_the_same(in_scope, actor_of, monkeypatch, person, far):
    monkeypatch.setattr(listing, "COMMON_NAME", 0.0)
    monkeypatch.setattr(naming, "FAR", far)
    monkeypatch.setattr(naming, "LEAST", far)
    with in_scope(NORTH):
        fill()
        actor = actor_of(person)
        for part in PARTS:
            for sort, type_id in (("name", None), ("-name", None), ("name", 2)):
                wish = Wish(sort=sort, type_id=type_id, limit=7, filter=parse(f"name:contains:{part}"))
                assert pages_of(wish, actor) == expected(wish, actor, part), (part, sort)
        db.session.rollback()


def test_the_walk_reads_no_contact_that_does_not_hold_the_part(in_scope, actor_of, monkeypatch):
    monkeypatch.setattr(listing, "COMMON_NAME", 0.0)
    monkeypatch.setattr(listing, "gathered", None)
    with in_scope(NORTH):
        fill()
        db.session.flush()
        found = listed(Wish(limit=20, filter=parse("name:contains:иван")), to=actor_of(MAX))
        strays = db.session.scalars(
            select(Contact.id).where(Contact.sort_name < "Ѐ", Contact.sort_name.contains("иван"))
        )
        first = set(strays) & {one.id for one in found.contacts}
        db.session.rollback()

    assert len(found.contacts) == 20
    assert first, "names that begin in the other alphabet stand first"


def test_what_the_planner_takes_for_rare_is_looked_at_before_all_of_it_is_gathered(
    in_scope, actor_of, monkeypatch
):
    monkeypatch.setattr(listing, "expected", lambda _conditions, seen: Expected(1.0, 0.0001))
    monkeypatch.setattr(listing, "gathered", None)
    with in_scope(NORTH):
        fill()
        found = listed(Wish(limit=20, filter=parse("name:contains:иван")), to=actor_of(MAX))
        db.session.rollback()

    assert len(found.contacts) == 20


def test_a_sample_that_meets_none_breaks_nothing(in_scope, actor_of, monkeypatch):
    monkeypatch.setattr(listing, "expected", lambda _conditions, seen: Expected(2_000.0, 0.002))
    with in_scope(NORTH):
        wish = Wish(sort="activity", filter=parse("name:contains:zzqqxy"))
        assert listed(wish, to=actor_of(MAX)).contacts == []


@pytest.mark.parametrize("number", [0, 1, 599, 1_500])
def test_a_sample_goes_from_the_first_to_the_last(in_scope, number):
    with in_scope(NORTH):
        db.session.execute(delete(Contact))
        if number:
            rows = [
                {"kind": "company", "name": name, "sort_name": name, "search_text": name, "type_id": 1}
                for name in (f"{n % 3}" for n in range(number))
            ]
            db.session.execute(insert(Contact), rows)
        part = sampled([Contact.name == "0"])
        db.session.rollback()

    assert part == pytest.approx({0: 0.0, 1: 1.0}.get(number, 1 / 3), abs=0.01)


def put(names, **columns) -> list[int]:
    """Companies of these names that Alice manages only if they are private."""
    rows = [
        {"kind": "company", "name": name, "sort_name": name, "search_text": name, **columns} for name in names
    ]
    ids = list(db.session.scalars(insert(Contact).returning(Contact.id), rows))
    db.session.execute(insert(ContactActivity), [{"contact_id": one} for one in ids])
    manager = ALICE if columns["sharing"] == "private" else CAROL
    db.session.execute(insert(ContactManager), [{"contact_id": one, "user_id": manager.id} for one in ids])
    derive_access(ids)
    return ids


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_who_is_near_by_one_way_does_not_hide_who_is_farther_by_another(
    in_scope, actor_of, monkeypatch, sort
):
    for name in ("HORIZON", "NEAREST"):
        monkeypatch.setattr(listing, name, 20)
    monkeypatch.setattr(listing, "COMMON", 0.0)
    with in_scope(NORTH):
        put([f"b{n:02}" for n in range(60)], sharing="read", type_id=2)
        shared = put(["b30x"], sharing="read", type_id=1)
        mine = put(
            [f"a{n:02}" if sort == "-name" else f"c{n:02}" for n in range(10)], sharing="private", type_id=1
        )

        found = listed(Wish(sort=sort, type_id=1, limit=80), to=actor_of(ALICE)).contacts
        first = listed(Wish(sort=sort, type_id=1, limit=3), to=actor_of(ALICE)).contacts
        ids, page = [one.id for one in found], [one.id for one in first]
        db.session.rollback()

    assert page == ids[:3]
    assert [one for one in ids if one in {*shared, *mine}][:1] == shared


@pytest.mark.promise("ACC-6")
@pytest.mark.parametrize("apart", [False, True])
def test_who_sees_it_is_asked_of_each_where_few_answer_and_hides_the_same(
    in_scope, actor_of, monkeypatch, apart
):
    monkeypatch.setattr(listing, "expected", lambda _conditions, seen: Expected(1.0, 0.0001, apart))
    monkeypatch.setattr(listing, "sampled", lambda _conditions: 0.0)
    with in_scope(NORTH):
        fill()
        actor = actor_of(ALICE)
        found = pages_of(Wish(limit=7, filter=parse("name:contains:иван")), actor)
        assert found == expected(Wish(), actor, "иван")
        db.session.rollback()


def test_a_filter_stands_apart_where_an_index_of_its_own_finds_it(in_scope, monkeypatch):
    monkeypatch.setattr(matching, "DEARER", 0)  # however many: what is expected of small tables tells nothing
    with in_scope(NORTH):
        fill()
        db.session.execute(text("SET LOCAL enable_seqscan TO off"))
        seen = Contact.sort_name >= ""
        of_own = matching.expected([Contact.made_at < func.now() - timedelta(days=9)], seen=seen)
        of_the_shared = matching.expected(
            [Contact.tag_ids.bool_op("@>")(literal([7], ARRAY(BigInteger)))], seen=seen
        )
        for_all = matching.expected([Contact.made_at < func.now() - timedelta(days=9)])
        db.session.rollback()

    assert (of_own.apart, of_the_shared.apart, for_all.apart) == (True, False, False)
