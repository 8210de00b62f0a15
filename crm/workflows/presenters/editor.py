"""The editor of a workflow: what its page is drawn from, whether it was read from the table or typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, _, lazy
from crm.workflows.actions.workflows import told
from crm.workflows.checking import faults
from crm.workflows.definition import MOST_STEPS, MOST_TIME, Clock, Definition, Span, Unit
from crm.workflows.forms.typed import UNITS, Row, at_fields, definition_values, rows_from
from crm.workflows.presenters import picture, telling
from crm.workflows.presenters.people import field_names, names_of, special, understand
from crm.workflows.presenters.picture import Drawing, Sketch
from crm.workflows.presenters.telling import Names
from crm.workflows.queries.known import known_for

Sentences = Mapping[str, LazyText | str]


@dataclass(frozen=True, slots=True)
class Typed:
    """Steps as they were typed: the definition that they make, or why they make none."""

    rows: Sequence[Row]
    definition: Definition | None
    faults: Sentences
    choices: Mapping[str, Any] = field(default_factory=dict)


def typed(rows: Sequence[Row]) -> Typed:
    """What the rows make."""
    found = understand(rows)
    try:
        definition = read(Definition, definition_values(rows))
    except Invalid as error:
        return Typed(rows, None, _numbered({**at_fields(error.fields), **found.faults}), found.choices)
    if found.faults:
        return Typed(rows, None, _numbered(found.faults), found.choices)
    known = told(faults(definition, known_for(definition)))
    return Typed(rows, definition, at_fields(known))


def _numbered(faults: Sentences) -> Sentences:
    """The same, each sentence about a step with the step's number."""
    return {path: _of_step(path, sentence) for path, sentence in faults.items()}


def _of_step(path: str, sentence: LazyText | str) -> LazyText | str:
    head, _dot, rest = path.partition(".")
    number = rest.partition(".")[0]
    if head != "steps" or not number.isdecimal():
        return sentence
    return lazy("Step %(number)s: %(fault)s", number=int(number) + 1, fault=sentence)


def shown(definition: Definition) -> list[Row]:
    """The rows of a definition."""
    return rows_from(definition, names_of(telling.named([definition])), special())


def names_for(*definitions: Definition) -> Names:
    """What all that these definitions name is called; at most four statements."""
    own = field_names() if any(step.condition for one in definitions for step in one.steps) else {}
    return Names(names_of(telling.named(definitions)), own)


def pictured(rows: Sequence[Row]) -> Drawing:
    """The picture of what is typed, as far as it can be told."""
    return picture.drawn([_sketch(row) for row in rows[:MOST_STEPS]])


def summary(row: Row) -> str:
    """A step in one line: who, how, how long."""
    mode = telling.MODES.get(row["mode"])
    return " · ".join(filter(None, (row["who"], str(mode or ""), _time(row))))


def options() -> dict[str, Any]:
    """What can be chosen in each step's form."""
    return {
        "modes": list(telling.MODES.items()), "picks": list(telling.PICKS.items()),
        "acts": list(telling.ACTS.items()), "channels": list(telling.CHANNELS.items()),
        "shows": list(telling.SHOWS.items()), "ops": list(telling.OPS.items()),
        "fields": [*telling.FIELDS.items(), *field_names().items()],
        "units": [(unit, unit_name(unit)) for unit in UNITS],
        "matches": [("all", _("all of these hold")), ("any", _("one of these holds"))],
    }  # fmt: skip


def unit_name(unit: str) -> str:
    """What time is counted in."""
    return {
        "minutes:working": _("working minutes"),
        "hours:working": _("working hours"),
        "days:working": _("working days"),
        "minutes:calendar": _("minutes by the calendar"),
        "hours:calendar": _("hours by the calendar"),
        "days:calendar": _("days by the calendar"),
    }[unit]


def _time(row: Row) -> str:
    amount = row["time_amount"].strip()
    if not amount.isascii() or not amount.isdecimal() or not 0 < len(amount) < 6 or not int(amount):
        return ""
    unit, _colon, counted = (row["time_unit"] if row["time_unit"] in UNITS else UNITS[1]).partition(":")
    return telling.span(Span(amount=min(int(amount), MOST_TIME), unit=Unit(unit), time=Clock(counted)))


def _sketch(row: Row) -> Sketch:
    late = _("late: %(name)s", name=row["to"]) if row["late_amount"].strip() and row["to"] else ""
    tests = [test for test in row["tests"] if test["field"]]
    return Sketch(
        key=row["key"], title=row["title"].strip(), mode=row["mode"],
        lines=[row["who"], _time(row), late], only_if=_condition(tests[0]) if tests else "",
        back=row["rejection"] if row["mode"] == "approve" else None,
    )  # fmt: skip


def _condition(test: Mapping[str, str]) -> str:
    name = telling.FIELDS.get(test["field"], test["field"])
    return f"{name} {telling.OPS.get(test['op'], '')} {test['value']}".strip()


def titled(rows: Sequence[Row]) -> list[Row]:
    """The rows with the names of those whose keys are there alone, such as a new step's owner."""
    known = special()
    return [{**row, "who": row["who"] or known.get(row["who_id"], "")} for row in rows]
