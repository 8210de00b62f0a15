"""Pairs of contacts that may be one: how they are found, scored, remembered and forgotten."""

import pytest
from sqlalchemy import select, update

from crm.contacts.actions import duplicates
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import values_of
from crm.contacts.models.contact import Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.contacts.queries.candidates import lookalikes
from crm.contacts.queries.signatures import signatures
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import Forbidden
from crm.kernel.runs import Run, cancel
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-17")


@pytest.fixture
def pairs_of(in_scope):
    """The pairs of a contact: {the other's id: (score, kinds of reasons, is dismissed)}."""

    def pairs(contact, at=NORTH):
        with in_scope(at, read_only=True):
            here = (DuplicatePair.low_id == contact.id) | (DuplicatePair.high_id == contact.id)
            return {
                pair.low_id + pair.high_id - contact.id: (
                    pair.score,
                    [reason["kind"] for reason in pair.reasons],
                    pair.dismissed_at is not None,
                )
                for pair in db.session.scalars(select(DuplicatePair).where(here))
            }

    return pairs


@pytest.fixture
def a_company(a_contact):
    """A company of this name."""

    def make(name, **fields):
        return a_contact("", "", kind="company", name=fields.get("at", NORTH).text(name), **fields)

    return make


def mail(value):
    return {"kind": "email", "value": value}


def phone(value):
    return {"kind": "phone", "value": value}


def test_a_new_contact_is_compared_with_those_that_are_there(a_contact, run_jobs, pairs_of):
    first = a_contact("Ivan", "Sidorov", comms=[mail("sidorov@example.com")])
    second = a_contact("Сидоров", "Иван", comms=[mail("SIDOROV@example.com"), phone("+7 916 123-45-67")])
    third = a_contact("Ivana", "Sidorova", comms=[phone("+7 (916) 1234567 ext. 5")])
    run_jobs()

    assert pairs_of(first) == {second.id: (93, ["email", "name"], False)}
    assert pairs_of(second)[third.id] == (75, ["phone"], False)


@pytest.mark.promise("CON-21")
def test_a_company_is_found_whatever_its_legal_form_and_quotes(a_company, run_jobs, pairs_of):
    first = a_company("ООО «Ромашка»", at=SEVER, managers=[ALICE.at(SEVER)])
    second = a_company("Romashka, Ltd.", at=SEVER, managers=[ALICE.at(SEVER)])
    a_company("Ромашка 2", at=SEVER, managers=[ALICE.at(SEVER)])
    run_jobs()

    assert pairs_of(first, SEVER) == {second.id: (75, ["company_name"], False)}


@pytest.mark.promise("CON-21")
def test_companies_of_one_inn_and_kpp_are_one(a_company, run_jobs, pairs_of, in_scope):
    first, second, branch = a_company("Ромашка"), a_company("Лютик"), a_company("Лютик на Неве")
    with in_scope(NORTH):
        for company, kpp in ((first, "770701001"), (second, "770701001"), (branch, "784201001")):
            wanted = update(Contact).where(Contact.id == company.id)
            db.session.execute(wanted.values(inn="7707083893", requisites={"inn": "7707083893", "kpp": kpp}))
    run_jobs()

    assert pairs_of(first) == {second.id: (97, ["inn_kpp"], False)}


def test_a_pair_goes_when_the_contact_changes_and_when_it_is_deleted(
    a_contact, run_jobs, pairs_of, in_scope, actor_of
):
    kept = a_contact("Ivan", "Sidorov", comms=[mail("sidorov@example.com")])
    changed = a_contact("Ivan", "Sidorov")
    deleted = a_contact("Ivan", "Sidorov")
    run_jobs()
    before = pairs_of(kept).keys()

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        mine = found(Contact.visible_to(alice), id=changed.id)
        shape = {**values_of(changed), "first_name": "Pavel", "last_name": "Rodin"}
        edit_contact(mine, _typed(shape), by=alice)
        delete_contact(found(Contact.visible_to(alice), id=deleted.id), by=alice)
    run_jobs()

    assert before == {changed.id, deleted.id}
    assert pairs_of(kept) == {}


def test_a_pair_comes_back_with_the_contact(a_contact, run_jobs, pairs_of, in_scope, actor_of):
    kept, deleted = a_contact("Ivan", "Sidorov"), a_contact("Ivan", "Sidorov")
    with in_scope(NORTH):
        delete_contact(found(Contact.visible_to(actor_of(ALICE)), id=deleted.id), by=actor_of(ALICE))
    run_jobs()
    gone = pairs_of(kept)

    with in_scope(NORTH):
        restore_contact(db.session.get_one(Contact, deleted.id), by=actor_of(ALICE))
    run_jobs()

    assert gone == {}
    assert pairs_of(kept).keys() == {deleted.id}


