"""Sending mail. Patient: a mail waits out two days of a server that is away (R8)."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func

from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import Running, Work, control_job, job
from crm.mail import sending
from crm.mail.letters import Site
from crm.mail.models import ControlMail, LedgerRow, Mail
from crm.mail.smtp import carrier
from crm.web import here

PATIENCE: Final = 600
KEEP: Final = timedelta(days=90)


def _give_up(ledger: type[LedgerRow]) -> Work:
    def give_up(*, mail_id: int, reason: str) -> None:
        row = db.session.get(ledger, mail_id)
        if row is not None:
            sending.give_up(row, reason=reason)

    return give_up


@job("mail.send_bulk", queue="bulk", max_attempts=PATIENCE, gave_up=_give_up(Mail))
@job("mail.send", queue="instant", max_attempts=PATIENCE, gave_up=_give_up(Mail))
def send(job: Running, *, mail_id: int) -> None:
    """Send one mail of a workspace."""
    entry = here.directory().by_slug(tenant().slug)
    if entry is not None:
        _send(db.session.get(Mail, mail_id), job, name=entry.name, address=tenant().address)


@control_job("mail.send_in_control", queue="instant", max_attempts=PATIENCE, gave_up=_give_up(ControlMail))
def send_in_control(job: Running, *, mail_id: int) -> None:
    """Send one mail of the apex."""
    _send(db.session.get(ControlMail, mail_id), job, name="Artel", address=here.settings().apex)


@job("mail.forget", queue="bulk")
def forget(job: Running) -> None:
    """Forget a workspace's mails after ninety days, however they ended."""
    db.session.execute(delete(Mail).where(Mail.made_at < func.now() - KEEP))


def _send(row: LedgerRow | None, job: Running, *, name: str, address: str) -> None:
    settings = here.settings()
    if row is not None:
        site = Site(name, address, settings.sender)
        sending.send(row, site=site, carrier=carrier(settings.smtp_url), checkpoint=job.checkpoint)
