"""Indexes of values that lists are filtered by: built on demand, used, dropped when nobody wants them."""

import pytest
from sqlalchemy import select, text

from crm.contacts.models.contact import Contact
from crm.fields.actions.fields import delete_field, edit_field
from crm.fields.actions.indexes import sortable
from crm.fields.models import CustomField
from crm.kernel.db import db
from tests.crm.fields.conftest import shape_of
from tests.kit.cast import MAX, NORTH

pytestmark = pytest.mark.promise("CON-4")
NAMES = text("SELECT indexname FROM pg_indexes WHERE starts_with(indexname, :prefix) ORDER BY 1")


def names():
    """The indexes on demand that the workspace has now."""
    return list(db.session.scalars(NAMES, {"prefix": "on_demand_"}))


@pytest.mark.parametrize(
    ("of_type", "value", "form", "compared"),
    [
        ("integer", 7, "number", 5),
        ("decimal", "7.5", "number", 5),
        ("money", {"amount": "7", "currency": "EUR"}, "money", 5),
        ("date", "2026-11-22", "time", "2026-01-01"),
        ("datetime", "2026-11-22T10:00:00Z", "time", "2026-01-01"),
    ],
)
def test_a_filterable_number_or_date_gets_its_index_which_is_used(
    own_database, a_field, a_company, in_scope, run_jobs, of_type, value, form, compared
):
    field = a_field(of_type, "Own", filterable=True)
    contact = a_company(**{f"_{field.key}": value})

    run_jobs()

    with in_scope(NORTH, read_only=True):
        assert names() == [f"on_demand_contact_{field.id}_{form}"]
        stored = db.session.get(CustomField, field.id)
        assert stored.indexed_at is not None
        query = select(Contact.id).where(sortable(Contact.custom, stored) > compared)
        assert db.session.scalars(query).all() == [contact]
        db.session.execute(text("SET LOCAL enable_seqscan TO off"))
        compiled = query.compile(db.engine, compile_kwargs={"render_postcompile": True})
        raw = db.session.connection().connection.driver_connection
        plan = raw.execute(f"EXPLAIN {compiled}", compiled.params).fetchall()
        assert f"on_demand_contact_{field.id}_{form}" in str(plan)


def test_an_index_goes_when_nobody_wants_it_any_more(own_database, a_field, in_scope, actor_of, run_jobs):
    one, two = (a_field("integer", name, filterable=True) for name in ("One", "Two"))
    run_jobs()

    with in_scope(NORTH):
        stored = [db.session.get(CustomField, field.id) for field in (one, two)]
        edit_field(stored[0], shape_of(stored[0], filterable=False), by=actor_of(MAX))
        delete_field(stored[1], by=actor_of(MAX))
    run_jobs()

    with in_scope(NORTH, read_only=True):
        assert names() == []
        assert db.session.get(CustomField, one.id).indexed_at is None


def test_a_value_that_an_older_type_has_left_stops_no_saving(
    own_database, a_field, a_company, in_scope, run_jobs, api_of
):
    field = a_field("integer", "Own", filterable=True)
    contact = a_company(**{f"_{field.key}": 7})
    run_jobs()

    with in_scope(NORTH):
        db.session.get(Contact, contact).custom = {field.key: "seven, in words"}

    answer = api_of(MAX).patch(f"/api/v1/contacts/{contact}", json={"name": "Lilia"})
    assert answer.json["custom"] == {field.key: "seven, in words"}
