"""A task as its form posts it, in the words of its shape, and the other way round."""

from dataclasses import replace
from typing import Any, Final

from flask import request

from crm.contacts.pages import finding
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy
from crm.tasks.forms import due_of, values_of
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.tasks.recurrence import Rule, monthly_on, parse, weekly
from crm.web.answers import form_values

PLAIN: Final = ("title", "text", "category_id", "priority", "repeats")
WEEKDAYS: Final = "weekdays"


def typed() -> dict[str, Any]:
    """The posted form, its names as the template knows them."""
    values = form_values()
    for name in ("assignee_ids", "reminders", "days"):
        values[name] = [str(one) for one in request.form.getlist(name)]
    return values


def shaped(values: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """What was typed in the words of ``TaskShape``.

    Raises:
        Invalid: a time without a day, or a rule that doesn't fit.
        Unclear: several contacts may be meant.
    """
    wanted: dict[str, Any] = {name: values[name] for name in PLAIN if name in values}
    wanted |= _due(values)
    wanted["assignee_ids"] = values.get("assignee_ids") or []
    wanted["reminders"] = values.get("reminders") or []
    wanted["recurrence"] = _rule(values, wanted)
    wanted["about"] = _about(values, by=by)
    wanted["checklist"] = _steps(values)
    return wanted


def told(task: Task, *, about: str = "") -> dict[str, Any]:
    """The task as its form shows it; ``about`` is what its record is called, if the reader sees it."""
    values = values_of(task)
    here = when.here(task.due_at) if task.due_at else None
    values["due_day"] = (here.date() if here else task.due_on or "") and str(
        here.date() if here else task.due_on
    )
    values["due_time"] = f"{here:%H:%M}" if here else ""
    values |= _rule_told(task.recurrence)
    values["steps"] = "\n".join(step["text"] for step in task.checklist)
    values["contact"], values["contact_id"] = (
        (about, task.about_id if about else "") if task.about_kind == "contact" else ("", "")
    )
    values["about_kind"], values["about_id"] = task.about_kind or "", task.about_id or ""
    return values


def _due(values: dict[str, Any]) -> dict[str, Any]:
    return due_of(str(values.get("due_day") or "").strip(), str(values.get("due_time") or "").strip())


def _about(values: dict[str, Any], *, by: Actor) -> dict[str, Any] | None:
    """The contact that was found, else what the task is about already."""
    if values.get("contact") or values.get("contact_id"):
        return {"kind": "contact", "id": finding.chosen(values, kind=None, by=by)}
    if values.get("keep_about") and values.get("about_kind") and values.get("about_id"):
        return {"kind": values["about_kind"], "id": values["about_id"]}
    return None


def _steps(values: dict[str, Any]) -> list[dict[str, Any]]:
    """One step a line; what was ticked stays so while its words stay."""
    done = {str(text) for text in request.form.getlist("ticked")}
    lines = (" ".join(line.split()) for line in str(values.get("steps") or "").splitlines())
    return [{"text": line, "done": line in done} for line in lines if line]


def _rule(values: dict[str, Any], wanted: dict[str, Any]) -> str:
    """The rule that the fields tell; "own" is one as RFC 5545 writes it."""
    kind = values.get("repeat") or ""
    if kind in ("", "own"):
        return str(values.get("rule") or "") if kind else ""
    every, until = _number(values.get("every")), str(values.get("until") or "").replace("-", "")
    rule = _RULES.get(str(kind), _RULES["daily"])(every, values, wanted)
    return f"{rule};UNTIL={until}" if until else str(rule)


def _number(value: Any) -> int:
    text = str(value or "1").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text)):
        raise Invalid({"every": lazy("This should be a whole number from 1 to 999.")})
    return int(text)


def _weekly(every: int, values: dict[str, Any], wanted: dict[str, Any]) -> Rule:
    days = [int(day) for day in values.get("days") or [] if day in tuple("0123456")]
    return weekly(*days, interval=every)


def _monthly(every: int, values: dict[str, Any], wanted: dict[str, Any]) -> Rule:
    day = str(wanted.get("due_on") or wanted.get("due_at") or "")[8:10]
    return monthly_on(int(day) if day.isdigit() and 1 <= int(day) <= 31 else 1, every)


_RULES: Final = {
    "daily": lambda every, values, wanted: Rule("DAILY", every),
    WEEKDAYS: lambda every, values, wanted: weekly(0, 1, 2, 3, 4),
    "weekly": _weekly,
    "monthly": _monthly,
    "yearly": lambda every, values, wanted: Rule("YEARLY", every),
}


def _rule_told(text: str) -> dict[str, Any]:
    """The rule in the fields of the form; one that these can't tell stays as it is written."""
    if not text:
        return {"repeat": "", "every": 1, "days": [], "until": ""}
    rule = parse(text)
    days = [str(day) for which, day in rule.by_day if which is None]
    plain = (
        rule.count is None
        and (not rule.by_month_day or rule.freq == "MONTHLY")
        and len(days) == len(rule.by_day)
    )
    if rule.freq == "MONTHLY" and (rule.by_day or rule not in _usual_months(rule)):
        plain = False
    told: dict[str, Any] = {
        "every": rule.interval,
        "days": days,
        "until": str(rule.until or ""),
        "rule": text,
    }
    return {**told, "repeat": rule.freq.lower() if plain else "own"}


def _usual_months(rule: Rule) -> list[Rule]:
    return [replace(monthly_on(day, rule.interval), until=rule.until) for day in range(1, 32)]
