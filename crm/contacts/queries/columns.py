"""The columns of the list of contacts: which there are, and which of them an address or a person shows.

A column is known by the name of the field that filters speak of (``type``, ``manager``, ``own-7``), so that
an address reads the same way throughout. The name comes first, always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from crm.contacts.queries.filterable import OF_BUILT_IN, OWN
from crm.contacts.queries.sorting import sortable_by
from crm.fields.models import CustomField
from crm.fields.queries import MOST_COLUMNS, all_fields, fields_of, in_order
from crm.kernel.db import db
from crm.kernel.forms import LARGEST_ID, clean
from crm.kernel.i18n import LazyText, lazy

RECORD: Final = "contact"
NAME: Final = "name"
MOST_SHOWN: Final = 30
"""So many columns at most; what an address names beyond is left out."""
LONGEST: Final = 2_000
SETTING: Final = "contacts.columns"
"""Under this key a person's settings hold the codes of their own choice."""
Width = Literal["s", "m", "l", "xl", "name"]


@dataclass(frozen=True, slots=True)
class Column:
    """One of them. ``sort`` is what its head sorts by, empty for none; ``own`` the workspace's own field.

    ``room`` says how early it leaves a table that narrows: 3 first, 0 never.
    """

    code: str
    label: LazyText | str
    width: Width = "m"
    number: bool = False
    room: int = 0
    own: CustomField | None = None

    @property
    def sort(self) -> str:
        """What its head sorts by; empty for none."""
        return self.code if self.own is None and self.code in sortable_by() else ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns of a list in their order. ``unknown`` are codes of the address that name none.

    ``usual``: neither the address nor the person chose any.
    """

    columns: tuple[Column, ...]
    unknown: tuple[str, ...] = ()
    usual: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all of them."""
        return tuple(column.code for column in self.columns)


def _of(code: str, width: Width = "m", *, label: LazyText | None = None, number: bool = False) -> Column:
    return Column(code, label or OF_BUILT_IN[code].label, width, number)


STANDARD: Final = (
    _of(NAME, "name"), _of("type"), _of("email", "xl"), _of("phone", "l"), _of("tag", label=lazy("Tags")),
    _of("manager", label=lazy("Managers")), _of("activity", "s", number=True), _of("company", "l"),
    _of("job_title", "l"), _of("city"), _of("class"), _of("access", "l"), _of("kind"), _of("lead", "l"),
    _of("author", "l"), _of("created", "s", number=True), _of("changed", "s", number=True),
    _of("born", "m", number=True), _of("source"), _of("language"), _of("currency"), _of("inn", number=True),
    _of("external_id"), _of("about", "xl"),
)  # fmt: skip
OF_STANDARD: Final = {column.code: column for column in STANDARD}
BEFORE_OWN: Final = (NAME, "type", "email", "phone", "tag", "manager")
AFTER_OWN: Final = ("activity",)
"""Around the own fields that lists show, these are what is shown to who chose nothing."""
ROOMS: Final = {"email": 2, "phone": 3, "tag": 3, "manager": 2}
NUMBERS: Final = ("integer", "decimal", "money", "date", "datetime")
WIDE: Final[dict[str, Width]] = {"text": "l", "long_text": "xl", "url": "xl", "email": "xl", "phone": "l",
                                 "multi_select": "l", "user": "l", "contact": "l"}  # fmt: skip


def codes_in(text: Any) -> tuple[str, ...]:
    """The codes that an address names (``name,company,own-7``), the name first; none for an empty text."""
    if not isinstance(text, str) or not text.strip():
        return ()
    return codes_of(str(clean(text[:LONGEST])).split(","))


def codes_of(codes: Any) -> tuple[str, ...]:
    """The same of codes that were kept; what is no list of texts is none."""
    if not isinstance(codes, list | tuple) or not codes:
        return ()
    named = [code.strip() for code in codes if isinstance(code, str)]
    return tuple(dict.fromkeys([NAME, *filter(None, named)]))[:MOST_SHOWN]


def list_columns(asked: Sequence[str], *, mine: Sequence[str] = ()) -> Chosen:
    """The columns that an address asks for, else the person's own choice, else the usual ones.

    Both come as ``codes_in`` and ``codes_of`` give them. At most one statement.
    """
    codes = asked or mine
    if not codes:
        return Chosen(_usual(), usual=True)
    own = _own_named(codes)
    found = [OF_STANDARD.get(code) or own.get(code) for code in codes]
    unknown = tuple(code for code in asked if code not in OF_STANDARD and code not in own)
    return Chosen(tuple(filter(None, found)), unknown)


def all_columns() -> list[Column]:
    """Every column there is, the workspace's own at the end; one statement."""
    return [*STANDARD, *map(own_column, fields_of(RECORD))]


def own_column(field: CustomField) -> Column:
    """One of the workspace's own fields as a column."""
    number = field.type in NUMBERS
    return Column(f"{OWN}{field.key}", field.shown, WIDE.get(field.type, "m"), number, own=field)


def _usual() -> tuple[Column, ...]:
    own = db.session.scalars(_IN_LIST).all()
    return (
        *(replace(OF_STANDARD[code], room=ROOMS.get(code, 0)) for code in BEFORE_OWN),
        *(replace(own_column(field), width="m", room=3) for field in own),
        *(OF_STANDARD[code] for code in AFTER_OWN),
    )


def _own_named(codes: Iterable[str]) -> dict[str, Column]:
    """The own fields among these, by their codes; no statement where none is named."""
    ids = {int(key) for code in codes if (key := code.removeprefix(OWN)) != code and _is_id(key)}
    found = _fields(CustomField.id.in_(ids)) if ids else ()
    return {column.code: column for column in map(own_column, found)}


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 20 and 0 < int(key) <= LARGEST_ID


def _fields(which: Any) -> Sequence[CustomField]:
    wanted = all_fields().where(CustomField.record == RECORD, which)
    return db.session.scalars(in_order(wanted).limit(MOST_SHOWN)).all()


_SHOWN: Final = all_fields().where(CustomField.record == RECORD, CustomField.in_list)
_IN_LIST: Final = in_order(_SHOWN).limit(MOST_COLUMNS).execution_options(prepared=True)
"""Built once: who chose no columns asks it with every page."""
