"""Erasing a person: nothing that names them is left anywhere, and what is left names nobody (CON-22)."""

from typing import Any

import pytest
from sqlalchemy import select, update

from crm.contacts.models.contact import Contact
from crm.journal.models import Change
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.deletion import Blocked, Blocker, Obstacle, guards
from crm.kernel.facts import FactRow
from crm.kernel.i18n import lazy
from crm.kernel.subjects import Holding, subjects
from crm.privacy.actions import erasing
from crm.privacy.actions.expiring import forget_proofs
from crm.privacy.facts import SubjectErased, SubjectErasureBegun
from crm.privacy.models import Erasure
from tenants.blanking import blank_changes
from tests.crm.privacy.conftest import DIGITS, EMAIL, MARK
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER, TWIN, Standing

OWN = f"/contacts/{int(Standing.OWN)}"
NAME = f"Ivan{MARK} {MARK}"


@pytest.mark.promise("CON-22")
def test_nothing_that_names_the_person_is_left_anywhere(
    a_person, client_of, api_of, run_jobs, sightings, facts_of, mails, sink
):
    person, pages = a_person(), client_of(MAX)
    pages.post(f"/contacts/{person.id}/subject-export")
    run_jobs()
    seen = {where.partition(".")[0] for where in sightings()}
    assert {
        "contact", "contact_comm", "contact_acl", "contact_link", "custom_unique", "timeline_entry",
        "stored_file", "act_change", "consent", "idempotency_key", "mail", "spent_form",
    } <= seen  # fmt: skip

    answer = pages.post(f"/contacts/{person.id}/erasure", data={"name": NAME, "reason": "request"})
    place = answer.headers["Location"]
    assert pages.get(f"/contacts/{person.id}").status_code == 404
    assert "are being erased" in pages.get(place).text
    run_jobs()

    assert sightings() == []
    assert "are erased" in pages.get(place).text
    for gone in (person.id, person.merged_id):
        assert pages.get(f"/contacts/{gone}").status_code == 404
        assert api_of(MAX).get(f"/api/v1/contacts/{gone}").status_code == 404
    assert pages.get(f"/contacts/{person.other_id}").status_code == 200
    assert SubjectErased(contact_id=person.id, erasure_id=_id(place)) in facts_of()


@pytest.mark.promise("CON-22")
def test_what_is_left_names_nobody_but_proves_what_was_consented_to(a_person, client_of, run_jobs, in_scope):
    person, pages = a_person(), client_of(MAX)
    place = _erase(pages, person.id)
    run_jobs()

    with in_scope(NORTH):
        erasure = db.session.get_one(Erasure, _id(place))
        assert (erasure.subject_id, erasure.part_ids, erasure.reason) == (
            person.id,
            [person.merged_id],
            "request",
        )
        assert (erasure.asked_by, erasure.counts["entries"]) == (MAX.id, 4)
        assert [(line["given"], line["source"]) for line in erasure.proof] == [(True, "paper")] * 2
        assert all("note" not in line for line in erasure.proof)
        facts = select(FactRow).where(FactRow.subject_kind == "contact", FactRow.subject_id == person.id)
        assert db.session.scalars(facts).first() is not None
    shown = pages.get(place).text
    assert "News by e-mail" in shown
    assert "Given" in shown


def test_an_address_that_somebody_tells_finds_the_line(a_person, client_of, run_jobs):
    person, pages = a_person(), client_of(MAX)
    _erase(pages, person.id)
    run_jobs()

    for address in (EMAIL.upper(), f"+7 {DIGITS}"):
        found = pages.get("/settings/erasures", query_string={"address": address}).text
        assert f"Contact {person.id}" in found
    assert f"Contact {person.id}" in pages.get("/settings/erasures").text
    assert "Nobody with this address" in pages.get("/settings/erasures?address=strange@mail.example").text


