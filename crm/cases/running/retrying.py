"""Bringing timers again that should have fired: of jobs that died, or of workers that were away (CAS-6)."""

from crm.cases.running.bringing import bring
from crm.cases.running.models import CaseRun
from crm.cases.running.reactions import SYSTEM
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.events import Fired


def retry(run: CaseRun, *, by: Actor) -> int:
    """Bring each timer of the run whose time has passed, and say how many brought something about.

    Repeatable: a timer that has fired meanwhile changes nothing. What the timers do is done by the system.
    """
    by.must(MANAGE_WORKFLOWS)
    due = [timer.seq for timer in run.walk.timers if timer.at <= clock.now()]
    return sum(bool(bring(run.id, Fired(seq), by=SYSTEM)) for seq in due)
