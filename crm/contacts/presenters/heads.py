"""The heads of the list's columns: what each is called, how wide it is, and where a click on it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from crm.contacts.presenters import slots
from crm.contacts.queries.columns import Chosen, Column
from crm.contacts.queries.wishes import LATEST_FIRST

PIXELS: Final[Mapping[str, int]] = {"s": 84, "m": 120, "l": 150, "xl": 200, "name": 0}
EDITED: Final[Mapping[str, str]] = {
    "name": slots.NAMES, "type": slots.TYPE, "email": "email", "phone": "phone", "job_title": "job_title",
    "born": "born_on", "language": "language", "source": "source", "currency": "currency",
    "external_id": "external_id", "about": slots.ABOUT,
}  # fmt: skip
FEW: Final = 560
"""Columns that take no more than so many pixels leave the rest to the name on every screen."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head as ``ui.table`` draws it. ``sorted`` is ``ascending``, ``descending`` or empty.

    ``field`` is the slot that its cells are edited in, in place; empty where they are not.
    """

    label: str
    width: str
    number: bool
    room: int
    sort: str
    sorted: str
    field: str = ""


def heads(shown: Chosen, *, sort: str, address: Callable[[str], str]) -> list[Head]:
    """The heads of these columns of a list that is sorted so; ``address`` leads to the list in another order.

    A click on the one that it is sorted by turns the order round.
    """
    return [_head(column, sort, address, named=width_of_name(shown)) for column in shown.columns]


def are_many(shown: Chosen) -> bool:
    """Whether the columns may be wider than a screen, so that the table is moved sideways."""
    return not shown.usual and sum(PIXELS[column.width] for column in shown.columns) > FEW


def width_of_name(shown: Chosen) -> str:
    """How wide the name is beside these columns: as usual, what is left, or held in sight of many."""
    if shown.usual:
        return "name"
    return "held" if are_many(shown) else "rest"


def _head(column: Column, sort: str, address: Callable[[str], str], *, named: str) -> Head:
    by = column.sort
    here = bool(by) and sort.removeprefix("-") == by
    downwards = (by in LATEST_FIRST) != sort.startswith("-")
    turned = f"-{by}" if here and not sort.startswith("-") else by
    width = named if column.width == "name" else column.width
    return Head(
        str(column.label), width, column.number, column.room,
        address(turned) if by else "", ("descending" if downwards else "ascending") if here else "",
        column.code if column.own is not None else EDITED.get(column.code, ""),
    )  # fmt: skip
