"""What the simulator's form asks, in the words of its shape: a flat row for each step."""

from collections.abc import Mapping
from typing import Any

from crm.workflows.definition import Definition
from crm.workflows.forms.typed import UNITS


def conditions_in(definition: Definition) -> list[str]:
    """The fields of a case that its steps depend on, in their order."""
    tests = (test for step in definition.steps if step.condition for test in step.condition.tests)
    return list(dict.fromkeys(test.field for test in tests))


def asked_of(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The wishes by the key of the step, the facts by their field; what was not asked is left out."""
    rows, facts = values.get("steps"), values.get("facts")
    found = rows if isinstance(rows, list) else []
    wishes = {
        step.key: _wish(row)
        for step, row in zip(definition.steps, found, strict=False)
        if isinstance(row, dict) and row.get("deed")
    }
    fields = conditions_in(definition)
    given = facts if isinstance(facts, list) else []
    known = {name: _fact(name, value) for name, value in zip(fields, given, strict=False) if value}
    people = {name: values[name] for name in ("case_id", "owner_id", "lead_id") if values.get(name)}
    return {**people, "wishes": wishes, "facts": known}


def _wish(row: Mapping[str, Any]) -> dict[str, Any]:
    wish: dict[str, Any] = {"deed": row["deed"]}
    amount = row.get("after_amount")
    if amount:
        unit = row.get("after_unit")
        unit, _colon, clock = (unit if unit in UNITS else UNITS[1]).partition(":")
        wish["after"] = {"amount": amount, "unit": unit, "time": clock}
    return wish


def _fact(name: str, value: Any) -> Any:
    """A text; tags are several, between commas."""
    if name == "tags" and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()][:50]
    return value
