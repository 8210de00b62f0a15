"""What the list of tasks can be filtered by (CON-10)."""

from collections.abc import Sequence
from typing import Final

from crm.contacts.queries.filterable import BLANK, USERS, yes_no
from crm.kernel.i18n import _, lazy
from crm.tasks.queries.settings import categories
from crm.views.fields import Choice, Field, Fields

PRIORITIES: Final = {"high": 1, "usual": 0, "low": -1}
"""Priorities as a filter writes them."""


def _categories() -> Sequence[Choice]:
    return [Choice(str(one.id), one.shown, one.hue) for one in categories()]


def _priorities() -> Sequence[Choice]:
    return [Choice("high", _("High")), Choice("usual", _("Usual")), Choice("low", _("Low"))]


def _records() -> Sequence[Choice]:
    return [Choice("contact", _("Contact")), Choice("case", _("Case"))]


BUILT_IN: Final = (
    Field("category", lazy("Category"), "choice", _categories, ids=True),
    # Translators: those who are to do a task: a field to filter by
    Field("assignee", lazy("To be done by"), "several", **USERS),
    # Translators: who gave a task to somebody: a field to filter by
    Field("author", lazy("Given by"), "choice", **USERS, but=BLANK),
    Field("priority", lazy("Priority"), "choice", _priorities, but=BLANK),
    Field("due", lazy("Due date"), "date"),
    # Translators: a field to filter by: still open past the day it was due
    Field("overdue", lazy("Overdue"), "yes_no", yes_no, but=BLANK),
    # Translators: the kind of record that a task is about: a field to filter by
    Field("record", lazy("About a record"), "choice", _records),
    Field("title", lazy("Title"), "text", but=BLANK),
    Field("text", lazy("Details"), "text"),
    # Translators: whether a task comes again and again: a field to filter by
    Field("repeats", lazy("Repeats"), "yes_no", yes_no, but=BLANK),
    Field("created", lazy("Date added"), "moment", but=("next", *BLANK)),
    Field("changed", lazy("Last changed"), "moment", but=("next",)),
    # Translators: when a task was ticked off: a field to filter by
    Field("done", lazy("Done on"), "moment", but=("next",)),
)
FIELDS: Final[Fields] = {field.key: field for field in BUILT_IN}
