"""Custom values of many contacts, brought in step with a change of their field (CON-4)."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Text, case, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.actions import custom, writing
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.fields.queries import searched_keys
from crm.kernel.db import db


def rewrite(key: str, values: Mapping[int, Any]) -> None:
    """Put these values of one field into the contacts, by id; None takes the value away. Counts a change."""
    by_id = literal({str(contact_id): value for contact_id, value in values.items()}, JSONB)
    value = by_id.op("->")(cast(Contact.id, Text))
    gone = func.jsonb_typeof(value) == "null"
    changed = case((gone, Contact.custom.op("-")(literal(key, Text))), else_=_with(key, value))
    columns = {"custom": changed, "version": Contact.version + 1, "changed_at": func.now()}
    db.session.execute(
        update(Contact).where(Contact.id.in_(values)).values(columns),
        execution_options={"synchronize_session": False},
    )
    if key in searched_keys(custom.RECORD):
        refold(values)


def refold(contact_ids: Collection[int]) -> None:
    """Bring what these contacts are found by in step with their values."""
    keys = searched_keys(custom.RECORD)
    chosen = select(Contact).where(Contact.id.in_(contact_ids)).options(*WHOLE).order_by(Contact.id)
    for contact in db.session.scalars(chosen.execution_options(populate_existing=True)):
        writing.derive(contact, searched=keys)
    db.session.flush()


def _with(key: str, value: Any) -> Any:
    return Contact.custom.op("||")(func.jsonb_build_object(literal(key, Text), value))
