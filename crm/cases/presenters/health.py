"""The health of workflows in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.cases.presenters import cards
from crm.cases.running import health
from crm.cases.running.letters import late_by
from crm.cases.running.queries import Waiting, instant_now, troubled
from crm.contacts.presenters.cards import Moment, moment
from crm.kernel.access import Actor
from crm.kernel.i18n import _
from crm.kernel.paging import Count
from crm.kernel.work import ATTEND
from crm.mail.models import Mail, MailState
from crm.team.queries import names_of
from crm.workflows.models import Workflow


@dataclass(frozen=True, slots=True)
class Line:
    """Something that needs a look. ``run_id`` or ``mail_id`` is what can be tried again."""

    title: str
    second: str
    url: str = ""
    at: Moment | None = None
    run_id: int = 0
    mail_id: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """All of it."""

    tiles: Sequence[dict[str, Any]]
    workflows: Sequence[tuple[Workflow, str]]
    waiting: Sequence[Line]
    overdue: Sequence[Line]
    unsent: Sequence[Line]


def told(*, to: Actor) -> Health:
    """What runs and what fails, as far as the reader sees it; a fixed number of statements."""
    workflows, now = health.figures(to=to), instant_now()
    steps = troubled(before=None, limit=health.SHOWN, to=to)
    people = names_of(user_id for one in steps for user_id in one.run.waiting_ids)
    overdue, unsent = health.overdue(to=to), health.unsent()
    tiles = [
        _tile(_("Running"), [one.running for one in workflows], "player-play"),
        _tile(_("Late"), [one.late for one in workflows], "clock", "warn"),
        _tile(_("Waits for nobody"), [one.stuck for one in workflows], "user-off", "bad"),
        _tile(_("Did not go out"), [Count(len(unsent))], "mail-off", "bad"),
    ]
    return Health(
        tiles=tiles,
        workflows=[(one.workflow, line(one)) for one in workflows],
        waiting=[_waiting(one, people, now) for one in steps],
        overdue=[_overdue(one) for one in overdue],
        unsent=[_unsent(one, again=to.may(ATTEND)) for one in unsent],
    )


def _tile(label: str, counts: Sequence[Count], icon: str, mood: str = "") -> dict[str, Any]:
    whole = Count(sum(one.value for one in counts), capped=any(one.capped for one in counts))
    return {
        "label": label, "number": cards.number_text(whole), "icon": icon, "mood": mood if whole.value else "",
    }  # fmt: skip


def line(one: health.Figures) -> str:
    """The figures of a workflow in one line."""
    kinds = ("running", "paused", "late", "stuck", "ended")
    return _(
        "Running: %(running)s · paused: %(paused)s · late: %(late)s · waiting for nobody: %(stuck)s · "
        "ended in 30 days: %(ended)s",
        **{kind: cards.number_text(getattr(one, kind)) for kind in kinds},
    )


def _overdue(one: health.Overdue) -> Line:
    told = _("A timer should have fired")
    return Line(one.case.shown_name, told, cards.url(one.case.id), moment(one.since), one.run.id)


def _waiting(one: Waiting, people: dict[int, str], now: datetime) -> Line:
    title = _("%(step)s · %(case)s", step=one.title, case=one.case.shown_name)
    at = moment(one.run.due_at) if one.run.due_at else None
    if not one.run.waiting_ids:
        return Line(title, _("Waits for nobody: hand it over to somebody"), cards.url(one.case.id), at)
    names = ", ".join(people.get(user_id, "") for user_id in one.run.waiting_ids[:5])
    late = late_by(one.run.due_at, now=now) if one.run.due_at else ""
    return Line(title, _("%(names)s, late by: %(time)s", names=names, time=late), cards.url(one.case.id), at)


def _unsent(one: Mail, *, again: bool) -> Line:
    mail_id = one.id if again else 0
    return Line(one.recipient, _failure(one.state), at=moment(one.made_at), mail_id=mail_id)


def _failure(state: str) -> str:
    if state == MailState.UNKNOWN.value:
        return _("Perhaps it went out: the mail server gave no answer")
    return _("The mail server refused it")
