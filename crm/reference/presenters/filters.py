"""The language of filters in words: the fields of a contact, and the operators of each kind of field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crm.contacts.queries.filterable import BUILT_IN
from crm.kernel.i18n import LazyText, lazy
from crm.views.fields import TAKES, Takes
from crm.views.presenters import OPERATORS

FIELDS: Final = BUILT_IN
KINDS: Final[Mapping[str, LazyText]] = {
    "text": lazy("a text"),
    "number": lazy("a number"),
    "date": lazy("a day"),
    "moment": lazy("a time"),
    "choice": lazy("one of several values"),
    "several": lazy("several values"),
    "yes_no": lazy("yes or no"),
}
VALUES: Final[dict[Takes, LazyText]] = {
    "nothing": lazy("no value"),
    "text": lazy("a text"),
    "texts": lazy("texts: any of them"),
    "number": lazy("a number"),
    "numbers": lazy("two numbers, the smaller one first"),
    "date": lazy("a day such as 2026-11-22"),
    "dates": lazy("two days, the earlier one first"),
    "days": lazy("a number of days"),
    "period": lazy("a period"),
    "choices": lazy("ids, codes or words: any of them, with all each"),
}


@dataclass(frozen=True, slots=True)
class OperatorTold:
    """An operator: how it is written, what it means, what it takes, and the kinds of fields that have it."""

    key: str
    meaning: str
    takes: str
    kinds: tuple[str, ...]


def operators() -> list[OperatorTold]:
    """Each operator once for each kind of value that it takes."""
    found: dict[tuple[str, Takes], list[str]] = {}
    for kind, ops in TAKES.items():
        for op, takes in ops.items():
            found.setdefault((op, takes), []).append(kind)
    return [
        OperatorTold(op, str(OPERATORS[op]), str(VALUES[takes]), tuple(kinds))
        for (op, takes), kinds in found.items()
    ]
