"""An import that was stopped, or failed, tells what it left undone, and goes on with exactly that."""

import pytest
from sqlalchemy import func, select

from crm.contacts.facts_of_many import ManyContactsAssigned
from crm.contacts.models.contact import Contact
from crm.imports.actions import running
from crm.imports.facts import ContactsImported
from crm.imports.models import Import, ImportLine, Stage
from crm.journal.models import Act
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, MAX, NORTH

ROWS = 30
FILE = "Last name,First name,E-mail,Company\n" + "".join(
    f"Goes{n},Ivan,goes{n}@example.org,Zavod {n % 2}\n" for n in range(ROWS)
) + "Broken,Ivan,no mail at all,\n"  # fmt: skip


@pytest.fixture
def stopped(journey, in_scope, monkeypatch, run_jobs):
    """An import that was stopped after its companies and ten rows."""
    monkeypatch.setattr(running, "CHUNK", 10)
    way = journey()
    way.upload(FILE)
    way.check(manager_ids__=[str(ALICE.id)])
    assert way.client.post(f"{way.place}/run").status_code == 303
    for _turn in range(2):
        with in_scope(NORTH):
            assert running.go_on(db.session.scalar(select(func.max(Import.run_id))))
            db.session.commit()
    assert way.client.post(f"{way.place}/cancellation").status_code == 303
    run_jobs()
    return way


def standing(in_scope):
    """How many contacts there are of the file, each once; the stage and the report of the import."""
    with in_scope(NORTH, read_only=True):
        named = select(func.count(), func.count(Contact.last_name.distinct()))
        here = Contact.last_name.like("Goes%"), Contact.deleted_at.is_(None)
        total, each = db.session.execute(named.where(*here)).one()
        assert total == each
        one = db.session.scalars(select(Import)).one()
        return total, one.stage, one.report


@pytest.mark.promise("IMP-5")
def test_what_was_not_imported_is_told_everywhere(stopped, mails, api_of):
    report = stopped.page()
    mail = next(mail for mail in mails() if mail["to"] == MAX.email)
    told = api_of(MAX).get(f"/api/v1{stopped.place}").json

    assert "20 rows not imported yet" in report
    assert "Go on with the import" in report
    assert "20 rows not imported yet" in stopped.client.get("/imports").text
    assert "20 rows not imported yet" in mail["text"]
    assert "go on with the rows that were not imported" in mail["text"]
    assert (told["stage"], told["contacts"], told["not_imported"]) == ("cancelled", 10, 20)
    assert "20 rows not imported" in stopped.client.get("/notices").text


@pytest.mark.promise("IMP-5", "CON-19")
@pytest.mark.parametrize("by_program", [False, True])
def test_it_goes_on_where_it_stopped_and_is_undone_as_one(stopped, in_scope, api_of, run_jobs, by_program):
    if by_program:
        answer = api_of(MAX).post(f"/api/v1{stopped.place}/run", json={})
        assert (answer.status_code, answer.json["stage"]) == (201, "running")
        run_jobs()
    else:
        stopped.run()
    report = stopped.page()

    assert standing(in_scope)[:2] == (ROWS, Stage.DONE)
    assert "30 contacts added" in report
    assert "2 companies added" in report
    assert "not imported" not in report
    with in_scope(NORTH, read_only=True):
        (act_id,) = db.session.scalars(select(Act.id).where(Act.kind == running.RUN))
        assert db.session.scalar(select(func.count()).where(ImportLine.line > 0)) == 1, "the broken one"
    stopped.client.post(f"/acts/{act_id}/undoing")
    run_jobs()
    assert standing(in_scope)[0] == 0


@pytest.mark.promise("IMP-5")
def test_nobody_is_told_twice_of_the_same(stopped, in_scope):
    stopped.run()

    with in_scope(NORTH, read_only=True):
        rows = db.session.scalars(select(FactRow).order_by(FactRow.id)).all()
        facts = [row.fact() for row in rows]
    imported = [fact.contacts for fact in facts if isinstance(fact, ContactsImported)]
    assigned = [fact.contacts for fact in facts if isinstance(fact, ManyContactsAssigned)]
    assert imported == [12, 20]
    assert assigned == [12, 20]


