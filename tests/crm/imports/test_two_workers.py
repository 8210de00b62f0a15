"""A long run is done by two workers; each line counts once whoever takes it."""

from itertools import pairwise

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.imports.actions import running
from crm.imports.actions.chunks import Chunk
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.kit.cast import MAX, NORTH

ROWS = 60
FILE = "Last name,First name,Company\n" + "".join(f"Twin{n},Ivan,Zavod {n % 3}\n" for n in range(ROWS))


@pytest.fixture
def started(journey, in_scope, monkeypatch):
    """An import that is to be run, in small chunks."""
    monkeypatch.setattr(running, "CHUNK", 10)
    monkeypatch.setattr(running, "LONG", 20)
    way = journey()
    way.upload(FILE)
    way.check()
    assert way.client.post(f"{way.place}/run").status_code == 303
    return way


def chunk(in_scope, *, from_end, commit=True):
    """One chunk of the run."""
    with in_scope(NORTH):
        run_id = db.session.scalar(select(func.max(Import.run_id)))
        more = running.go_on(run_id, from_end=from_end)
        if commit:
            db.session.commit()
        else:
            db.session.rollback()
        return more


@pytest.mark.promise("IMP-5")
def test_two_workers_meet_and_each_row_is_one_contact(started, in_scope):
    chunk(in_scope, from_end=False)  # the companies
    for _turn in range(20):
        left = chunk(in_scope, from_end=True)
        more = chunk(in_scope, from_end=False)
        if not left and not more:
            break

    with in_scope(NORTH, read_only=True):
        one = db.session.scalars(select(Import)).one()
        named = select(func.count(), func.count(Contact.last_name.distinct()))
        assert db.session.execute(named.where(Contact.last_name.like("Twin%"))).one() == (ROWS, ROWS)
        assert one.stage == Stage.DONE
        assert one.report["contacts"] == ROWS
        assert one.report["companies"] == 3
        assert db.session.get_one(Run, one.run_id).done == ROWS + 3


@pytest.mark.promise("IMP-5")
def test_whoever_comes_late_takes_its_own_chunk_back(started, in_scope, monkeypatch):
    chunk(in_scope, from_end=False)
    with in_scope(NORTH, read_only=True):
        new = ImportLine.verdict == Verdict.NEW.value
        lines = sorted(db.session.scalars(select(ImportLine.line).where(new)))[:10]
    chunk(in_scope, from_end=False)
    taken = Chunk(f"{{{','.join(map(str, lines))}}}", len(lines), lines[0])
    monkeypatch.setattr(running, "next_chunk", lambda *_args, **_more: taken)

    with in_scope(NORTH):
        run_id = db.session.scalar(select(func.max(Import.run_id)))
        with pytest.raises((running.Overtaken, RuntimeError)):
            running.go_on(run_id, from_end=True)
        db.session.rollback()

    with in_scope(NORTH, read_only=True):
        named = select(func.count()).where(Contact.last_name.like("Twin%"))
        assert db.session.scalar(named) == 10


@pytest.mark.promise("IMP-5")
def test_the_second_worker_is_asked_once_and_the_end_waits_for_it(started, in_scope):
    chunk(in_scope, from_end=False)  # the companies
    with in_scope(NORTH, read_only=True):
        run = db.session.scalars(select(Run).where(Run.kind == running.RUN)).one()
        assert run.cursor["assisted"] is True

    started.run_jobs()

    with in_scope(NORTH, read_only=True):
        assert db.session.scalars(select(Import.stage)).one() == Stage.DONE


@pytest.mark.promise("IMP-5")
def test_towards_the_end_of_a_long_run_chunks_get_shorter(started, in_scope, monkeypatch):
    monkeypatch.setattr(running, "SHORTEST", 2)
    chunk(in_scope, from_end=False)  # the companies
    done = [3]
    while chunk(in_scope, from_end=len(done) % 2 == 0):
        with in_scope(NORTH, read_only=True):
            done.append(db.session.scalars(select(Run.done).where(Run.kind == running.RUN)).one())

    sizes = [later - sooner for sooner, later in pairwise(done)]
    assert sizes[:2] == [10, 10]
    assert sizes[-3:] == [2, 2, 1]
    assert sum(sizes) == ROWS


@pytest.mark.promise("CON-19")
def test_the_undo_takes_all_of_them_back_but_for_those_that_were_worked_on(started, in_scope, api_of):
    started.run_jobs()
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(func.max(Import.act_id)))
        one = db.session.scalars(select(Contact).where(Contact.last_name == "Twin7")).one()
    changed = api_of(MAX).patch(
        f"/api/v1/contacts/{one.id}", json={"job_title": "Boss"}, headers={"If-Match": f'"{one.version}"'}
    )
    assert changed.status_code == 200, changed.text

    started.client.post(f"/acts/{act_id}/undoing")
    started.run_jobs()

    with in_scope(NORTH, read_only=True):
        left = select(Contact.last_name).where(Contact.last_name.like("Twin%"), Contact.deleted_at.is_(None))
        assert db.session.scalars(left).all() == ["Twin7"]