def test_the_proof_is_forgotten_after_three_years(client_of, run_jobs, in_scope, api_of):
    api_of(MAX).post(f"/api/v1{OWN}/consents", json={"purpose_id": 1, "given": True})
    place = _erase(client_of(MAX), Standing.OWN, "Ivan Own")
    run_jobs()

    with in_scope(NORTH):
        forget_proofs()
        erasure = db.session.get_one(Erasure, _id(place))
        assert len(erasure.proof) == 1
        db.session.execute(update(Erasure).values(erased_at="2023-01-01"))
        forget_proofs()
        db.session.expire_all()
        assert (erasure.proof, erasure.marks, erasure.subject_id) == ([], [], Standing.OWN)


@pytest.mark.promise("CON-22")
def test_a_killed_worker_s_erasure_goes_on_where_it_stood(
    a_person, client_of, run_jobs, in_scope, sightings, actor_of, instance_settings
):
    person = a_person()
    place = _erase(client_of(MAX), person.id)

    for dies in (True, False, True, False):  # before it commits, or after
        with in_scope(NORTH):
            step = erasing.erase_some(_id(place), by=actor_of(MAX))
            blank_changes(instance_settings, schema=tenant().schema, ids=step.changes)
            if dies:
                db.session.rollback()
        assert step.more
    assert sightings() != []
    run_jobs()

    assert sightings() == []


def test_doing_it_again_does_nothing(client_of, run_jobs, in_scope, actor_of, facts_of):
    place = _erase(client_of(MAX), Standing.OWN, "Ivan Own")
    run_jobs()
    with in_scope(NORTH):
        assert not erasing.erase_some(_id(place), by=actor_of(MAX)).more

    assert sum(isinstance(fact, SubjectErased) for fact in facts_of()) == 1


@pytest.mark.promise("CON-22")
def test_a_contact_in_the_bin_can_be_erased(client_of, run_jobs, in_scope):
    pages, binned = client_of(MAX), f"/contacts/{int(Standing.DELETED)}/erasure"

    assert "Erase for ever" in pages.get(binned).text
    _erase(pages, Standing.DELETED, "Ivan Deleted")
    run_jobs()

    with in_scope(NORTH):
        assert db.session.get(Contact, int(Standing.DELETED)) is None
    assert pages.get(binned).status_code == 404


@pytest.mark.promise("CON-18")
def test_what_other_records_need_is_not_erased_and_the_page_says_so(client_of, in_scope):
    blocker = Blocker(
        "contact",
        lambda ids, by: {
            int(Standing.OWN): Blocked("Invoices name this contact.", (Obstacle("Invoice 7", "/invoices/7"),))
        },
    )
    guards.add(blocker)
    try:
        shown = client_of(MAX).get(f"{OWN}/erasure").text
        refused = client_of(MAX).post(f"{OWN}/erasure", data={"name": "Ivan Own", "reason": "request"})
    finally:
        guards.remove(blocker)

    assert "Invoices name this contact." in shown
    assert "Erase for ever" not in shown
    assert refused.status_code == 409
    assert "Invoice 7" in refused.text
    assert client_of(MAX).get(OWN).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "Ivan"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "\0\u202e"}, "name"),
        ({"name": "x" * 1000}, "name"),
        ({"reason": "because"}, "reason"),
        ({"reason": "\0"}, "reason"),
    ],
)
def test_it_has_to_be_meant(client_of, api_of, wrong, field):
    form = {"name": "Ivan Own", "reason": "request", **wrong}

    page = client_of(MAX).post(f"{OWN}/erasure", data=form)
    api = api_of(MAX).post(f"/api/v1{OWN}/erasure", json=form)

    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text
    assert api.status_code in (400, 422)
    assert client_of(MAX).get(OWN).status_code == 200