def test_what_was_said_not_to_be_a_duplicate_stays_said(a_contact, run_jobs, pairs_of, in_scope, actor_of):
    one, other = a_contact("Ivan", "Sidorov"), a_contact("Ivan", "Sidorov")
    run_jobs()

    with in_scope(NORTH):
        duplicates.dismiss(one, other, by=actor_of(ALICE))
        duplicates.check([one.id, other.id])
    said = pairs_of(one)
    with in_scope(NORTH):
        duplicates.take_back(other, one, by=actor_of(ALICE))

    assert said == {other.id: (55, ["name"], True)}
    assert pairs_of(one) == {other.id: (55, ["name"], False)}


def test_who_may_not_change_both_does_not_say_that_they_differ(a_contact, in_scope, actor_of):
    one, other = a_contact(managers=[ALICE], sharing="read"), a_contact(managers=[BOB], sharing="read")

    with in_scope(NORTH), pytest.raises(Forbidden):
        duplicates.dismiss(one, other, by=actor_of(ALICE))


def test_an_address_that_many_have_weighs_little(a_contact, run_jobs, pairs_of):
    for number in range(22):
        a_contact(f"Name{number}x", f"Surname{number}y", comms=[mail("info@example.com")])
    same = a_contact("Ivan", "Sidorov", comms=[mail("info@example.com")])
    again = a_contact("Sidorov", "Ivan", comms=[mail("info@example.com")])
    run_jobs()

    assert pairs_of(same) == {again.id: (66, ["name", "email"], False)}


def test_whoever_asks_is_told_of_contacts_they_see_alone(a_contact, in_scope, actor_of):
    mine = a_contact("Ivan", "Sidorov", managers=[ALICE])
    carols = a_contact("Ivan", "Sidorov", managers=[CAROL])
    shared = a_contact("Ivan", "Sidorov", managers=[CAROL], sharing="read")

    with in_scope(NORTH, read_only=True):
        asked = signatures([mine.id])[mine.id]
        seen = {
            person: {like.id for like in lookalikes(asked, to=actor_of(person))}
            for person in (ALICE, CAROL, MAX)
        }

    assert seen == {ALICE: {shared.id}, CAROL: {carols.id, shared.id}, MAX: {carols.id, shared.id}}


def test_a_search_goes_through_everything_and_folds_names_that_never_were(
    a_contact, run_jobs, pairs_of, in_scope, actor_of, client_of
):
    one, other = a_contact("Ivan", "Sidorov"), a_contact("Сидоров", "Иван")
    run_jobs()
    with in_scope(NORTH):
        db.session.execute(update(Contact).values(match_name=""))
        db.session.query(DuplicatePair).delete()
        run = duplicates.begin_search(by=actor_of(ALICE))
    run_jobs()

    assert pairs_of(one) == {other.id: (55, ["name"], False)}
    with in_scope(NORTH, read_only=True):
        done = db.session.get_one(Run, run.id)
        assert (done.state, done.done) == ("done", done.total)
    assert "The search for duplicates is done" in client_of(ALICE).get("/notices").text


def test_one_search_runs_at_a_time_and_can_be_cancelled(in_scope, actor_of, run_jobs):
    with in_scope(NORTH):
        first, second = (duplicates.begin_search(by=actor_of(person)) for person in (ALICE, MAX))
        cancel(first)
    run_jobs()

    assert first.id == second.id
    with in_scope(NORTH, read_only=True):
        assert (db.session.get_one(Run, first.id).state, first.done) == ("cancelled", 0)


def test_an_observer_starts_no_search(in_scope, actor_of):
    with in_scope(NORTH), pytest.raises(Forbidden):
        duplicates.begin_search(by=actor_of(NED))


def test_the_system_sees_everything(a_contact, in_scope):
    one, other = a_contact("Ivan", "Sidorov"), a_contact("Ivan", "Sidorov", managers=[CAROL])

    with in_scope(NORTH, read_only=True):
        asked = signatures([one.id])[one.id]
        assert [like.id for like in lookalikes(asked, to=Actor.system("form"))] == [other.id]


def test_what_a_comparison_costs_does_not_depend_on_how_many_there_are(
    a_contact, in_scope, count_queries, actor_of
):
    sent = []
    for number in (1, 12):
        for _time in range(number):
            a_contact("Ivan", "Sidorov", comms=[mail("i@example.com"), phone("+79161234567")])
        with in_scope(NORTH):
            ids = db.session.scalars(select(Contact.id)).all()
            with count_queries() as statements:
                duplicates.check(ids)
            sent.append(len(statements))

    assert sent[0] == sent[1]


def _typed(values):
    from crm.contacts.forms.contact import ContactShape
    from crm.kernel.forms import read

    return read(ContactShape, values)
