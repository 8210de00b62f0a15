"""Wording the mails about cases anew, and back to the usual words (CAS-5)."""

from sqlalchemy import func

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.mail.actions import post
from crm.mail.models import Mail
from crm.team.queries import user_by_id
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.casebook import casebook
from crm.workflows.facts import MailTemplateChanged, MailTemplateReset
from crm.workflows.forms.mails import MailTemplateShape, checked
from crm.workflows.models import MailTemplate
from crm.workflows.queries.mails import Words, words_of

TEST = "workflows.test"


def reword(words: Words, shape: MailTemplateShape, *, version: int | None = None, by: Actor) -> Words:
    """Word a mail anew; nothing happens if nothing differs. ``version`` is what was read.

    Raises:
        Invalid: the subject or the body is no template.
        Stale: it was reworded since ``version``.
    Records: MailTemplateChanged.
    """
    by.must(MANAGE_WORKFLOWS)
    row = _held(words)
    present = words_of(words.key, words.language)
    if version is not None and version != present.version:
        raise Stale(lazy("Somebody else has reworded this mail meanwhile."))
    checked(words.key, shape)
    fields = [name for name in ("subject", "body") if getattr(present, name) != getattr(shape, name)]
    if not fields:
        return present
    if row is None:
        row = MailTemplate(kind=words.key.value, language=words.language, version=0)
        db.session.add(row)
    row.subject, row.body = shape.subject, shape.body
    row.version += 1
    row.changed_by, row.changed_at = by.user_id, func.now()
    db.session.flush()
    record(MailTemplateChanged(kind=words.key.value, language=words.language, fields=fields), by=by)
    return words_of(words.key, words.language)


def use_usual_words(words: Words, *, by: Actor) -> Words:
    """Back to the usual words; nothing happens if they hold.

    Records: MailTemplateReset.
    """
    by.must(MANAGE_WORKFLOWS)
    row = _held(words)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        record(MailTemplateReset(kind=words.key.value, language=words.language), by=by)
    return words_of(words.key, words.language)


def send_test(words: Words, *, case_id: int | None = None, by: Actor) -> Mail:
    """Send the mail to the actor's own address, filled with a case that they see, or with an example.

    Raises:
        NotFound: there is no such case, or it is hidden.
        Invalid: the actor has no address.
    """
    by.must(MANAGE_WORKFLOWS)
    if case_id is not None:
        casebook.values(case_id, by)
    if by.user_id is None:
        raise Invalid({"form": lazy("Only a person can get a test.")})
    user = user_by_id(by.user_id)
    return post(
        TEST, to=user.email, name=user.name, user_id=user.id, locale=words.language,
        time_zone=by.time_zone, kind=words.key.value, case_id=case_id,
    )  # fmt: skip


def _held(words: Words) -> MailTemplate | None:
    """The row under a lock, if there is one."""
    key = (words.key.value, words.language)
    row: MailTemplate | None = db.session.get(MailTemplate, key, with_for_update=True, populate_existing=True)
    return row
