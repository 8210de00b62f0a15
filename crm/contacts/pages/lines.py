"""Contacts as lines of the list, each drawn once for all who see it so."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from markupsafe import Markup

from crm.contacts.presenters import cards, cells
from crm.contacts.queries.columns import Chosen, Column
from crm.contacts.queries.rows import ListedContact, RowText, listed
from crm.contacts.queries.tags import in_order
from crm.fields.presenters import telling
from crm.kernel import clock, context
from crm.kernel.i18n import time_zone
from crm.web.here import actor
from crm.web.kept import kept

REFERRING: Final = ("user", "contact")
"""Own fields of these types show what the row does not hold: the name of somebody else."""


def lines(rows: Sequence[RowText], shown: Chosen, *, ticked: Collection[int] | None) -> list[Markup]:
    """The rows with these columns, in their order; None ``ticked``: without boxes.

    A line that is made of the same text, in the same columns, language and time zone and on the same day, is
    not drawn again, but where a column shows what the row does not hold: that takes at most two statements.
    """
    own = [column.own for column in shown.columns if column.own is not None]
    drawing = cells.Drawing(shown.columns)
    if any(field.type in REFERRING for field in own):
        return _anew(rows, drawing, own, ticked)
    names = telling.Names({}, {})
    today = clock.now().astimezone(ZoneInfo(time_zone())).date()
    made_of = context.tenant().tenant_id, today, tuple(map(_made_of, shown.columns))

    def drawn(row: RowText) -> Markup:
        box = None if ticked is None else row.id in ticked
        return kept("line", made_of, box, row.text, draw=lambda: _drawn(listed(row), drawing, names, box=box))

    return [drawn(row) for row in rows]


def _anew(
    rows: Sequence[RowText], drawing: cells.Drawing, own: Sequence[Any], ticked: Collection[int] | None
) -> list[Markup]:
    contacts = [listed(row) for row in rows]
    names = telling.names_in(own, [contact.custom for contact in contacts], to=actor())
    boxes = [None if ticked is None else contact.id in ticked for contact in contacts]
    return [_drawn(contact, drawing, names, box=box) for contact, box in zip(contacts, boxes, strict=True)]


def _drawn(
    contact: ListedContact, drawing: cells.Drawing, names: telling.Names, *, box: bool | None
) -> Markup:
    draw: Callable[..., Markup] = get_template_attribute("contacts/line.html", "line")
    beside = cells.Beside(in_order(contact.tags), names)
    return draw(cards.row(contact, drawing.cells(contact, beside)), box)


def _made_of(column: Column) -> tuple[Any, ...]:
    """What a column's cells depend on, beside the contact."""
    own = column.own
    told = (own.key, own.type, own.applies, own.name, str(own.labels), str(own.options)) if own else ()
    return column.code, column.room, column.number, told
