"""Steps as the form of the editor posts them, and as a definition is written: the same in two spellings.

In the form a step is a flat row of texts: ``time_amount``, ``time_unit`` (``hours:working``), ``who`` and
``who_id``. Whatever is posted makes a row; what is wrong with it the definition's shapes say.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm.workflows.definition import MOST_STEPS, Definition, Span, Step

Row = dict[str, Any]
Names = Mapping[tuple[str, int], str]
TEXTS: Final = (
    "key", "place", "title", "text", "checklist", "mode", "who", "who_id", "pick", "needs", "time_amount",
    "time_unit", "remind_amount", "remind_unit", "late_amount", "late_unit", "to", "to_id", "act",
    "rejection", "match",
)  # fmt: skip
UNITS: Final = (
    "minutes:working", "hours:working", "days:working", "minutes:calendar", "hours:calendar", "days:calendar",
)  # fmt: skip
PLACES: Final = (
    (re.compile(r"^responsible\b.*"), "who"),
    (re.compile(r"^duration\b.*"), "time_amount"),
    (re.compile(r"^remind\b.*"), "remind_amount"),
    (re.compile(r"^escalation\.after\b.*"), "late_amount"),
    (re.compile(r"^escalation\b.*"), "to"),
    (re.compile(r"^on_rejection\b.*"), "rejection"),
    (re.compile(r"^condition\.tests\.(\d+)\b.*"), r"tests.\1.field"),
    (re.compile(r"^condition\b.*"), "tests.0.field"),
    (re.compile(r"^outside\.(\d+)\b.*"), r"outside.\1.email"),
    (re.compile(r"^outside$"), "outside.0.email"),
    (re.compile(r"^checklist\b.*"), "checklist"),
    (re.compile(r"^key$"), "title"),
)
_PATH: Final = re.compile(r"^steps\.(\d+)\.(.+)$")


def rows_of(posted: Mapping[str, Any]) -> list[Row]:
    """The steps that were posted, in the order of their places; at most one more than there can be."""
    found = posted.get("steps")
    listed = [_row(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    turns = sorted(enumerate(listed[: MOST_STEPS + 1]), key=lambda turn: (_place(turn[1], turn[0]), turn[0]))
    rows = [row for _turn, row in turns]
    for row in rows:
        row["key"] = row["key"] or _new_key(rows)
    return rows


def rows_from(definition: Definition, names: Names, special: Mapping[str, str]) -> list[Row]:
    """The steps of a definition as the form shows them. ``special`` are the words for owner and lead."""
    return [_from_step(step, names, special) for step in definition.steps]


def new_row(rows: Sequence[Row]) -> Row:
    """One more step: for the case's owner, to be completed."""
    usual = {"mode": "complete", "who_id": "owner", "needs": "1", "channels": ["bell", "email"]}
    return _row({"key": _new_key(rows), **usual})


def definition_values(rows: Sequence[Row]) -> dict[str, Any]:
    """What ``Definition`` is read from."""
    return {"steps": [_step(row) for row in rows]}


def at_fields(faults: Mapping[str, Any]) -> dict[str, Any]:
    """Sentences by the path within a definition, by the field of the form that they are about."""
    found: dict[str, Any] = {}
    for path, sentence in faults.items():
        match = _PATH.match(path)
        found.setdefault(f"steps.{match[1]}.{_field(match[2])}" if match else path, sentence)
    return found


def rearranged(rows: Sequence[Row], act: str) -> tuple[list[Row], int | None]:
    """The steps after a button of the editor (``add``, ``up:<key>`` …), and which is shown open."""
    name, _colon, key = act.partition(":")
    at = next((number for number, row in enumerate(rows) if row["key"] == key), -1)
    changed = list(rows)
    if name == "add" and len(rows) < MOST_STEPS:
        return [*changed, new_row(rows)], len(rows)
    if not 0 <= at < len(rows):
        return changed, None
    if name == "copy" and len(rows) < MOST_STEPS:
        changed.insert(at + 1, {**rows[at], "key": _new_key(rows)})
        return changed, at + 1
    if name == "remove":
        del changed[at]
        return changed or [new_row(())], None
    to = {"up": at - 1, "down": at + 1}.get(name, at)
    if 0 <= to < len(rows):
        changed.insert(to, changed.pop(at))
        return changed, to
    return changed, None


