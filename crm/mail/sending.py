"""Sending one mail of a ledger, so that a kill at any moment loses no notice and doubles no bulk mail (R3).

The order is: write the letter → commit → agree on sender and recipient → say ``sending`` and commit → hand
the text over → say ``sent``, which the runner commits together with the job's end. Only a death or a broken
connection between the last two leaves a doubt. No transaction is open while the server is waited for.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import func

from crm.kernel import context, i18n
from crm.kernel.anchors import anchors
from crm.kernel.crashes import CrashPoint, crash_at
from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.jobs import LeaseLost
from crm.mail import readers
from crm.mail.composing import as_bytes, message
from crm.mail.letters import TEMPLATES, HeaderRefused, Posting, Site
from crm.mail.models import LedgerRow, Mail, MailKind, MailState
from crm.mail.smtp import Carrier, Doubt, Refused, TryLater

MOST_DOUBTS: Final = 5
Checkpoint = Callable[[], None]
_ENDED = frozenset({MailState.SENT, MailState.DROPPED, MailState.UNKNOWN})


def send(row: LedgerRow, *, site: Site, carrier: Carrier, checkpoint: Checkpoint) -> None:
    """Send the mail, or find that it is settled; safe to repeat. ``checkpoint`` commits and renews the lease.

    Raises:
        TemporaryFailure: the server is away or wants it later, or left a doubt: try again.
        PermanentFailure: the server refuses it for ever; the row says ``failed`` by then.
    """
    if row.state in _ENDED or _doubted_enough(row):
        return
    content = _written(row, site, checkpoint)
    if content is None:
        row.state = MailState.DROPPED
        return
    checkpoint()
    try:
        _talk(row, content, sender=site.sender, carrier=carrier, checkpoint=checkpoint)
    except TryLater as later:
        _settle(row, MailState.WAITING, str(later), checkpoint)
        raise TemporaryFailure(str(later)) from None
    except Refused as refused:
        _settle(row, MailState.FAILED, str(refused), checkpoint)
        raise PermanentFailure(str(refused)) from None
    except Doubt as doubt:
        _wonder(row, str(doubt), checkpoint)
        return
    row.state, row.sent_at, row.error = MailState.SENT, func.now(), None


def give_up(row: LedgerRow, *, reason: str) -> None:
    """Nobody will try again: say ``failed``, unless the mail is settled. Idempotent."""
    if row.state not in _ENDED:
        row.state, row.error = MailState.FAILED, row.error or reason


def _talk(row: LedgerRow, content: bytes, *, sender: str, carrier: Carrier, checkpoint: Checkpoint) -> None:
    with carrier.offering(sender=sender, to=row.recipient) as talk:
        _say_sending(row, checkpoint)
        crash_at(CrashPoint.MAIL_SENDING)
        talk.hand_over(content)
        crash_at(CrashPoint.MAIL_ACCEPTED)


def _say_sending(row: LedgerRow, checkpoint: Checkpoint) -> None:
    row.state = MailState.SENDING
    try:
        checkpoint()
    except LeaseLost:
        raise
    except BaseException:  # the process is asked to end: nothing was handed over, so there is no doubt
        row.state = MailState.WAITING
        checkpoint()
        raise


def _written(row: LedgerRow, site: Site, checkpoint: Checkpoint) -> bytes | None:
    """The mail as it travels; None when by now nobody is to get it."""
    posting = _posting(row, site)
    if not _may_still_see(posting):
        return None
    pin = context.pin()
    try:
        with i18n.speaking(row.locale, time_zone=row.time_zone or (pin.time_zone if pin else None)):
            letter = TEMPLATES[row.template].compose(posting)
            if letter is None:
                return None
            kind = MailKind(row.kind)
            mail = message(letter, posting, message_key=row.message_key, kind=kind, locale=row.locale)
    except HeaderRefused as refused:
        _settle(row, MailState.FAILED, str(refused), checkpoint)
        raise PermanentFailure(str(refused)) from None
    return as_bytes(mail, to=row.recipient)


def _posting(row: LedgerRow, site: Site) -> Posting:
    if not isinstance(row, Mail):
        return Posting(site, row.recipient, row.recipient_name, context=row.context)
    about = (row.about_kind, row.about_id) if row.about_kind and row.about_id else None
    return Posting(site, row.recipient, row.recipient_name, row.user_id, about, row.context)


def _may_still_see(posting: Posting) -> bool:
    """Whether the record that the mail is about is still open to its reader (ARCHITECTURE, "Anchors")."""
    if posting.about is None or posting.user_id is None:
        return True
    kind, record_id = posting.about
    reader = readers.actor_of(posting.user_id)
    return reader is not None and record_id in anchors.visible(kind, [record_id], reader)


def _doubted_enough(row: LedgerRow) -> bool:
    """Note a doubt that an earlier run left; a bulk mail ends here, a notice after a few."""
    if row.state != MailState.SENDING:
        return False
    row.doubts += 1
    if row.kind != MailKind.BULK and row.doubts < MOST_DOUBTS:
        return False
    row.state = MailState.UNKNOWN
    return True


def _wonder(row: LedgerRow, why: str, checkpoint: Checkpoint) -> None:
    """The text went out and no answer came: end a bulk mail here, leave a notice to the next run.

    Raises:
        TemporaryFailure: it is to be sent again.
    """
    if row.kind == MailKind.BULK:
        row.state, row.doubts, row.error = MailState.UNKNOWN, row.doubts + 1, why
        return
    raise TemporaryFailure(f"in doubt: {why}")


def _settle(row: LedgerRow, state: MailState, error: str, checkpoint: Checkpoint) -> None:
    row.state, row.error = state, error
    db.session.flush()
    checkpoint()
