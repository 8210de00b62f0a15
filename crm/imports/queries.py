"""Imports of a person, lines of one, and what it made."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    Text,
    any_,
    cast,
    column,
    false,
    func,
    literal,
    select,
    true,
    type_coerce,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.kinds import COMM, CONTACT, LINK
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.records import WHOLE
from crm.fields.models import CustomField
from crm.fields.queries import fields_of
from crm.imports.models import GOING_ON, Import, ImportLine, Verdict
from crm.journal.models import Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.runs import Run

SHOWN: Final = 20
LEFT_OUT: Final = (Verdict.FAULTY, Verdict.CHANGED)
ALIKE: Final = 4
"""So many letters at the beginning make two names of companies alike."""
MOST_ALIKE: Final = 6
LAST: Final = "\U0010ffff"
"""Comes after every letter in the order of names that are compared."""
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
    """The workspace's own fields that columns can become: not those that name a contact no other may name."""
    return [field for field in fields_of(CONTACT) if field.type != "contact" or not field.unique]


class Last(NamedTuple):
    """What was chosen for a file: what its columns mean, and how it was read."""

    wish: Mapping[str, Any]
    shape: Mapping[str, Any]


def last_like(one: Import, headings: str) -> Last | None:
    """What the person chose last for another file with these headings, as long as that import is kept."""
    same = select(Import.wish, Import.shape).where(
        Import.made_by == one.made_by,
        Import.seen["headings"].astext == headings,
        Import.run_id.is_not(None),
    )
    others = same.where(Import.id != one.id) if one.id else same
    found = db.session.execute(others.order_by(Import.id.desc()).limit(1)).first()
    return Last(*found) if found is not None else None


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


def most_cells(one: Import, *verdicts: Verdict) -> int:
    """How many cells the longest line of the file of these verdicts has; 0 if there is none."""
    some = select(func.max(func.cardinality(ImportLine.cells))).where(
        ImportLine.import_id == one.id,
        ImportLine.verdict.in_([verdict.value for verdict in verdicts]),
        ImportLine.line > 0,
    )
    return db.session.scalar(some) or 0


def left_of(one: Import) -> Select[Any]:
    """How many lines wait to be written, companies too."""
    waiting = (Verdict.NEW.value, Verdict.UPDATE.value)
    return select(func.count()).where(ImportLine.import_id == one.id, ImportLine.verdict.in_(waiting))


def made_by_import(one: Import, to: Actor) -> Sequence[Contact]:
    """The first contacts that the import made, as far as the person sees them now."""
    made = select(Change.record_id).where(
        Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    )
    some = made.order_by(Change.id).limit(SHOWN)
    return db.session.scalars(Contact.visible_to(to).where(Contact.id.in_(some)).order_by(Contact.id)).all()


def touched_by_import(one: Import, to: Actor) -> Select[Any]:
    """The ids of the contacts that the import made or changed, as far as the person sees them now."""
    made = select(Change.record_id).where(Change.act_id == one.act_id, Change.record_kind == CONTACT)
    touched = union(made, changed_by_import(one))
    return Contact.visible_to(to).where(Contact.id.in_(touched)).with_only_columns(Contact.id).order_by(None)


def changed_by_import(one: Import) -> Select[Any]:
    """The ids of the contacts that were there already and that the import changed, each once."""
    of_act = Change.act_id == one.act_id
    columns = select(Change.record_id).where(
        of_act, Change.record_kind == CONTACT, Change.before.is_not(None)
    )
    told = type_coerce(func.coalesce(Change.after, Change.before), JSONB)["contact_id"].astext
    owner = func.coalesce(Comm.contact_id, cast(told, BigInteger))
    ways = select(owner).select_from(Change).outerjoin(Comm, Comm.id == Change.record_id)
    links = select(ContactLink.one_id).join(Change, Change.record_id == ContactLink.id)
    every = union(
        columns,
        ways.where(of_act, Change.record_kind == COMM),
        links.where(of_act, Change.record_kind == LINK),
    ).subquery("changed")
    return select(every.c[0])


def seen_by_id(contact_ids: Sequence[int], to: Actor) -> dict[int, Contact]:
    """Those of these contacts that the person sees."""
    seen = Contact.visible_to(to).where(Contact.id.in_(contact_ids)).order_by(None)
    return {one.id: one for one in db.session.scalars(seen)} if contact_ids else {}


def companies_by_key(keys: Sequence[str], to: Actor) -> dict[str, list[int]]:
    """The companies that the person sees whose names are compared so: ids by key; one statement."""
    among = any_(literal(sorted(set(keys)), ARRAY(Text)))
    seen = Contact.visible_to(to).where(Contact.kind == "company", Contact.match_name == among)
    told = seen.order_by(None).with_only_columns(Contact.match_name, Contact.id).order_by(Contact.id)
    found: dict[str, list[int]] = {}
    for key, contact_id in db.session.execute(told) if keys else ():
        found.setdefault(key, []).append(contact_id)
    return found


def companies_alike(keys: Sequence[str], to: Actor) -> dict[str, list[Contact]]:
    """Companies that the person sees whose names begin as these keys do, the same first; two statements."""
    low = {key: key[:ALIKE] for key in dict.fromkeys(keys) if key}
    if not low:
        return {}
    wanted = func.unnest(literal([*low], ARRAY(Text)), literal([*low.values()], ARRAY(Text)))
    key = wanted.table_valued(column("key", Text), column("low", Text)).render_derived(name="wanted")
    named = Contact.visible_to(to).order_by(None).where(Contact.kind == "company")
    named = named.where(Contact.match_name >= key.c.low, Contact.match_name < key.c.low.concat(LAST))
    same = Contact.match_name != key.c.key
    some = named.with_only_columns(Contact.id).order_by(same, Contact.match_name, Contact.id)
    like = some.limit(MOST_ALIKE).correlate(key).lateral("alike")
    rows = db.session.execute(select(key.c.key, like.c.id).select_from(key.join(like, true()))).all()
    chosen = select(Contact).where(Contact.id.in_({row.id for row in rows})).options(*WHOLE)
    contacts = {one.id: one for one in db.session.scalars(chosen).unique()}
    found: dict[str, list[Contact]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(contacts[row.id])
    return found


def expired() -> Select[Any]:
    """Imports whose time is over, but for those that are going on."""
    over = Import.made_at < func.now() - KEPT, Import.stage.not_in(GOING_ON)
    return select(Import.id).where(*over).order_by(Import.id)
