"""Acts of the audit log in words: who, when, from where, through what, what, about what (ACC-9).

A record is named only to whom it shows itself; of a hidden one it is told that there was an act, no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.presenters.cards import Moment, moment
from crm.journal.queries import some_changes
from crm.journal.restorers import restorers
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import FACTS, FactRow, tellable
from crm.kernel.i18n import LazyText, _, lazy
from crm.kernel.tellings import Changed, Detail, tellings
from crm.team.access import MANAGE_ROLES, MANAGE_USERS
from crm.team.presenters.roles import role_name
from crm.team.queries import names_of, roles
from crm.timeline.queries.audit import kind_of

KINDS: Final[dict[str, LazyText]] = {
    "sign_in": lazy("Signing in"), "rights": lazy("People and rights"), "sharing": lazy("Access to records"),
    "export": lazy("Exports"), "seeing_as": lazy("Seeing as another user"), "records": lazy("Records"),
    "settings": lazy("Settings"),
}  # fmt: skip
WAYS: Final[dict[str, LazyText]] = {
    "page": lazy("Page"), "api": lazy("API"), "job": lazy("In the background"),
    "command": lazy("Command line"),
    "signup": lazy("Sign-up"),
}  # fmt: skip
HIDDEN: Final = lazy("a record that you can’t see")
MOST_CHANGES: Final = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about, as far as the reader may know; ``url`` is empty where they have no page."""

    title: str = ""
    url: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act in the log."""

    id: int
    text: str
    at: Moment
    who: str
    way: str
    address: str
    kind: str
    subject: Subject
    row: FactRow

    @property
    def act_id(self) -> int | None:
        """The act on many records that the line tells of as a whole."""
        fact = FACTS.get(self.row.name)
        return self.row.body["act_id"] if fact is not None and fact.of_many else None


def lines(rows: Sequence[FactRow], *, to: Actor) -> list[AuditLine]:
    """The acts in words; a query for each kind of record among them."""
    people = names_of(row.actor_id for row in rows)
    subjects = _subjects(rows, to)
    return [_line(row, people, subjects[row.id]) for row in rows]


@dataclass(frozen=True, slots=True)
class Values:
    """What changed of one record; ``title`` is empty for the one that the act is about."""

    title: str
    url: str
    changed: Sequence[Changed]


def values(line: AuditLine, *, to: Actor) -> list[Values]:
    """The values before and after, of records that the reader sees."""
    if line.subject.is_hidden or line.row.name not in FACTS or not tellable([line.row], to=to):
        return []
    detail = tellings.details([line.row], to=to).get(line.id, Detail())
    told = [Values("", "", detail.changed)] if detail.changed else []
    told += [Values(said.text, said.url, ()) for said in detail.said]
    act_id = line.row.body.get("act_id")
    return told if told or not act_id else _of_act(int(act_id), to)


def _of_act(act_id: int, to: Actor) -> list[Values]:
    kept = some_changes(act_id, are_skipped=False, most=MOST_CHANGES)[:MOST_CHANGES]
    return [
        Values(told.title, told.url, [Changed(one.label, one.before, one.after) for one in told.lines])
        for told in restorers.tell(kept, to=to)
    ]


def _line(row: FactRow, people: Mapping[int, str], subject: Subject) -> AuditLine:
    fact = FACTS.get(row.name)
    who = people.get(row.actor_id or 0) or _("Artel")
    shown = str(HIDDEN) if subject.is_hidden else subject.title
    slots = defaultdict(str, {**row.body, "actor": who, "subject": shown or "—"})
    if fact is not None and fact.of_many:
        slots |= {
            "action": restorers.title(_kind_of_act(row.body.get("action", ""))),
            "contacts": moments.number(row.body["contacts"]),
        }
    return AuditLine(
        id=row.id,
        text=str(fact.sentence) % slots if fact else row.name,
        at=moment(row.at),
        who=who,
        way=str(WAYS.get(row.through, row.through)),
        address=str(row.address or ""),
        kind=str(KINDS[kind_of(row.name)]),
        subject=subject,
        row=row,
    )


def _kind_of_act(action: str) -> str:
    """What the journal calls the act; an action on many is told by its key alone."""
    return action if "." in action else f"bulk.{action}"


def _subjects(rows: Iterable[FactRow], to: Actor) -> dict[int, Subject]:
    """What each of these is about, by the row's id."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    rows = list(rows)
    for row in rows:
        if row.subject_id is not None:
            by_kind[row.subject_kind].add(row.subject_id)
    known = {kind: _of_kind(kind, ids, to) for kind, ids in by_kind.items()}
    return {
        row.id: known[row.subject_kind].get(row.subject_id, Subject(is_hidden=_is_anchored(row.subject_kind)))
        if row.subject_id is not None
        else Subject()
        for row in rows
    }


def _of_kind(kind: str, ids: set[int], to: Actor) -> dict[int, Subject]:
    if kind == "user":
        may = to.may(MANAGE_USERS)
        named: Mapping[int, str] = names_of(ids)
        return {one: Subject(name, f"/settings/users/{one}" if may else "") for one, name in named.items()}
    if kind == "role":
        may = to.may(MANAGE_ROLES)
        return {
            role.id: Subject(role_name(role), f"/settings/roles/{role.id}" if may else "") for role in roles()
        }
    seen = anchors.visible(kind, ids, to)
    return {
        one: Subject(anchors.title(kind, record), anchors.url(kind, one) or "")
        for one, record in seen.items()
    }


def _is_anchored(kind: str) -> bool:
    return anchors.url(kind, 1) is not None


def about(asked: Mapping[str, Any], *, to: Actor) -> Subject | None:
    """The record whose acts are asked for, as far as the reader may know it."""
    kind, text = str(asked.get("about_kind", "")), str(asked.get("about_id", ""))
    if not kind or not (text.isascii() and text.isdecimal() and len(text) <= 18):
        return None
    return _of_kind(kind, {int(text)}, to).get(int(text), Subject(title=f"{kind} {text}"))


def as_cells(line: AuditLine) -> list[str]:
    """The act as a row of a table that leaves."""
    return [
        line.row.at.isoformat(), line.who, line.way, line.address, line.kind, line.text, line.subject.title,
        line.row.name,
    ]  # fmt: skip


def head() -> list[str]:
    """What stands over the columns of that table."""
    return [
        _("When (UTC)"),
        _("Who"),
        _("Way"),
        _("Address"),
        _("Kind"),
        _("What"),
        _("About"),
        _("Name of the act"),
    ]
