"""What is done with the cells of the workspace's own fields: each in the way its type is written.

What no reader here understands goes on as it stands: the validator of own fields tells what is wrong. Words
for nothing ("n/a") are left out.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, cast

from crm.fields.models import CustomField
from crm.fields.reading import plain
from crm.imports.actions.lines import Line, Take
from crm.imports.actions.naming import REFUSED, Names
from crm.imports.guessing.cells import Order, is_no_day, to_bool, to_date, to_number, values
from crm.imports.reading.shapes import Shape
from crm.kernel.i18n import LazyText, lazy

Convert = Callable[[str], Any]
SHOWN: Final = 60
SOMEBODY: Final = 1
_CURRENCY: Final = re.compile(r"(?:^|[\s\d.,])([A-Z]{3})(?:$|[\s\d.,])")
_SIGNS: Final = {"₽": "RUB", "€": "EUR", "$": "USD", "£": "GBP"}
_CLOCK: Final = re.compile(
    r"[T ,]+(\d{1,2})(:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:([AP])M|(Z|[+-]\d{2}:?\d{2}))?$", re.IGNORECASE
)


def own_take(field: CustomField, column: int, shape: Shape, names: Names | None) -> Take:
    """What is done with a cell of this field; ``names`` where it is one of a list."""
    if names is not None:
        return _several(field, column, names) if field.type == "multi_select" else _one(field, column, names)
    if field.type == "contact":
        return _contact(field, column)
    key, path, convert = field.key, f"custom.{field.key}", _converter(field, shape)

    def take(line: Line, text: str) -> None:
        if (told := convert(text)) != "":
            line.custom[key] = told
            line.origins[path] = column

    return take


def _contact(field: CustomField, column: int) -> Take:
    """Whom a cell means is asked for many rows at once; until then a number stands for it."""
    key, path = field.key, f"custom.{field.key}"

    def take(line: Line, text: str) -> None:
        line.custom[key] = SOMEBODY
        line.refs[key] = (column, text)
        line.origins[path] = column

    return take


def _one(field: CustomField, column: int, names: Names) -> Take:
    key, path = field.key, f"custom.{field.key}"

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.custom[key] = found
            line.origins[path] = column
        elif found == REFUSED:
            line.faults.append((column, _none_such(text)))

    return take


def _several(field: CustomField, column: int, names: Names) -> Take:
    key, path = field.key, f"custom.{field.key}"

    def take(line: Line, text: str) -> None:
        chosen = line.custom.setdefault(key, [])
        line.origins[path] = column
        for name in values(text):
            found = names(name)
            if found > 0:
                chosen.append(found)
            elif found == REFUSED:
                line.faults.append((column, _none_such(name)))

    return take


def _none_such(name: str) -> LazyText:
    return lazy("There is no such value: %(name)s", name=name[:SHOWN])


def _converter(field: CustomField, shape: Shape) -> Convert:
    order, decimal = cast(Order, shape.dates), shape.decimal
    if field.type in ("integer", "decimal"):
        return lambda text: _number(text, decimal)
    if field.type == "money":
        return lambda text: _money(text, decimal)
    if field.type == "date":
        return lambda text: _day(text, order)
    if field.type == "datetime":
        return lambda text: _instant(text, order)
    if field.type == "yes_no":
        return _yes_no
    return _unread if field.type in ("url", "email", "phone") else str


def _number(text: str, decimal: str) -> str:
    number = to_number(text, decimal)
    return _unread(text) if number is None else plain(number)


def _money(text: str, decimal: str) -> Any:
    code = _CURRENCY.search(text.upper())
    currency = code[1] if code else next((_SIGNS[sign] for sign in _SIGNS if sign in text), "")
    amount = _number(text.upper().replace(code[1], "").strip() if code else text, decimal)
    return {"amount": amount, "currency": currency} if currency else amount


def _day(text: str, order: Order) -> str:
    day = to_date(text, order)
    return _unread(text) if day is None else day.isoformat()


def _instant(text: str, order: Order) -> str:
    """The day in the file's order and the time as it stands; an instant of ISO 8601 as that one."""
    try:
        at = datetime.fromisoformat(text)
        told = at if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return _of_day_and_clock(text, order)
    return told.replace(tzinfo=None, microsecond=0).isoformat(" ") + ("Z" if at.tzinfo else "")


def _of_day_and_clock(text: str, order: Order) -> str:
    day, clock = to_date(text, order), _CLOCK.search(text)
    if day is None:
        return _unread(text)
    if clock is None:
        return f"{day.isoformat()} 00:00"
    hour, half = int(clock[1]), (clock[3] or "").upper()
    if half:
        hour = hour % 12 + 12 * (half == "P")
    return f"{day.isoformat()} {hour:02}{clock[2]}{clock[4] or ''}"


def _yes_no(text: str) -> Any:
    said = to_bool(text)
    return _unread(text) if said is None else said


def _unread(text: str) -> str:
    return "" if is_no_day(text) else text
