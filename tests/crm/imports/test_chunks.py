"""The lines of a chunk, and what finds the companies that it makes."""

from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.imports.actions import running, writing
from crm.imports.actions.chunks import Chunk, next_chunk
from crm.imports.models import Import, ImportCompany, Verdict
from crm.kernel.db import db
from tests.kit.cast import NORTH

FILE = "Last name,First name,Company\n" + "".join(f"Chunk{n},Ivan,Zavod {n % 3}\n" for n in range(9))


@pytest.fixture
def started(journey):
    """An import of nine people of three companies that is to be run."""
    way = journey()
    way.upload(FILE)
    way.check()
    assert way.client.post(f"{way.place}/run").status_code == 303
    return way


def test_companies_come_first_and_alone_and_the_end_leaves_them(started, in_scope):
    with in_scope(NORTH, read_only=True):
        one = db.session.scalars(select(Import)).one()

        assert next_chunk(one, Verdict.NEW, 5) == Chunk("{-3,-2,-1}", 3, -3, of_companies=True)
        assert next_chunk(one, Verdict.NEW, 2) == Chunk("{-3,-2}", 2, -3, of_companies=True)
        last = next_chunk(one, Verdict.NEW, 2, from_end=True)
        assert last.numbers() == [last.first, last.first + 1]
        assert not last.of_companies
        assert next_chunk(one, Verdict.UPDATE, 5) == Chunk("{}", 0, 0)
        assert next_chunk(one, Verdict.UPDATE, 5).numbers() == []


def test_what_became_of_a_company_is_written_by_its_key_whatever_the_planner_expects(started, in_scope):
    with in_scope(NORTH, read_only=True):
        one = db.session.scalars(select(Import)).one()
        chunk = next_chunk(one, Verdict.NEW, 5)
        for setting in running.PLANS:
            db.session.execute(setting)
        statement = writing._companies(one, writing._Chosen.of(one, chunk, "{901,902,903}"))
        plan = "\n".join(explained(statement))

    assert "Conflict Arbiter Indexes: pk_import_company" in plan
    assert "on import_company" in plan
    assert "Join Filter" not in plan


def test_each_company_of_the_file_is_linked_with_the_contact_that_it_became(started, in_scope):
    with in_scope(NORTH):
        running.go_on(db.session.scalars(select(Import.run_id)).one())
        db.session.commit()

    with in_scope(NORTH, read_only=True):
        of_key = select(ImportCompany.key, Contact.name).join(Contact, Contact.id == ImportCompany.contact_id)
        made = sorted(map(tuple, db.session.execute(of_key)))
        assert made == [(f"zavod{n}", f"Zavod {n}") for n in range(3)]
        assert len(db.session.scalars(select(ImportCompany)).all()) == 3


def explained(statement: Any) -> list[str]:
    """The plan of a statement, as PostgreSQL tells it."""
    compiled = statement.compile(db.session.connection())
    raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
    return [row[0] for row in raw.execute(f"EXPLAIN {compiled}".encode(), compiled.params).fetchall()]