def _row(given: Mapping[str, Any]) -> Row:
    row: Row = {name: _text(given.get(name)) for name in TEXTS}
    row["channels"] = _texts(given.get("channels"))
    row["outside"] = [
        {
            "email": _text(one.get("email")), "language": _text(one.get("language")),
            "shows": _texts(one.get("shows")),
        }
        for one in _dicts(given.get("outside"))
    ]  # fmt: skip
    row["tests"] = [
        {name: _text(one.get(name)) for name in ("field", "op", "value")}
        for one in _dicts(given.get("tests"))
    ]
    return row


def _step(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": row["key"], "title": row["title"], "text": row["text"],
        "checklist": [line for line in row["checklist"].splitlines() if line.strip()],
        "mode": row["mode"] or "complete", "responsible": _who(row["who_id"], row["pick"]),
        "needs": row["needs"] or "1", "duration": _span(row, "time"), "remind": _span(row, "remind"),
        "outside": [
            {**one, "language": one["language"] or None} for one in row["outside"] if one["email"].strip()
        ],
        "channels": row["channels"], "on_rejection": {"step": row["rejection"] or None},
    }  # fmt: skip
    late = _span(row, "late")
    if late is not None:
        values["escalation"] = {"after": late, "to": _who(row["to_id"], ""), "act": row["act"] or "inform"}
    tests = [test for test in row["tests"] if test["field"]]
    if tests:
        values["condition"] = {"match": row["match"] or "all", "tests": tests}
    return values


def _who(key: str, pick: str) -> dict[str, Any]:
    kind, _colon, number = key.partition(":")
    several = kind in ("role", "group")
    return {"kind": kind or "user", "id": number or None, "pick": pick if several and pick else "all"}


def _span(row: Row, name: str) -> dict[str, str] | None:
    amount = row[f"{name}_amount"].strip()
    if not amount:
        return None
    unit, _colon, clock = (row[f"{name}_unit"] or UNITS[1]).partition(":")
    return {"amount": amount, "unit": unit, "time": clock or "working"}


def _from_step(step: Step, names: Names, special: Mapping[str, str]) -> Row:
    def person(one: Any) -> tuple[str, str]:
        if one is None:
            return "", ""
        key = f"{one.kind.value}:{one.id}" if one.id else one.kind.value
        return special.get(key) or names.get((one.kind.value, one.id or 0), ""), key

    late = step.escalation
    who, who_id = person(step.responsible)
    to, to_id = person(late.to if late else None)
    return _row({
        "key": step.key, "title": step.title, "text": step.text, "checklist": "\n".join(step.checklist),
        "mode": step.mode.value, "who": who, "who_id": who_id, "pick": step.responsible.pick.value,
        "needs": str(step.needs), **_span_row("time", step.duration), **_span_row("remind", step.remind),
        **_span_row("late", late.after if late else None), "to": to, "to_id": to_id,
        "act": late.act.value if late else "", "rejection": step.on_rejection.step or "",
        "match": step.condition.match.value if step.condition else "",
        "channels": sorted(channel.value for channel in step.channels),
        "outside": [
            {
                "email": one.email, "language": one.language or "",
                "shows": sorted(shown.value for shown in one.shows),
            }
            for one in step.outside
        ],
        "tests": [
            {"field": test.field, "op": test.op.value, "value": test.value}
            for test in (step.condition.tests if step.condition else ())
        ],
    })  # fmt: skip


def _span_row(name: str, span: Span | None) -> dict[str, str]:
    if span is None:
        return {}
    return {f"{name}_amount": str(span.amount), f"{name}_unit": f"{span.unit.value}:{span.time.value}"}


def _field(path: str) -> str:
    for pattern, place in PLACES:
        if pattern.match(path):
            return pattern.sub(place, path)
    return path


def _place(row: Row, turn: int) -> int:
    text = row["place"].strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else turn + 1


def _new_key(rows: Sequence[Row]) -> str:
    known = {row["key"] for row in rows}
    return next(key for key in (f"step-{number}" for number in range(1, len(known) + 2)) if key not in known)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [one for one in found[:10] if isinstance(one, str) and one]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value[:20] if isinstance(one, dict)] if isinstance(value, list) else []
