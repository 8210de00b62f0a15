"""The test of a mail about cases, to whoever words it."""

from crm.kernel.errors import NotFound
from crm.kernel.i18n import _
from crm.mail.letters import Button, Letter, Posting, letter
from crm.team.actors import actor_of
from crm.workflows.actions.mails import TEST
from crm.workflows.casebook import casebook
from crm.workflows.presenters.letters import example_of, letter_of
from crm.workflows.queries.mails import mail_key


@letter(TEST)
def test_of_mail(posting: Posting) -> Letter | None:
    """The mail as it is worded by now; none for somebody who has left or lost sight of the case."""
    reader = actor_of(posting.user_id) if posting.user_id else None
    if reader is None:
        return None
    key, case_id = mail_key(posting.context["kind"]), posting.context.get("case_id")
    try:
        values = dict(casebook.values(case_id, reader)) if case_id else example_of(key)
    except NotFound:
        return None
    back = Button(_("Open the settings"), posting.url("/settings/case-mails"))
    return letter_of(key, {**values, "recipient": posting.name}, posting, buttons=(back,))
