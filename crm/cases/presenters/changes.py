"""What acts changed of cases and comments, in words: only of cases and contacts that the reader sees."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE, COMMENT, PRIORITIES, SOURCES
from crm.cases.presenters.cards import url
from crm.cases.queries.records import types
from crm.cases.queries.setup import statuses_by_code
from crm.contacts.models.contact import Contact
from crm.fields.presenters.telling import Names, names_in, one_told
from crm.fields.queries import fields_of
from crm.journal.models import Change
from crm.journal.restorers import Line, Reason, Told
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, _, lazy
from crm.team.queries import names_of

SHOWN_VALUE: Final = 80
Named = tuple[str, Line]
LABELS: Final[dict[str, LazyText]] = {
    "title": lazy("Title"),
    "description": lazy("Description"),
    "type_id": lazy("Type"),
    "source": lazy("Source"),
    "status": lazy("Status"),
    "priority": lazy("Priority"),
    "owner_id": lazy("Responsible"),
    "member_ids": lazy("Members"),
    "due_on": lazy("Due date"),
    "contact_ids": lazy("Contacts"),
    "deleted_at": lazy("Deleted"),
    "body": lazy("Text"),
    "internal": lazy("Who reads it"),
}


def tell(changes: Sequence[Change], to: Actor) -> list[Told]:
    """The changes in words, in their order; those of cases out of sight are left out."""
    comments = _cases_of_comments({one.record_id for one in changes if one.record_kind == COMMENT})
    ids = {one.record_id for one in changes if one.record_kind == CASE} | set(comments.values())
    seen = {one.id: one for one in db.session.scalars(Case.visible_to(to).where(Case.id.in_(ids)))}
    known = _known(changes, to)
    told = []
    for change in changes:
        case_id = change.record_id if change.record_kind == CASE else comments.get(change.record_id, 0)
        if case_id in seen:
            told.append(_told(change, seen[case_id], known))
    return told


def by_act(
    act_ids: Collection[int], case_ids: Collection[int | None], *, to: Actor
) -> dict[int, list[Named]]:
    """What these acts changed of these cases, which the reader sees: by act, each value with its column."""
    if not act_ids:
        return {}
    about = Change.record_kind == CASE, Change.record_id.in_(case_ids), Change.skipped.is_(None)
    rows = db.session.scalars(
        select(Change).where(Change.act_id.in_(act_ids), *about).order_by(Change.id)
    ).all()
    known = _known(rows, to)
    found: dict[int, list[Named]] = {}
    for change in rows:
        found.setdefault(change.act_id, []).extend(_lines(change, known))
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What all values are told with."""

    people: Mapping[int, str]
    contacts: Mapping[int, str]
    types: Mapping[int, str]
    statuses: Mapping[str, str]
    fields: Mapping[str, Any]
    names: Names


def _known(changes: Sequence[Change], to: Actor) -> _Known:
    sides = [side for change in changes for side in (change.before, change.after) if side]
    fields = fields_of(CASE) if any(name.startswith("custom.") for side in sides for name in side) else []
    customs = [{name.removeprefix("custom."): value for name, value in side.items()} for side in sides]
    named = {one for side in sides for one in side.get("contact_ids") or ()}
    seen = Contact.visible_to(to).where(Contact.id.in_(named)) if named else None
    return _Known(
        people=names_of(
            {one for side in sides for one in (side.get("owner_id"), *(side.get("member_ids") or ()))}
        ),
        contacts={one.id: one.shown_name for one in db.session.scalars(seen)} if seen is not None else {},
        types={one.id: one.shown for one in types()},
        statuses={code: one.label for code, one in statuses_by_code().items()},
        fields={field.key: field for field in fields},
        names=names_in(fields, customs, to=to) if fields else Names(),
    )


def _told(change: Change, one: Case, known: _Known) -> Told:
    lines = tuple(line for _name, line in _lines(change, known))
    reason = Reason(change.skipped) if change.skipped else None
    return Told(change.record_kind, change.record_id, one.shown_name, url(one.id), lines, reason, change)


def _lines(change: Change, known: _Known) -> Iterator[Named]:
    before, after = change.before or {}, change.after or {}
    for name in {**before, **after}:
        was, now = (_words(name, side.get(name), known) for side in (before, after))
        if name.startswith("custom."):
            field = known.fields.get(name.removeprefix("custom."))
            if field is not None:
                yield name, Line(field.shown, was, now)
        elif name in LABELS and (was != now or name in ("description", "deleted_at")):
            yield name, Line(str(LABELS[name]), was, now)


def _words(name: str, value: Any, known: _Known) -> str:
    if value is None or value == "":
        return ""
    if name.startswith("custom."):
        field = known.fields.get(name.removeprefix("custom."))
        return one_told(field, value, known.names).text if field is not None else ""
    return WORDS[name](value, known) if name in WORDS else ""


WORDS: Final[dict[str, Any]] = {
    "title": lambda value, known: value,
    "body": lambda value, known: _cut(value),
    "type_id": lambda value, known: known.types.get(value, ""),
    "source": lambda value, known: str(SOURCES.get(value, "")),
    "status": lambda value, known: known.statuses.get(value, ""),
    "priority": lambda value, known: str(PRIORITIES.get(value, "")),
    "owner_id": lambda value, known: known.people.get(value, ""),
    "member_ids": lambda value, known: _names(value, known.people),
    "contact_ids": lambda value, known: _names(value, known.contacts),
    "due_on": lambda value, known: moments.date_of(date.fromisoformat(value)),
    "internal": lambda value, known: _("colleagues only") if value else _("the customer too"),
}
"""How a value is told; contacts out of sight are left out."""


def _names(ids: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(names[one] for one in ids if one in names)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE].rstrip()}…"


def _cases_of_comments(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    rows = select(CaseComment.id, CaseComment.case_id).where(CaseComment.id.in_(ids))
    return {row.id: row.case_id for row in db.session.execute(rows)}
