"""What the form about one condition of a filter tells, and where in the filter it goes: of any list."""

from collections.abc import Sequence

from flask import request

from crm.kernel import written
from crm.kernel.forms import clean
from crm.kernel.i18n import locale
from crm.views.fields import Field, Takes
from crm.views.language import AnyOf, Condition, Node, any_of


def chosen(of: Field) -> Condition:
    """The condition that the form tells."""
    given = {name: str(clean(request.args.get(name, "")))[:200] for name in _INPUTS}
    op = request.args.get("op", "")
    takes = of.ops.get(op, "nothing")
    several = [str(clean(value)) for value in request.args.getlist("choice")][:100]
    values: dict[Takes, Sequence[str]] = {
        "nothing": (), "text": (given["text"],), "texts": (given["text"],),
        "number": (_plain(given["number"]),), "numbers": (_plain(given["number"]), _plain(given["number2"])),
        "date": (_day(given["on"]),), "dates": (_day(given["on"]), _day(given["until"])),
        "days": (given["days"],), "period": (given["period"],), "choices": several,
    }  # fmt: skip
    return Condition(of.key, op, tuple(values[takes]))


_INPUTS = ("text", "number", "number2", "on", "until", "days", "period")


def placed(parts: Sequence[Node], condition: Condition) -> list[Node]:
    """The parts with the condition in the place that is asked for: instead of one, beside one, or last."""
    found, part, at, beside = list(parts), number("part"), number("at") or 0, number("or")
    if part is not None and part < len(found):
        some = alternatives(found[part])
        found[part] = any_of([*some[:at], condition, *some[at + 1 :]])
    elif beside is not None and beside < len(found):
        found[beside] = any_of([*alternatives(found[beside]), condition])
    elif condition not in found:
        found.append(condition)
    return found


def alternatives(part: Node) -> list[Node]:
    """The conditions of which one is enough; of a part without such a choice, it itself."""
    return list(part.parts) if isinstance(part, AnyOf) else [part]


def number(name: str) -> int | None:
    """The address' value of this name as a number; None when it is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _plain(text: str) -> str:
    found = written.decimal(text, language=locale())
    return text if found is None else f"{found:f}"


def _day(text: str) -> str:
    day = written.day(text)
    return day.isoformat() if day else text
