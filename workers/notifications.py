"""Notices whose time has come: told later, or mailed later."""

from typing import Any

from crm.kernel.jobs import Running, job
from crm.notifications import actions
from crm.notifications.actions import DELIVER, TELL


@job(TELL, queue="flow")
def tell(job: Running, **told: Any) -> None:
    """Tell one person of one fact that was to wait."""
    actions.tell_now(**told)


@job(DELIVER, queue="flow")
def deliver(job: Running, *, user_id: int) -> None:
    """Mail one person what was held back for them."""
    actions.deliver(user_id)
