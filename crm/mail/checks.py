"""What ``crm doctor`` tells of a workspace's mails."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from crm.kernel.db import db
from crm.mail.models import Mail, MailState
from tenants.doctor import Finding

RECENT = timedelta(days=7)


def mails() -> Iterator[Finding]:
    """Mails of the last seven days that did not arrive, or may have."""
    unsent = (
        select(Mail.state, func.count())
        .where(Mail.state != MailState.SENT, Mail.made_at > func.now() - RECENT)
        .group_by(Mail.state)
    )
    counted = dict(db.session.execute(unsent).all())
    for state, told in ((MailState.FAILED, "were refused"), (MailState.UNKNOWN, "may not have arrived")):
        if counted.get(state):
            yield Finding("warning", "mail", f"{counted[state]} mails of the last 7 days {told}")
