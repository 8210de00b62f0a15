"""How the workflows of the workspace fare, and what can be tried again (CAS-6)."""

from typing import Final

from flask import Response

from crm.cases.pages.plane import pages
from crm.cases.presenters import health as presenter
from crm.cases.running.health import overdue_run
from crm.cases.running.retrying import retry
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.web.answers import go, page, toast
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS

HERE: Final = "/settings/workflow-health"


@pages.get(HERE, can=MANAGE_WORKFLOWS)
def health() -> Response:
    """Figures of each workflow; late and stuck steps, timers that did not fire, mails that did not go out."""
    return page("cases/health.html", health=presenter.told(to=actor()))


@pages.post(f"{HERE}/<int(max={LARGEST_ID}):run_id>/retry", can=MANAGE_WORKFLOWS)
def retry_run(run_id: int) -> Response:
    """Bring the timers of a run again that should have fired."""
    run = found(overdue_run(run_id, to=actor()))
    number = retry(run, by=actor())
    toast(
        _("Tried again: the workflow goes on") if number else _("Nothing was left to do"),
        kind="ok" if number else "info",
    )
    return go("cases.health")
