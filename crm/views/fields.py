"""What lists can be filtered by: fields of a kind, the operators of each kind, and values that fit (CON-10).

A package describes its records' fields as ``Field`` values; ``typed`` reads a condition's values for one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from crm.kernel import written
from crm.kernel.i18n import LazyText, lazy, locale, mark
from crm.views.language import Condition, Node, conditions, refused
from crm.views.periods import FIRST_YEAR, LAST_YEAR, MOST_DAYS, PERIODS

Kind = Literal["text", "number", "date", "moment", "choice", "several", "yes_no"]
Takes = Literal["nothing", "text", "texts", "number", "numbers", "date", "dates", "days", "period", "choices"]
LONGEST_VALUE: Final = 200
LARGEST_ID: Final = 2**63 - 1

TAKES: Final[dict[Kind, dict[str, Takes]]] = {
    "text": {
        "contains": "text", "lacks": "text", "begins": "text", "is": "texts", "not": "texts",
        "empty": "nothing", "filled": "nothing",
    },
    "number": {
        "is": "number", "not": "number", "more": "number", "less": "number", "between": "numbers",
        "empty": "nothing", "filled": "nothing",
    },
    "date": {
        "in": "period", "last": "days", "next": "days", "older": "days", "is": "date", "before": "date",
        "after": "date", "between": "dates", "empty": "nothing", "filled": "nothing",
    },
    "moment": {
        "in": "period", "last": "days", "next": "days", "older": "days", "is": "date", "before": "date",
        "after": "date", "between": "dates", "empty": "nothing", "filled": "nothing",
    },
    "choice": {"is": "choices", "not": "choices", "empty": "nothing", "filled": "nothing"},
    "several": {
        "is": "choices", "all": "choices", "not": "choices", "empty": "nothing", "filled": "nothing",
    },
    "yes_no": {"is": "choices", "empty": "nothing", "filled": "nothing"},
}  # fmt: skip
"""The operators of each kind of field, the usual one first, and what each takes."""

NO_FIELD: Final = mark("There is no field “%(field)s” to filter by.")
NO_OPERATOR: Final = mark("“%(field)s” can't be compared like this.")
NEEDS: Final[dict[Takes, str]] = {
    "nothing": mark("This comparison of “%(field)s” takes no value."),
    "text": mark("Write what to look for in “%(field)s”."),
    "texts": mark("Write what “%(field)s” should be."),
    "number": mark("Write a number for “%(field)s”."),
    "numbers": mark("Write two numbers for “%(field)s”, the smaller one first."),
    "date": mark("Write the date for “%(field)s” like 22.11.2026 or 2026-11-22."),
    "dates": mark("Write two dates for “%(field)s”, the earlier one first."),
    "days": mark("Write a whole number of days for “%(field)s”, from 1 to 36,500."),
    "period": mark("Choose a period for “%(field)s”."),
    "choices": mark("Choose a value for “%(field)s”."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose: ``value`` is what stands in a filter."""

    value: str
    label: str
    hue: int = 0


def no_choices() -> Sequence[Choice]:
    """For fields whose values nobody lists."""
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field that lists can be filtered by.

    ``choices`` are the values of a choice, asked for when somebody is to choose or to read one. ``ids`` says
    that values are ids, besides those ``words`` that stand for somebody ("me"). ``but`` names operators of
    its kind that it goes without. ``own`` is the workspace's own field, if it is one. ``labels`` tells what
    some values are called, where there may be too many choices to ask for all.
    """

    key: str
    label: LazyText | str
    kind: Kind
    choices: Callable[[], Sequence[Choice]] = field(default=no_choices, compare=False)
    ids: bool = False
    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    own: Any = None
    labels: Callable[[Sequence[Any]], Mapping[str, str]] | None = field(default=None, compare=False)

    @property
    def ops(self) -> dict[str, Takes]:
        """The operators that it has, the usual one first, and what each takes."""
        return {op: takes for op, takes in TAKES[self.kind].items() if op not in self.but}


Fields = Mapping[str, Field]


def field_of(condition: Condition, fields: Fields) -> Field:
    """The field that the condition is about.

    Raises:
        Invalid: there is none.
    """
    if condition.field not in fields:
        raise refused(lazy(NO_FIELD, field=condition.field[:40]))
    return fields[condition.field]


def typed(condition: Condition, fields: Fields) -> tuple[Any, ...]:
    """The values of the condition: texts, numbers, days, numbers of days, ids or words.

    Raises:
        Invalid: there is no such field or operator, or a value doesn't fit; with a sentence in words.
    """
    of = field_of(condition, fields)
    takes = of.ops.get(condition.op)
    if takes is None:
        raise refused(lazy(NO_OPERATOR, field=of.label))
    values = READERS[takes](condition.values, of)
    if values is None:
        raise refused(lazy(NEEDS[takes], field=of.label))
    return values


def check(node: Node, fields: Fields) -> None:
    """See that every condition of the filter fits.

    Raises:
        Invalid: one doesn't.
    """
    for condition in conditions(node):
        typed(condition, fields)


Values = tuple[Any, ...] | None


def _nothing(given: Sequence[str], of: Field) -> Values:
    return () if not any(given) else None


def _texts(given: Sequence[str], of: Field) -> Values:
    texts = tuple(dict.fromkeys(" ".join(text.split()) for text in given))
    return texts if texts and all(0 < len(text) <= LONGEST_VALUE for text in texts) else None


def _numbers(given: Sequence[str], of: Field) -> Values:
    numbers = [written.decimal(text, language=locale()) for text in given]
    return None if None in numbers else tuple(numbers)


def _days(given: Sequence[str], of: Field) -> Values:
    days = [written.day(text) for text in given]
    return tuple(days) if all(day and FIRST_YEAR <= day.year <= LAST_YEAR for day in days) else None


def _one(read: "Reader") -> "Reader":
    def reader(given: Sequence[str], of: Field) -> Values:
        return read(given, of) if len(given) == 1 else None

    return reader


def _two(read: "Reader") -> "Reader":
    def reader(given: Sequence[str], of: Field) -> Values:
        values = read(given, of) if len(given) == 2 else None
        return values if values and values[0] <= values[1] else None

    return reader


def _number_of_days(given: Sequence[str], of: Field) -> Values:
    text = given[0].strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    return (number,) if 1 <= number <= MOST_DAYS else None


def _period(given: Sequence[str], of: Field) -> Values:
    return (given[0],) if given[0] in PERIODS else None


def _choices(given: Sequence[str], of: Field) -> Values:
    if of.ids:
        chosen = [text if text in of.words else _id(text) for text in given]
    else:
        known = {choice.value for choice in of.choices()}
        chosen = [text if text in known else None for text in given]
    return tuple(dict.fromkeys(chosen)) if chosen and None not in chosen else None


def _id(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 1 <= number <= LARGEST_ID else None


Reader = Callable[[Sequence[str], Field], Values]
READERS: Final[dict[Takes, Reader]] = {
    "nothing": _nothing, "text": _one(_texts), "texts": _texts, "number": _one(_numbers),
    "numbers": _two(_numbers), "date": _one(_days), "dates": _two(_days), "days": _one(_number_of_days),
    "period": _one(_period), "choices": _choices,
}  # fmt: skip
