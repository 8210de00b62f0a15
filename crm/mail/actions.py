"""Deciding that a mail goes out, and what becomes of one that failed."""

import secrets
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.facts import record
from crm.kernel.jobs import later, later_in_control
from crm.kernel.work import ATTEND
from crm.mail.facts import MailLeft, MailSentAgain
from crm.mail.letters import TEMPLATES
from crm.mail.models import ControlMail, Mail, MailKind, MailState
from crm.mail.queries import troubled

SEND = {MailKind.NOTICE: "mail.send", MailKind.SECRET: "mail.send", MailKind.BULK: "mail.send_bulk"}
SEND_IN_CONTROL = "mail.send_in_control"


def post(
    template: str,
    *,
    to: str,
    locale: str,
    name: str = "",
    user_id: int | None = None,
    time_zone: str | None = None,
    about: tuple[str, int] | None = None,
    **context: Any,
) -> Mail:
    """Have a mail written and sent by the pinned workspace, if this transaction commits.

    ``to`` is an e-mail address, ``user_id`` its user (None for somebody outside), ``locale`` and
    ``time_zone`` the recipient's. ``about`` is the anchor (kind, id) of the record it tells of: a user who
    may not see that record any more gets nothing. ``context`` holds ids and small values for the writer of
    the letter; never a secret, and never what the recipient may have lost sight of when the mail goes out.
    """
    about_kind, about_id = about or (None, None)
    mail = Mail(
        **_row(template, to, name, locale, time_zone, context),
        user_id=user_id,
        about_kind=about_kind,
        about_id=about_id,
    )
    db.session.add(mail)
    db.session.flush()
    later(SEND[MailKind(mail.kind)], key=str(mail.id), mail_id=mail.id)
    return mail


def post_in_control(
    template: str, *, to: str, locale: str, name: str = "", time_zone: str | None = None, **context: Any
) -> ControlMail:
    """Have a mail written and sent by the apex, if this control transaction commits."""
    mail = ControlMail(**_row(template, to, name, locale, time_zone, context))
    db.session.add(mail)
    db.session.flush()
    later_in_control(SEND_IN_CONTROL, key=str(mail.id), mail_id=mail.id)
    return mail


def send_again(mail_id: int, *, by: Actor) -> None:
    """Have a mail that failed, or is in doubt, sent again with the same Message-ID.

    Records: MailSentAgain.

    Raises:
        NotFound: there is no such mail, or it is settled otherwise.
    """
    by.must(ATTEND)
    mail = _unsettled(mail_id)
    mail.state, mail.doubts, mail.error = MailState.WAITING.value, 0, None
    record(MailSentAgain(mail_id=mail.id), by=by)
    later(SEND[MailKind(mail.kind)], key=f"{mail.id}:{secrets.token_hex(8)}", mail_id=mail.id)


def leave(mail_id: int, *, by: Actor) -> None:
    """Don't send a mail that failed any more.

    Records: MailLeft.

    Raises:
        NotFound: there is no such mail, or it is settled otherwise.
    """
    by.must(ATTEND)
    mail = _unsettled(mail_id)
    mail.state = MailState.DROPPED.value
    record(MailLeft(mail_id=mail.id), by=by)


def _unsettled(mail_id: int) -> Mail:
    mail: Mail | None = db.session.scalars(
        troubled().where(Mail.id == mail_id).with_for_update()
    ).one_or_none()
    if mail is None:
        raise NotFound
    return mail


def _row(
    template: str, to: str, name: str, locale: str, time_zone: str | None, context: dict[str, Any]
) -> dict[str, Any]:
    return {
        "template": template,
        "kind": TEMPLATES[template].kind.value,
        "recipient": to,
        "recipient_name": name,
        "locale": locale,
        "time_zone": time_zone,
        "context": context,
        "message_key": secrets.token_hex(16),
    }
