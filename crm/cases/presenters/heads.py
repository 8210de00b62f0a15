"""The heads of the list's columns, each with where a click on it leads."""

from collections.abc import Callable

from crm.cases.presenters import slots
from crm.cases.queries.columns import SORTED_BY
from crm.cases.queries.wishes import LARGEST_FIRST, Wish
from crm.contacts.presenters.heads import Head, are_many, width_of_name
from crm.contacts.queries.columns import Chosen, Column

__all__ = ["are_many", "heads"]


def heads(shown: Chosen, asked: Wish, *, address: Callable[[str], str]) -> list[Head]:
    """The heads of these columns; ``address`` leads to the list in another order.

    A click on the one that it is sorted by turns the order round.
    """
    return [_head(column, asked, address, named=width_of_name(shown)) for column in shown.columns]


def _head(column: Column, asked: Wish, address: Callable[[str], str], *, named: str) -> Head:
    by, sort = SORTED_BY.get(column.code, ""), asked.sort
    here = bool(by) and by == asked.by
    turned = f"-{by}" if here and not sort.startswith("-") else by
    downwards = (by in LARGEST_FIRST) != sort.startswith("-")
    width = named if column.width == "name" else column.width
    return Head(
        str(column.label), width, column.number, column.room,
        address(turned) if by else "", ("descending" if downwards else "ascending") if here else "",
        slots.COLUMNS.get(column.code, ""),
    )  # fmt: skip
