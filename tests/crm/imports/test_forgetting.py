"""An import that is let go of takes its lines along, and no worker stages lines of one that is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.imports.actions import checking
from crm.imports.actions.forgetting import forget_some
from crm.imports.models import Import, ImportCompany, ImportLine
from crm.kernel.db import db
from crm.kernel.runs import Run
from crm.team.actors import actor_of
from tests.kit.cast import MAX, NORTH

FILE = "Last name,First name,E-mail,Company\nOld,Ann,ann@example.org,Past\nNew,Bob,broken@,Past\n"


@pytest.fixture
def checked(journey):
    """An import whose file was checked: one row is faulty."""
    way = journey()
    way.upload(FILE)
    way.check()
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
        db.session.execute(
            update(Import).where(Import.id == first).values(made_at=func.now() - timedelta(days=400))
        )
        assert forget_some()
        assert not forget_some()
        db.session.commit()

        assert db.session.scalars(select(Import.id)).all() == [second]
        assert set(db.session.scalars(select(ImportLine.import_id))) == {second}
        assert counted(ImportLine) == [3]


def test_lines_of_an_import_that_is_gone_meanwhile_are_not_staged(journey, in_scope, monkeypatch):
    way = journey()
    way.upload(FILE)
    assert way.client.post(f"{way.place}/check", data=way.chosen()).status_code == 303
    with in_scope(NORTH):
        one = db.session.scalars(select(Import)).one()
        run = db.session.get_one(Run, one.run_id)
        monkeypatch.setattr(checking, "_held", lambda import_id: import_id != one.id)
        assert list(checking._read(one, run, actor_of(MAX.id))) == []

        assert counted(ImportLine) == [0]


def test_an_import_is_held_as_long_as_its_lines_are_staged(checked, in_scope):
    with in_scope(NORTH):
        one_id = db.session.scalars(select(Import.id)).one()

        assert checking._held(one_id)
        assert not checking._held(one_id + 1)
