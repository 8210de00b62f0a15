"""Imports of a person, lines of one, and what it made."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, false, func, select

from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.fields.models import CustomField
from crm.fields.queries import fields_of
from crm.imports.models import Import, ImportLine, Verdict
from crm.journal.models import Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.runs import Run

SHOWN: Final = 20
LEFT_OUT: Final = (Verdict.FAULTY, Verdict.CHANGED)
KEPT: Final = timedelta(days=30)
"""Faulty rows, and the report, are kept for so long."""


def my_imports(to: Actor) -> Select[Any]:
    """The person's own imports; others are nobody else's business: their rows may hold hidden contacts."""
    return select(Import).where(Import.made_by == to.user_id, Import.made_by.is_not(None))


def nobodys(to: Actor) -> Select[Any]:
    """Nothing hangs on an import."""
    return select(Import).where(false())


def latest(to: Actor) -> Sequence[Import]:
    """The person's imports, the latest first."""
    return db.session.scalars(my_imports(to).order_by(Import.id.desc()).limit(SHOWN)).all()


def own_fields() -> Sequence[CustomField]:
    """The workspace's own fields that columns can become; those that name a contact can't yet."""
    return [field for field in fields_of(CONTACT) if field.type != "contact"]


def last_wish(one: Import) -> dict[str, Any] | None:
    """What the person chose last for a file with the same headings, as long as that import is kept."""
    same = select(Import.wish).where(
        Import.made_by == one.made_by,
        Import.seen["headings"].astext == one.seen["headings"],
        Import.run_id.is_not(None),
    )
    others = same.where(Import.id != one.id) if one.id else same
    return db.session.scalars(others.order_by(Import.id.desc()).limit(1)).first()


def run_of(one: Import) -> Run | None:
    """The run that works on the import, or worked on it last."""
    return db.session.get(Run, one.run_id) if one.run_id is not None else None


def some_lines(one: Import, *verdicts: Verdict, after: int = 0, limit: int = SHOWN) -> Sequence[ImportLine]:
    """The first lines of the file of these verdicts, those after this one."""
    some = select(ImportLine).where(
        ImportLine.import_id == one.id,
        ImportLine.verdict.in_([verdict.value for verdict in verdicts]),
        ImportLine.line > max(after, 0),
    )
    return db.session.scalars(some.order_by(ImportLine.line).limit(limit)).all()


def made_by_import(one: Import, to: Actor) -> Sequence[Contact]:
    """The first contacts that the import made, as far as the person sees them now."""
    made = select(Change.record_id).where(
        Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    )
    some = made.order_by(Change.id).limit(SHOWN)
    return db.session.scalars(Contact.visible_to(to).where(Contact.id.in_(some)).order_by(Contact.id)).all()


def touched_by_import(one: Import, to: Actor) -> Select[Any]:
    """The ids of the contacts that the import made or changed, as far as the person sees them now."""
    touched = select(Change.record_id).where(Change.act_id == one.act_id, Change.record_kind == CONTACT)
    return Contact.visible_to(to).where(Contact.id.in_(touched)).with_only_columns(Contact.id).order_by(None)


def seen_by_id(contact_ids: Sequence[int], to: Actor) -> dict[int, Contact]:
    """Those of these contacts that the person sees."""
    seen = Contact.visible_to(to).where(Contact.id.in_(contact_ids)).order_by(None)
    return {one.id: one for one in db.session.scalars(seen)} if contact_ids else {}


def expired() -> Select[Any]:
    """Imports whose time is over."""
    return select(Import.id).where(Import.made_at < func.now() - KEPT).order_by(Import.id)
