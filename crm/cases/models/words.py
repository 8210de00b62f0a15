"""What a case may be: its status, its priority, and where it came from; codes, with their usual names."""

from typing import Final, Literal

from crm.kernel.i18n import LazyText, lazy

CASE: Final = "case"
"""The kind of record: of the anchor, of its facts, of its custom fields, of the journal."""
COMMENT: Final = "case_comment"
Status = Literal["open", "in_progress", "waiting", "solved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
Source = Literal["form", "manual", "phone", "email", "in_person", "portal", "api"]

STATUSES: Final[dict[Status, LazyText]] = {
    "open": lazy("New"),
    "in_progress": lazy("In progress"),
    "waiting": lazy("Waiting for the customer"),
    "solved": lazy("Solved"),
    "closed": lazy("Closed for good"),
}
STATUS_HUES: Final[dict[Status, int]] = {"open": 1, "in_progress": 6, "waiting": 2, "solved": 5, "closed": 3}
ENDED: Final[tuple[Status, ...]] = ("solved", "closed")
"""A case of one of these is no longer open."""
PRIORITIES: Final[dict[Priority, LazyText]] = {
    "low": lazy("Low"),
    "normal": lazy("Normal"),
    "high": lazy("High"),
    "urgent": lazy("Urgent"),
}
SOURCES: Final[dict[Source, LazyText]] = {
    "manual": lazy("By hand"),
    "phone": lazy("By phone"),
    "email": lazy("By e-mail"),
    "in_person": lazy("In person"),
    "form": lazy("Form on a web site"),
    "portal": lazy("Customer portal"),
    "api": lazy("Another program"),
}