def test_managers_and_observers_may_not(client_of, api_of):
    form = {"name": "Ivan Own", "reason": "request"}
    for person in (ALICE, BOB, NED):
        assert client_of(person).get(f"{OWN}/erasure").status_code == 403
        assert client_of(person).post(f"{OWN}/erasure", data=form).status_code == 403
        assert api_of(person).post(f"/api/v1{OWN}/erasure", json=form).status_code == 403


@pytest.mark.promise("API-1")
@pytest.mark.promise("CON-22")
def test_the_same_by_the_api(api_of, run_jobs, facts_of):
    api, place = api_of(MAX), f"/api/v1{OWN}/erasure"

    asked = api.post(place, json={"name": "Ivan Own", "reason": "withdrawn"})
    assert (asked.status_code, asked.json["state"], asked.headers["Location"]) == (201, "running", place)
    assert api.get(f"/api/v1{OWN}").status_code == 404
    assert api.post(place, json={"name": "Ivan Own", "reason": "withdrawn"}).status_code == 404
    run_jobs()
    done = api.get(place).json

    assert (done["state"], done["contact_id"], done["reason"]) == ("done", Standing.OWN, "withdrawn")
    assert done["erased_at"] is not None
    assert any(isinstance(fact, SubjectErasureBegun) for fact in facts_of())


def test_the_twin_keeps_everything(a_person, client_of, run_jobs, sightings):
    person, twin = a_person(), a_person(at=TWIN)
    before = sorted(where for where in sightings(TWIN) if not where.startswith("b'"))
    _erase(client_of(MAX), person.id)
    run_jobs()

    assert sightings() == []
    assert sorted(where for where in sightings(TWIN) if not where.startswith("b'")) == before
    assert client_of(MAX.at(TWIN)).get(f"/contacts/{twin.id}").status_code == 200


def test_a_package_to_come_joins_by_a_holding(client_of, run_jobs):
    kept = {int(Standing.OWN): 3}
    holding = Holding(
        "invoices", lazy("Invoices"), "invoice",
        lambda subject, after, by: [], lambda subject: kept.get(subject.id, 0),
        erase=lambda subject: kept.pop(subject.id, 0),
    )  # fmt: skip
    subjects.add(holding)
    try:
        assert "Invoices" in client_of(MAX).get(f"{OWN}/erasure").text
        _erase(client_of(MAX), Standing.OWN, "Ivan Own")
        run_jobs()
    finally:
        subjects.remove("invoices")

    assert kept == {}


@pytest.mark.promise("CON-22")
@pytest.mark.promise("L10-1")
def test_it_is_asked_in_russian(client_of, run_jobs):
    pages = client_of(MAX.at(SEVER))

    shown = pages.get(f"{OWN}/erasure").text
    place = _erase(pages, Standing.OWN, "Own Ivan")
    run_jobs()

    assert "Пути назад нет" in shown
    assert "Стереть насовсем" in shown
    assert "Персональные данные стёрты" in pages.get(place).text


def test_an_undo_of_what_was_blanked_puts_nothing_back(a_person, client_of, run_jobs, in_scope):
    person = a_person()
    _erase(client_of(MAX), person.id)
    run_jobs()

    with in_scope(NORTH):
        blank = db.session.scalars(select(Change).where(Change.skipped == "erased")).all()
        acts = {change.act_id for change in blank}
        assert all(change.before is None and change.after is None for change in blank)
    assert len(acts) > 5
    for act_id in sorted(acts):
        assert client_of(MAX).get(f"/acts/{act_id}").status_code < 500
        assert client_of(MAX).post(f"/acts/{act_id}/undoing").status_code < 500


def _erase(pages: Any, contact_id: int, name: str = NAME) -> str:
    answer = pages.post(f"/contacts/{int(contact_id)}/erasure", data={"name": name, "reason": "request"})
    assert answer.status_code == 303, answer.text
    place: str = answer.headers["Location"]
    return place


def _id(place: str) -> int:
    return int(place.rpartition("/")[2])
