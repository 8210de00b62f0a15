"""Workflows to start from: ready definitions in the reader's language, for people whom the case names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.kernel.i18n import LazyText, _, lazy
from crm.workflows.definition import Definition

OWNER: Final = {"kind": "owner"}
LEAD: Final = {"kind": "lead"}


@dataclass(frozen=True, slots=True)
class Starter:
    """A template: its name, what it is for, and its steps in the language that is spoken now."""

    key: str
    name: LazyText
    help: LazyText
    steps: Callable[[], Sequence[dict[str, Any]]]

    def definition(self) -> Definition:
        """Its steps."""
        return Definition.model_validate({"steps": list(self.steps())})


def starter(key: str) -> Starter | None:
    """The template of this name."""
    return next((one for one in STARTERS if one.key == key), None)


def _hours(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "hours", "time": "working"}


def _days(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "days", "time": "working"}


def _request() -> list[dict[str, Any]]:
    """What a new workspace begins with (TEN-3)."""
    return [
        {
            "key": "answer", "title": _("First answer"), "responsible": OWNER, "duration": _hours(4),
            "remind": _hours(1), "text": _("Write or call: say that we have it, and when we will be done."),
        },
        {
            "key": "solve", "title": _("Solve it"), "responsible": OWNER, "duration": _days(2),
            "remind": _hours(4), "text": _("Do what was asked for, and write into the case what was done."),
        },
        {
            "key": "ask", "title": _("Ask whether all is well"), "responsible": OWNER, "duration": _days(3),
            "text": _("Ask the customer whether it is solved. Only then the case is closed."),
        },
    ]  # fmt: skip


def _complaint() -> list[dict[str, Any]]:
    return [
        {
            "key": "look", "title": _("Look into the complaint"), "responsible": OWNER, "duration": _hours(8),
            "remind": _hours(2),
            "checklist": [_("Customer answered"), _("Photos or papers collected"), _("Cause found")],
        },
        {
            "key": "agree", "title": _("Agree on the solution"), "mode": "approve", "responsible": LEAD,
            "duration": _hours(8), "remind": _hours(2), "on_rejection": {"step": "look"},
            "text": _("Approve what we offer to the customer, or reject it with a reason."),
        },
        {
            "key": "carry-out", "title": _("Carry it out"), "responsible": OWNER, "duration": _days(3),
            "remind": _hours(8),
        },
        {
            "key": "tell", "title": _("The complaint is settled"), "mode": "inform", "responsible": LEAD,
        },
    ]  # fmt: skip


def _approval() -> list[dict[str, Any]]:
    return [
        {
            "key": "prepare", "title": _("Prepare the draft"), "responsible": OWNER, "duration": _days(2),
            "remind": _hours(4),
        },
        {
            "key": "approve", "title": _("Approve the draft"), "mode": "approve", "responsible": LEAD,
            "duration": _days(1), "remind": _hours(2), "on_rejection": {"step": "prepare"},
        },
        {
            "key": "send", "title": _("Send it to the customer"), "responsible": OWNER, "duration": _hours(4),
        },
    ]  # fmt: skip


def _urgent() -> list[dict[str, Any]]:
    return [
        {
            "key": "call", "title": _("Call back"), "responsible": OWNER,
            "duration": {"amount": 30, "unit": "minutes", "time": "calendar"},
            "remind": {"amount": 10, "unit": "minutes", "time": "calendar"},
            "text": _("Call at once, also after hours: this time is counted by the calendar."),
        },
        {
            "key": "fix", "title": _("Put it right"), "responsible": OWNER, "duration": _hours(4),
            "remind": _hours(1),
            "condition": {"tests": [{"field": "priority", "op": "is_not", "value": "low"}]},
        },
        {"key": "report", "title": _("What happened"), "mode": "inform", "responsible": LEAD},
    ]  # fmt: skip


REQUEST: Final = Starter(
    "request", lazy("Request of a customer"),
    lazy("A first answer within hours, the solution within days, and a question at the end."), _request,
)  # fmt: skip
STARTERS: Final = (
    REQUEST,
    Starter(
        "complaint", lazy("Complaint"),
        lazy("Looked into, approved by the lead manager of the contact, carried out, reported."), _complaint,
    ),
    Starter(
        "approval", lazy("Approval of a document"),
        lazy("Prepared, approved or sent back as often as needed, sent to the customer."), _approval,
    ),
    Starter(
        "urgent", lazy("Urgent case"),
        lazy("A call within half an hour by the calendar, then a solution by working time."), _urgent,
    ),
)  # fmt: skip
