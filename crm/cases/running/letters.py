"""The mails of a running case, in the workspace's words: written anew of what holds when they go out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm.cases.models.case import Case
from crm.cases.presenters import cards
from crm.cases.queries.setup import statuses
from crm.cases.running.carrying import LETTER, OUTSIDE
from crm.cases.running.links import answers_by_link, new_answer_link
from crm.cases.running.models import CaseRun, CaseStep
from crm.cases.running.queries import answers_of, first_contact_of, instant_now, type_name_of
from crm.kernel import moments
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, ngettext
from crm.mail.letters import Button, Letter, Posting, letter
from crm.notifications.presenters import actor_name
from crm.team.actors import actor_of
from crm.team.queries import names_of
from crm.workflows.definition import Shown, Step
from crm.workflows.effects import Message, Outcome
from crm.workflows.models import Workflow
from crm.workflows.presenters.letters import letter_of
from crm.workflows.queries.workflows import definition_of
from crm.workflows.state import Answer
from crm.workflows.wording import MailKey

ASKS = frozenset({Message.TASK, Message.REMINDER, Message.ESCALATION, Message.REJECTION})
"""What is of no use once the step is over."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail is about."""

    case: Case
    run: CaseRun
    row: CaseStep
    step: Step
    message: Message
    reader: Actor

    @property
    def waits(self) -> bool:
        """Whether the step waits for the reader."""
        walk = self.run.walk
        return walk.round == self.row.round and self.reader.user_id in walk.waiting_ids


@letter(LETTER)
def of_step(posting: Posting) -> Letter | None:
    """One of the six mails to colleagues; none about a step that is over, or to who doesn't see the case."""
    told = _told(posting)
    if told is None or _is_over(told):
        return None
    row = db.session.get(FactRow, posting.context["fact_id"])
    values = {**_of_case(told), **_of_step(told), **_of_act(told, row)}
    buttons = (*_answers(told, posting), Button(_("Open the case"), posting.url(cards.url(told.case.id))))
    return letter_of(MailKey(told.message.value), values, posting, buttons=buttons)


@letter(OUTSIDE)
def to_outside(posting: Posting) -> Letter | None:
    """What the step lets this address know, and nothing else; none if the step was over before."""
    row = db.session.get(CaseStep, posting.context["step_id"])
    if row is None or (row.ended_at is not None and row.outcome != Outcome.INFORMED):
        return None
    run = db.session.get_one(CaseRun, row.run_id)
    case, step = (
        db.session.get_one(Case, run.case_id),
        definition_of(run.workflow_id, run.number).step(row.key),
    )
    outside = step.outside[posting.context["place"]]
    known = {
        Shown.NUMBER: case.shown_number,
        Shown.TITLE: case.title,
        Shown.STATUS: _status(case),
        Shown.STEP: step.title,
        Shown.DUE: moments.instant(row.due_at) if row.due_at else "",
    }
    values = {what.value: known[what] for what in outside.shows}
    return letter_of(MailKey.OUTSIDE, values, posting) if case.deleted_at is None else None


def late_by(due_at: datetime, *, now: datetime | None = None) -> str:
    """How long it has been due: 3 hours; empty if it isn’t yet. ``now`` is PostgreSQL’s instant."""
    minutes = int(((now or instant_now()) - due_at).total_seconds() // 60)
    if minutes < 1:
        return ""
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


def answers_beside(row: FactRow, posting: Posting) -> tuple[Button, ...]:
    """The same buttons beside a step in the summary of a day; none where it waits for others, or is over.

    Nor where many are told of as one.
    """
    if "step_id" not in row.body:
        return ()
    told = _told_of(row.body["step_id"], Message.TASK, posting)
    return _answers(told, posting) if told is not None else ()


def _told(posting: Posting) -> Told | None:
    return _told_of(posting.context["step_id"], Message(posting.context["message"]), posting)


def _told_of(step_id: int, message: Message, posting: Posting) -> Told | None:
    reader = actor_of(posting.user_id) if posting.user_id else None
    row = db.session.get(CaseStep, step_id)
    if reader is None or row is None:
        return None
    run = db.session.get_one(CaseRun, row.run_id)
    try:
        case: Case = found(Case.visible_to(reader), id=run.case_id)
    except NotFound:
        return None
    step = definition_of(run.workflow_id, run.number).step(row.key)
    return Told(case, run, row, step, message, reader)


def _is_over(told: Told) -> bool:
    """Whether the mail asks for something that is settled; an escalation also tells who has no part in it."""
    if told.message not in ASKS or not told.run.walk.phase.is_open:
        return told.message in ASKS and told.message is not Message.REJECTION
    if told.message is Message.ESCALATION:
        return bool(told.row.outcome)
    return not told.waits


def values_of_case(case: Case, *, to: Actor) -> Mapping[str, str]:
    """What a mail about the case can name of it, as far as its reader sees it."""
    return {
        "number": case.shown_number,
        "title": case.title,
        "type": type_name_of(case),
        "status": _status(case),
        "contact": first_contact_of(case.id, to=to),
        "owner": names_of([case.owner_id]).get(case.owner_id or 0, ""),
    }


def _of_case(told: Told) -> Mapping[str, str]:
    workflow = db.session.get_one(Workflow, told.run.workflow_id)
    return {**values_of_case(told.case, to=told.reader), "workflow": workflow.name}


def _of_step(told: Told) -> Mapping[str, str]:
    step, due_at = told.step, told.row.due_at
    waiting = told.run.walk.waiting_ids if not told.row.outcome else ()
    return {
        "step": step.title,
        "text": step.text,
        "checklist": "\n".join(f"• {item}" for item in step.checklist),
        "due": moments.instant(due_at) if due_at else "",
        "late": late_by(due_at) if due_at else "",
        "responsible": ", ".join(names_of(waiting).values()),
    }


def _of_act(told: Told, row: FactRow | None) -> Mapping[str, str]:
    """Who did what the mail tells of, and the reason that they gave."""
    if row is None:
        return {}
    rejected = [one for one in answers_of(told.run.id) if one["answer"] == Answer.REJECTED]
    reason = rejected[-1]["note"] if rejected and told.message is Message.REJECTION else told.row.reason
    return {"actor": actor_name(row, names_of([row.actor_id])), "reason": reason}


def _answers(told: Told, posting: Posting) -> tuple[Button, ...]:
    """A button for each answer that the reader can give from here."""
    if not told.waits:
        return ()
    assert told.reader.user_id is not None
    return tuple(
        Button(label(said), posting.url(new_answer_link(told.row, user_id=told.reader.user_id, said=said)))
        for said in answers_by_link(told.step)
    )


def label(said: Answer) -> str:
    """What an answer's button says."""
    return {Answer.DONE: _("Mark as done"), Answer.APPROVED: _("Approve"), Answer.REJECTED: _("Reject")}[said]


def _status(case: Case) -> str:
    return next((one.label for one in statuses() if one.code == case.status), case.status)
