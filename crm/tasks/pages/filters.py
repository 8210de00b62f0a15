"""Putting filters on the list: which field, and a form about one condition."""

from flask import Response

from crm.kernel.i18n import _
from crm.tasks.access import VIEW_TASKS
from crm.tasks.pages import asking
from crm.tasks.pages.plane import pages, tasks_url
from crm.tasks.presenters import filters as words
from crm.tasks.queries.filterable import FIELDS
from crm.views.pages import filtering


@pages.get("/tasks/filter", can=VIEW_TASKS)
def filter_fields() -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    return filtering.asked(_list())


@pages.get("/tasks/filter/applied", can=VIEW_TASKS)
def apply_filter() -> Response:
    """The list with the condition that was chosen."""
    return filtering.applied(_list())


def _list() -> filtering.Filtered:
    wish = asking.wish()
    return filtering.Filtered(
        name=_("Tasks"),
        chooser="tasks.filter_fields",
        applier="tasks.apply_filter",
        fields=FIELDS,
        form=words.form,
        parts=wish.filter.parts,
        kept=asking.query(wish),
        back=lambda parts: tasks_url(**asking.query(wish, parts)),
    )
