"""Writing columns of many contacts in one statement, with what journal and histories keep of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, column, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.actions.bulk.rights import among
from crm.contacts.facts_of_many import ContactChangedWithOthers
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.journal.models import Change
from crm.kernel.bulk import Part
from crm.kernel.db import db
from crm.kernel.facts import FactRow, of_each

Noted = Mapping[str, Any]
"""What the journal calls a value → the expression that reads it from a contact."""
COUNTED = {"version": Contact.version + 1, "changed_at": func.now()}
"""Nothing has happened *with* the contacts: their latest activity stays."""


def write(
    part: Part,
    values: Mapping[str, Any],
    *,
    noted: Noted | None = None,
    told: type[ContactChangedWithOthers] = ContactChangedWithOthers,
) -> list[int]:
    """Write these columns where they differ, and count, note and tell it; returns the ids of the changed.

    ``noted`` None notes the columns by their names.
    """
    noted = noted if noted is not None else {name: getattr(Contact, name) for name in values}
    old = select(Contact.id, _as_json(noted).label("was")).where(among(part.ids)).cte("old")
    differs = or_(*(getattr(Contact, name).is_distinct_from(value) for name, value in values.items()))
    written = update(Contact).where(Contact.id == old.c.id, differs).values({**values, **COUNTED})
    returned = written.returning(Contact.id, Contact.version, old.c.was, _as_json(noted).label("stands"))
    return _kept(part, returned.cte("changed"), list(noted), told)


def keep(part: Part, rows: Sequence[tuple[int, Any, Any]], *, name: str) -> list[int]:
    """The same for a value beside the row that was written already: (contact, before, after) of each."""
    if not rows:
        return []
    told = [{"id": contact_id, "was": {name: was}, "stands": {name: now}} for contact_id, was, now in rows]
    columns = column("id", BigInteger), column("was", JSONB), column("stands", JSONB)
    given = func.jsonb_to_recordset(literal(told, JSONB)).table_valued(*columns)
    given = given.render_derived(name="given", with_types=True)
    counted = update(Contact).where(Contact.id == given.c.id).values(COUNTED)
    returned = counted.returning(Contact.id, Contact.version, given.c.was, given.c.stands)
    return _kept(part, returned.cte("changed"), [name], ContactChangedWithOthers)


def _kept(part: Part, changed: Any, fields: list[str], told: type[ContactChangedWithOthers]) -> list[int]:
    rows = select(
        literal(part.act_id, BigInteger),
        literal(CONTACT, Text),
        changed.c.id,
        changed.c.was,
        changed.c.stands,
    )
    kept = ["act_id", "record_kind", "record_id", "before", "after"]
    noted = insert(Change).from_select(kept, rows.order_by(changed.c.id)).cte("noted")
    body = func.jsonb_build_object(
        literal("contact_id", Text), changed.c.id, literal("version", Text), changed.c.version,
        literal("act_id", Text), literal(part.act_id, BigInteger),
        literal("fields", Text), literal(fields, JSONB),
    )  # fmt: skip
    facts = of_each(told, changed.c.id, body, by=part.by).returning(FactRow.subject_id).add_cte(noted)
    ids = [one for one in db.session.scalars(facts) if one is not None]
    part.changed += ids
    return ids


def _as_json(noted: Noted) -> ColumnElement[Any]:
    pairs = [side for name, value in noted.items() for side in (literal(name, Text), func.to_jsonb(value))]
    return func.jsonb_build_object(*pairs, type_=JSONB)
