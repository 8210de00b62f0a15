"""Cells of the list of cases: what each column shows of a case, drawn by its ``kind`` as those of contacts.

Beside those: a ``badge`` (a ``Due``, or a label of a kind).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crm.cases.models.case import Case
from crm.cases.presenters.cards import Card, Due
from crm.contacts.presenters.cards import moment
from crm.contacts.presenters.cells import NOTHING, Cell, Drawn
from crm.contacts.queries.columns import NAME, Chosen, Column
from crm.fields.presenters import telling
from crm.fields.presenters.telling import Names
from crm.kernel.access import Actor
from crm.team.queries import names_of

PREFERRED: Final = {"top": "status", "under": "due"}
"""What a phone shows at the right end of a row, first and second line, where it is among the columns."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the cases of a page: whom their own values refer to, and who added them."""

    names: Names
    people: Mapping[int, str]


def cells(cases: Sequence[Case], cards: Sequence[Card], shown: Chosen, *, to: Actor) -> list[list[Cell]]:
    """The cells of each case behind its title; a statement or two more where a column needs them."""
    columns = [column for column in shown.columns if column.code != NAME]
    own = [column.own for column in columns if column.own is not None]
    names = telling.names_in(own, [one.custom for one in cases], to=to) if own else Names()
    authors = any(column.code == "author" for column in columns)
    beside = Beside(names, names_of(one.made_by for one in cases) if authors else {})
    places = _places(columns)
    return [
        [Cell(places[column.code], *_drawn(column, one, card, beside)) for column in columns]
        for one, card in zip(cases, cards, strict=True)
    ]


def _places(columns: Sequence[Column]) -> dict[str, str]:
    places = {}
    for column in columns:
        side, room = "number" if column.number else "plain", f"_room{column.room}" if column.room else ""
        places[column.code] = f"{side}{room}".replace("plain_", "")
    taken = [code for code in PREFERRED.values() if code in places]
    rest = [code for code in places if code not in taken and code not in ("contacts", "members", "about")]
    numbers = {column.code for column in columns if column.number}
    for place, preferred in PREFERRED.items():
        code = preferred if preferred in places else rest.pop(0) if rest else ""
        if code:
            places[code] = f"number_{place}" if code in numbers else place
    return places


def _drawn(column: Column, one: Case, card: Card, beside: Beside) -> Drawn:
    if column.own is None:
        return DRAWN[column.code](one, card, beside)
    value = one.custom.get(column.own.key)
    if value is None:
        return NOTHING
    told = telling.one_told(column.own, value, beside.names)
    text = told.paragraphs[0] if told.paragraphs else told.text
    return ("link", text, told.href) if told.href else ("text", text, "")


Draw = Callable[[Case, Card, Beside], Drawn]


def _due(one: Case, card: Card, beside: Beside) -> Drawn:
    if card.due is None or not card.due.mood:
        return ("text", card.due.text, "") if card.due else NOTHING
    return "badge", card.due, ""


def _priority(one: Case, card: Card, beside: Beside) -> Drawn:
    usual = card.priority == "normal"
    return NOTHING if usual else ("badge", Due(card.priority_label, card.priority_kind), "")


def _contacts(one: Case, card: Card, beside: Beside) -> Drawn:
    return ("links", card.contacts, "") if card.contacts else NOTHING


def _instant(told: Callable[[Case], datetime | None]) -> Draw:
    def drawn(one: Case, card: Card, beside: Beside) -> Drawn:
        at = told(one)
        return ("moment", moment(at), "") if at is not None else NOTHING

    return drawn


def _text(told: Callable[[Case, Card], str]) -> Draw:
    return lambda one, card, beside: ("text", told(one, card), "")


DRAWN: Final[Mapping[str, Draw]] = {
    "status": lambda one, card, beside: ("type", card.status, ""),
    "priority": _priority,
    "type": _text(lambda one, card: card.type_label),
    "owner": lambda one, card, beside: ("people", [card.owner] if card.owner else [], ""),
    "members": lambda one, card, beside: ("people", card.people[1 if card.owner else 0 :], ""),
    "due": _due,
    "contacts": _contacts,
    "number": _text(lambda one, card: one.number),
    "source": _text(lambda one, card: card.source),
    "changed": _instant(lambda one: one.changed_at),
    "created": _instant(lambda one: one.made_at),
    "since": _instant(lambda one: one.status_at),
    "closed": _instant(lambda one: one.closed_at),
    "author": lambda one, card, beside: ("text", beside.people.get(one.made_by or 0, ""), ""),
    "about": _text(lambda one, card: one.description.partition("\n")[0]),
}
