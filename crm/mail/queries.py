"""Mails that did not arrive, or of which nobody knows."""

from typing import Any, Final

from sqlalchemy import Select, select

from crm.mail.models import Mail, MailState

TROUBLED: Final = (MailState.FAILED.value, MailState.UNKNOWN.value)


def troubled() -> Select[Any]:
    """The mails of the workspace that failed, or of which it is not known whether they arrived."""
    return select(Mail).where(Mail.state.in_(TROUBLED))
