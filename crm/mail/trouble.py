"""Mails that failed or are in doubt, as a source of Attention (NOT-3)."""

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select, tuple_

from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.work import ATTEND, Deed, Place, Trouble, TroubleSource
from crm.mail.models import Mail, MailState
from crm.mail.queries import troubled

NO_SUCH_ADDRESS: Final = re.compile(r"\b55[0-4]\b|\b5\.1\.\d")
"""How mail servers say that there is no such mailbox (RFC 5321, RFC 3463)."""


def found(before: Place | None, limit: int, to: Actor) -> Sequence[Trouble]:
    """The newest of them, each with what helps."""
    query = troubled().where(tuple_(Mail.made_at, Mail.id) < before) if before is not None else troubled()
    mails = db.session.scalars(query.order_by(Mail.made_at.desc(), Mail.id.desc()).limit(limit)).all()
    seen = {kind: anchors.visible(kind, ids, to) for kind, ids in _abouts(mails).items()}
    return [_told(mail, seen) for mail in mails]


def count(to: Actor) -> Count:
    """How many there are, capped."""
    some = troubled().with_only_columns(Mail.id).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), number > COUNT_CAP)


def _abouts(mails: Sequence[Mail]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {}
    for mail in mails:
        if mail.about_kind and mail.about_id:
            wanted.setdefault(mail.about_kind, set()).add(mail.about_id)
    return wanted


def _told(mail: Mail, seen: dict[str, dict[int, object]]) -> Trouble:
    who = f"{mail.recipient_name} <{mail.recipient}>" if mail.recipient_name else mail.recipient
    in_doubt = mail.state == MailState.UNKNOWN
    kind, record_id = mail.about_kind, mail.about_id
    url = anchors.url(kind, record_id) if kind and record_id and record_id in seen[kind] else None
    return Trouble(
        _("Nobody knows whether a letter arrived: %(who)s", who=who)
        if in_doubt
        else _("A letter was not sent: %(who)s", who=who),
        mail.made_at,
        _reason(mail),
        _advice(mail, in_doubt=in_doubt),
        url or "",
        (
            Deed(_("Send again"), f"/attention/mails/{mail.id}/sending"),
            Deed(_("Leave it"), f"/attention/mails/{mail.id}/dismissal", grave=True),
        ),
        mail.id,
    )


def _reason(mail: Mail) -> str:
    return _("The mail server said: %(words)s", words=mail.error) if mail.error else ""


def _advice(mail: Mail, *, in_doubt: bool) -> str:
    if in_doubt:
        return _("The connection broke on its way. Ask, or send it again: it may then come twice.")
    if NO_SUCH_ADDRESS.search(mail.error or ""):
        return _("There seems to be no such address: set it right, and do again what the letter came of.")
    return _("If the mail server is well again, send it again.")


SOURCE: Final = TroubleSource("mails", lazy("Mails"), "mail", ATTEND, found, count, weight=20)
