"""The mails about tasks: one was given to you, and reminders, which say when they are late."""

from typing import Final

from crm.kernel import clock
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, within_quotes
from crm.mail.letters import Button, Letter, Paragraph, Posting, letter
from crm.notifications.letters import choices
from crm.notifications.presenters import actor_name, sentence
from crm.tasks.facts import TaskRemindedLate
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.tasks.presenters.rows import subjects_of, url
from crm.team.actors import actor_of
from crm.team.queries import names_of

GIVEN: Final = "tasks.given"
REMINDER: Final = "tasks.reminder"
QUOTED: Final = 1_000


@letter(GIVEN)
def given(posting: Posting) -> Letter | None:
    """Who gave the task and when it is due; none for who no longer sees it, or if it is gone."""
    return _about_task(posting, is_reminder=False)


@letter(REMINDER)
def reminder(posting: Posting) -> Letter | None:
    """What is to be done and when; a late one says so. None if it was done or is gone meanwhile."""
    return _about_task(posting, is_reminder=True)


def _about_task(posting: Posting, *, is_reminder: bool) -> Letter | None:
    row = db.session.get(FactRow, posting.context["fact_id"])
    reader = actor_of(posting.user_id) if posting.user_id else None
    if row is None or reader is None or posting.about is None:
        return None
    try:
        task: Task = found(Task.visible_to(reader), id=posting.about[1])
    except NotFound:
        return None
    if is_reminder and task.done_at is not None:
        return None
    subject = subjects_of([task], to=reader).get(task.id)
    said = sentence(row, actor_name=actor_name(row, names_of([row.actor_id])), title=task.title)
    told = [
        *_due(task, row),
        _("About: %(title)s", title=subject.title) if subject else "",
        _quoted(task.text),
    ]
    site = within_quotes(posting.site.name)
    return Letter(
        subject=said,
        title=said,
        body=(
            *(Paragraph(text) for text in told if text),
            Button(_("Open the task"), posting.url(url(task.id))),
        ),
        why=_("You get this because you work in %(workspace)s and it concerns you.", workspace=site),
        manage=choices(posting),
        preview=said,
    )


def _due(task: Task, row: FactRow) -> list[str]:
    """When it is due, and how that stands to now where it has a time."""
    due = when.due(task)
    if not due.text:
        return []
    lines = [_("Due: %(when)s", when=due.exact)]
    if task.due_at is not None:
        lines.append(when.capital(when.since(task.due_at, clock.now())))
    if isinstance(row.fact(), TaskRemindedLate):
        lines.append(_("This reminder comes late: it could not be sent in time."))
    return lines


def _quoted(text: str) -> str:
    """What was written, a long text cut."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"
