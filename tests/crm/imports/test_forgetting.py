"""An import that is let go of takes its lines along, and no worker stages lines of one that is gone."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import delete, func, select, update

from crm.imports.actions import checking
from crm.imports.actions.forgetting import forget_some
from crm.imports.models import Import, ImportCompany, ImportLine
from crm.kernel.db import db
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of
from tests.kit.cast import MAX, NORTH

FILE = "Last name,First name,E-mail,Company\nOld,Ann,ann@example.org,Past\nNew,Bob,broken@,Past\n"
LONG = "Last name,First name\n" + "".join(f"Row{n},Ann\n" for n in range(checking.PART + 100))


@pytest.fixture
def checked(journey):
    """An import whose file was checked: one row is faulty."""
    way = journey()
    way.upload(FILE)
    way.check()
    return way


@pytest.fixture
def asked(journey):
    """An import that is to be checked: its file is read in two parts."""
    way = journey()
    way.upload(LONG)
    assert way.client.post(f"{way.place}/check", data=way.chosen()).status_code == 303
    return way


def counted(*tables):
    """How many rows each of the tables has."""
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_an_import_that_is_removed_takes_its_lines_along(checked, in_scope):
    with in_scope(NORTH, read_only=True):
        assert counted(Import, ImportLine, ImportCompany) == [1, 3, 1]

    assert checked.client.post(f"{checked.place}/removal").status_code == 303

    with in_scope(NORTH, read_only=True):
        assert counted(Import, ImportLine, ImportCompany) == [0, 0, 0]


def test_what_is_too_old_goes_with_its_lines_and_the_others_stay(checked, journey, in_scope):
    fresh = journey()
    fresh.upload(FILE)
    fresh.check()
    with in_scope(NORTH):
        first, second = db.session.scalars(select(Import.id).order_by(Import.id))
        old = func.now() - timedelta(days=400)
        db.session.execute(update(Import).where(Import.id == first).values(made_at=old))
        assert forget_some()
        assert not forget_some()
        db.session.commit()

        assert db.session.scalars(select(Import.id)).all() == [second]
        assert set(db.session.scalars(select(ImportLine.import_id))) == {second}
        assert counted(ImportLine) == [3]


@pytest.mark.parametrize("parts", [0, 1])
def test_the_check_of_an_import_that_is_gone_ends_and_leaves_nothing(asked, in_scope, parts):
    with in_scope(NORTH):
        run = db.session.scalars(select(Run).where(Run.ended_at.is_(None))).one()
        check = checking.checked(run, by=actor_of(MAX.id))
        assert [next(check) for _part in range(parts)] == [checking.PART] * parts
        db.session.commit()
        for table in (Import, ImportLine):
            db.session.execute(delete(table))
        db.session.commit()

        assert list(check) == []
        assert run.state == RunState.CANCELLED
        assert counted(Import, ImportLine) == [0, 0]


def test_whoever_removes_an_import_waits_until_its_lines_are_staged(asked, in_scope, database):
    with in_scope(NORTH):
        schema = db.session.scalar(select(func.current_schema()))
        run = db.session.scalars(select(Run).where(Run.ended_at.is_(None))).one()
        next(checking.checked(run, by=actor_of(MAX.id)))

        database.owner.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            database.owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, "contact_import")))
        database.owner.execute("RESET lock_timeout")


@pytest.mark.parametrize("stage", ["checking", "running"])
def test_what_is_going_on_stays_however_old_it_is(checked, in_scope, stage):
    old = func.now() - timedelta(days=400)
    with in_scope(NORTH):
        db.session.execute(update(Import).values(made_at=old, stage=stage))
        assert not forget_some()
        assert counted(Import) == [1]