@pytest.mark.promise("IMP-5")
def test_asked_twice_it_goes_on_once_and_a_late_worker_of_the_first_run_ends_nothing(stopped, in_scope):
    with in_scope(NORTH, read_only=True):
        (first,) = db.session.scalars(select(Run.id).where(Run.kind == running.RUN))
    for _press in range(2):
        assert stopped.client.post(f"{stopped.place}/run").status_code == 303
    with in_scope(NORTH):
        assert not running.go_on(first)
        assert not running.go_on(first, from_end=True)
        db.session.commit()
        assert db.session.scalars(select(Import.stage)).one() == Stage.RUNNING
        assert db.session.scalar(select(func.count()).where(Run.kind == running.RUN)) == 2

    stopped.run_jobs()

    assert standing(in_scope)[:2] == (ROWS, Stage.DONE)


@pytest.mark.promise("IMP-5", "CON-19")
def test_what_was_undone_does_not_go_on(stopped, in_scope, api_of, run_jobs):
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(Act.id).where(Act.kind == running.RUN))
    stopped.client.post(f"/acts/{act_id}/undoing")
    run_jobs()

    assert "Go on with the import" not in stopped.page()
    refused = api_of(MAX).post(f"/api/v1{stopped.place}/run", json={})
    page = stopped.run()

    assert refused.status_code == 409
    assert "This import was undone" in page
    assert standing(in_scope)[:2] == (0, Stage.CANCELLED)


@pytest.mark.promise("CON-19")
def test_what_goes_on_is_not_undone_meanwhile(stopped, in_scope, api_of):
    stopped.client.post(f"{stopped.place}/run")
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(Act.id).where(Act.kind == running.RUN))

    refused = api_of(MAX).post(f"/api/v1/acts/{act_id}/undoing", json={})

    assert refused.status_code == 409
    stopped.run_jobs()
    assert standing(in_scope)[0] == ROWS


@pytest.mark.promise("IMP-5")
def test_one_that_failed_goes_on_too_once_the_reason_is_gone(stopped, in_scope, monkeypatch):
    refusing = running._refusal
    monkeypatch.setattr(
        running, "_refusal", lambda one, by: running.NO_CLASS if one.stage == "running" else None
    )
    page = stopped.run()
    assert "A class that contacts were to get was deleted" in page
    assert "20 rows not imported yet" in page

    monkeypatch.setattr(running, "_refusal", lambda one, by: running.NO_CLASS)
    assert "A class that contacts were to get was deleted" in stopped.run()
    assert standing(in_scope)[:2] == (10, Stage.FAILED)

    monkeypatch.setattr(running, "_refusal", refusing)
    stopped.run()
    total, stage, report = standing(in_scope)
    assert (total, stage) == (ROWS, Stage.DONE)
    assert "why" not in report


def test_stopped_after_its_last_row_nothing_is_left_to_go_on_with(journey, in_scope, api_of, run_jobs):
    way = journey()
    way.upload(FILE)
    way.check()
    way.client.post(f"{way.place}/run")
    with in_scope(NORTH):
        run_id = db.session.scalar(select(func.max(Import.run_id)))
        while db.session.get_one(Run, run_id).done < ROWS + 2:
            running.go_on(run_id)
            db.session.commit()
    way.client.post(f"{way.place}/cancellation")
    run_jobs()

    assert "Go on with the import" not in way.page()
    assert api_of(MAX).post(f"/api/v1{way.place}/run", json={}).status_code == 409


@pytest.mark.promise("IMP-3")
def test_rows_that_nothing_was_decided_about_are_told(journey):
    first, again = journey(), journey()
    first.upload(FILE)
    first.check()
    first.run()
    again.upload(FILE + "Goesnew,Ivan,goesnew@example.org,\n")
    again.check(on_match="ask")

    assert "30 rows left out, since nothing was decided about them" in again.run()
