"""Whether a condition holds for what is known of a case."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from crm.workflows.definition import Comparison, Condition, Match, Op

FIELDS: Final = ("type", "priority", "source", "status", "title", "contact_type", "tags")
"""The fields of every case; ``field:<key>`` are its own fields."""
OWN: Final = "field:"


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds. ``facts`` are the case's values by field; what is missing is empty."""
    answers = (compares(test, facts.get(test.field)) for test in condition.tests)
    return all(answers) if condition.match is Match.ALL else any(answers)


def compares(test: Comparison, value: Any) -> bool:
    """Whether one comparison holds for this value; for a list, whether it does for one of its values."""
    known = (
        [_text(one) for one in value] if isinstance(value, (list, tuple, set, frozenset)) else [_text(value)]
    )
    known = [one for one in known if one]
    if test.op is Op.EMPTY:
        return not known
    if test.op is Op.FILLED:
        return bool(known)
    if test.op is Op.IS_NOT:
        return not any(_is(one, test.value) for one in known)
    return any(_COMPARED[test.op](one, test.value) for one in known)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is(known: str, wanted: str) -> bool:
    numbers = _number(known), _number(wanted)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return _folded(known) == _folded(wanted)


def _contains(known: str, wanted: str) -> bool:
    return _folded(wanted) in _folded(known)


def _order(known: str, wanted: str) -> int:
    """Below, at or above zero as the first is less than, like or more than the second."""
    one, other = _number(known), _number(wanted)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    if one is not None or other is not None:
        return 0
    return (known > wanted) - (known < wanted)


_COMPARED: Final[Mapping[Op, Callable[[str, str], bool]]] = {
    Op.IS: _is,
    Op.CONTAINS: _contains,
    Op.GT: lambda known, wanted: _order(known, wanted) > 0,
    Op.LT: lambda known, wanted: _order(known, wanted) < 0,
}
