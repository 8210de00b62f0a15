"""Steps that wait, for My work; steps that are late or wait for nobody, for Attention."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from crm.cases.presenters import cards
from crm.cases.running import queries
from crm.cases.running.letters import label, late_by
from crm.cases.running.queries import Waiting
from crm.kernel.access import Actor
from crm.kernel.i18n import _, lazy
from crm.kernel.paging import Count
from crm.kernel.work import Deed, Place, Trouble, TroubleSource, Work, WorkSource
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.definition import Mode
from crm.workflows.state import Answer


def waiting(
    user_ids: Collection[int], after: Sequence[Any] | None, limit: int, actor: Actor
) -> Sequence[Work]:
    """What waits for these users, the longest overdue first."""
    now = queries.instant_now()
    place = (datetime.fromisoformat(after[0]) if after[0] else None, after[1]) if after is not None else None
    return [
        Work(
            title=one.title,
            url=cards.url(one.case.id),
            user_id=next(user_id for user_id in one.run.waiting_ids if user_id in user_ids),
            subject=one.case.shown_name,
            due_at=one.run.due_at,
            is_late=one.run.due_at is not None and one.run.due_at < now,
            deeds=_deeds(one, actor),
            place=(one.run.due_at.isoformat() if one.run.due_at else None, one.run.id),
        )
        for one in queries.waiting_for(user_ids, after=place, limit=limit, to=actor)
    ]


def count(user_ids: Collection[int], actor: Actor) -> Count:
    """How many."""
    return queries.number_waiting_for(user_ids, to=actor)


def troubled(before: Place | None, limit: int, actor: Actor) -> Sequence[Trouble]:
    """Late steps, and steps that wait for nobody, the newest trouble first."""
    now = queries.instant_now()
    return [_trouble(one, now) for one in queries.troubled(before=before, limit=limit, to=actor)]


def count_troubled(actor: Actor) -> Count:
    """How many."""
    return queries.number_troubled(to=actor)


def _trouble(one: Waiting, now: datetime) -> Trouble:
    title = _("%(step)s · %(case)s", step=one.title, case=one.case.shown_name)
    url = cards.url(one.case.id)
    if not one.run.waiting_ids:
        return Trouble(
            title, one.run.due_at or one.run.changed_at, _("Nobody was found for this step."),
            _("Open the case and hand the step over to somebody."), url,
            id=one.run.id,
        )  # fmt: skip
    assert one.run.due_at is not None
    late = _("This step is late by: %(time)s.", time=late_by(one.run.due_at, now=now))
    advice = _("Ask who has it, or hand it over to somebody else.")
    return Trouble(title, one.run.due_at, late, advice, url, id=one.run.id)


def _deeds(one: Waiting, actor: Actor) -> Sequence[Deed]:
    """What needs neither a reason nor a list to be ticked."""
    step = one.definition.step(one.row.key)
    if actor.user_id not in one.run.waiting_ids or step.checklist:
        return ()
    said = Answer.APPROVED if step.mode is Mode.APPROVE else Answer.DONE
    query = urlencode({"round": one.row.round, "answer": said.value})
    return (Deed(label(said), f"{cards.url(one.case.id)}/workflow/answers?{query}"),)


WORK: Final = WorkSource(
    "steps", lazy("Steps of workflows"), "route", waiting, count, weight=10, one=lazy("Step of a workflow")
)
TROUBLE: Final = TroubleSource(
    "steps", lazy("Late and stuck steps"), "clock", MANAGE_WORKFLOWS, troubled, count_troubled, weight=10
)
