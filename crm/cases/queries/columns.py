"""The columns of the list of cases: which there are, and which of them an address or a person shows (CON-10).

A column is known by the name of the field that filters speak of, as in the list of contacts. The case itself
comes first, always.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from crm.cases.models.words import CASE
from crm.cases.queries.filterable import OF_BUILT_IN
from crm.contacts.queries.columns import NAME, Chosen, Column, Width, own_column
from crm.contacts.queries.columns import codes_in as codes_in
from crm.contacts.queries.columns import codes_of as codes_of
from crm.contacts.queries.filterable import OWN
from crm.fields.queries import MOST_COLUMNS, fields_of
from crm.kernel.i18n import LazyText, lazy

SETTING: Final = "cases.columns"
"""Under this key a person's settings hold the codes of their own choice."""
SORTED_BY: Final = {
    NAME: "title", "priority": "priority", "due": "due", "created": "created", "changed": "changed",
}  # fmt: skip
"""What the head of a column sorts by."""


def _of(code: str, width: Width = "m", *, label: LazyText | None = None, number: bool = False) -> Column:
    return Column(code, label or OF_BUILT_IN[code].label, width, number)


STANDARD: Final = (
    _of(NAME, "name", label=lazy("Case")), _of("status", "l"), _of("priority"), _of("type"), _of("owner"),
    _of("due"), _of("changed", number=True), _of("number", label=lazy("Number")),
    _of("contacts", "xl", label=lazy("Contacts")), _of("members", label=lazy("Members")), _of("source"),
    _of("created", number=True), _of("since", label=lazy("In this status since"), number=True),
    _of("closed", number=True), _of("author", "l"), _of("about", "xl"),
)  # fmt: skip
OF_STANDARD: Final = {column.code: column for column in STANDARD}
USUAL: Final = (NAME, "status", "priority", "type", "owner", "due", "changed")
"""What is shown to who chose nothing, with the own fields that lists show before the last."""
ROOMS: Final = {"priority": 1, "type": 3, "owner": 1, "changed": 3}


def list_columns(asked: Sequence[str], *, mine: Sequence[str] = ()) -> Chosen:
    """The columns that an address asks for, else the person's own choice, else the usual ones.

    Both come as ``codes_in`` and ``codes_of`` give them. At most one statement.
    """
    codes = asked or mine
    if not codes:
        return Chosen(_usual(), usual=True)
    named_own = any(code.startswith(OWN) for code in codes)
    known = {column.code: column for column in all_columns()} if named_own else OF_STANDARD
    unknown = tuple(code for code in asked if code not in known)
    return Chosen(tuple(known[code] for code in codes if code in known), unknown)


def all_columns() -> list[Column]:
    """Every column there is, the workspace's own at the end; one statement."""
    return [*STANDARD, *map(own_column, fields_of(CASE))]


def _usual() -> tuple[Column, ...]:
    listed = [field for field in fields_of(CASE) if field.in_list][:MOST_COLUMNS]
    own = [replace(own_column(field), width="m", room=3) for field in listed]
    *first, last = (replace(OF_STANDARD[code], room=ROOMS.get(code, 0)) for code in USUAL)
    return (*first, *own, last)
