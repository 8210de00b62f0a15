"""What was said in a case and what happened to it, as lines, by days of the reader's zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from crm.cases.models.comment import CaseComment
from crm.contacts.presenters.cards import Moment, moment
from crm.journal.queries import undoable
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.facts import FactRow
from crm.kernel.i18n import LazyText, _
from crm.kernel.names import initials
from crm.kernel.prose import Prose, prose
from crm.kernel.tellings import Changed, Detail, Said, tellings
from crm.team.queries import Face, faces_of, names_of


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that was said: by whom, to whom, and whether the reader may change it."""

    id: int
    name: str
    user_id: int
    initials: str
    photo: str
    internal: bool
    text: Prose
    at: Moment
    changed: Moment | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, with what it changed; ``undo`` is the act that the reader may take back.

    ``undoes_many``: it was done to many records at once.
    """

    icon: str
    text: Markup
    at: Moment
    time: str
    changed: tuple[Changed, ...]
    said: tuple[Said, ...]
    undo: int | None
    undoes_many: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The events of a day."""

    title: str
    events: list[Event]


def comments(rows: Sequence[CaseComment], *, writes: bool, to: Actor) -> list[Comment]:
    """Comments in the reader's words; one statement for who wrote them, and for whom they call."""
    faces = faces_of(user_id for row in rows for user_id in (row.made_by, *row.mention_ids))
    told = []
    for row in rows:
        face = faces.get(row.made_by or 0)
        name = face.name if face else _("Artel")
        told.append(
            Comment(
                row.id, name, row.made_by or 0, initials(name), face.photo if face else "", row.internal,
                _text(row, faces), moment(row.made_at), moment(row.changed_at) if row.changed_at else None,
                writes and row.made_by == to.user_id,
            )
        )  # fmt: skip
    return told


def _text(row: CaseComment, faces: Mapping[int, Face]) -> Prose:
    return prose(row.body, names=[faces[one].name for one in row.mention_ids if one in faces])


def days(rows: Sequence[FactRow], *, to: Actor) -> list[Day]:
    """Facts by days; a few statements for each kind of them."""
    people = names_of(row.actor_id for row in rows)
    details = tellings.details(rows, to=to)
    acts = undoable({row.body["act_id"] for row in rows if row.body.get("act_id")}, by=to)
    grouped = groupby(rows, key=lambda row: moments.day(row.at))
    return [
        Day(title, [_event(row, people.get(row.actor_id or 0), details.get(row.id), acts) for row in of_day])
        for title, of_day in grouped
    ]


def _event(row: FactRow, name: str | None, detail: Detail | None, acts: Mapping[int, bool]) -> Event:
    fact, told, act_id = row.fact(), detail or Detail(), row.body.get("act_id")
    text = _sentence(fact.sentence, actor=name or _("Artel"), **fact.model_dump())
    return Event(
        tellings.of(row.name).icon, text, moment(row.at), moments.time_of(row.at), told.changed, told.said,
        act_id if act_id in acts else None, acts.get(act_id or 0, False),
    )  # fmt: skip


def _sentence(sentence: LazyText, *, actor: str, **slots: Any) -> Markup:
    """The sentence with who it was in bold; what fills the slots is escaped."""
    bold = Markup("<b>{}</b>").format(actor)
    return Markup(str(sentence)) % {**slots, "actor": bold}  # noqa: S704 (a sentence is ours)
