"""Copies of what names a person in rows that are about none: kept answers, spent forms, mails' ledger."""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, quote_plus

from sqlalchemy import LargeBinary, Text, delete, func, literal, or_, select, update

from crm.kernel.db import db
from crm.kernel.subjects import PART, Subject, subjects
from crm.mail.models import Mail, MailState
from crm.web.api.idempotency import IdempotencyKey
from crm.web.once import SpentForm

SHORTEST: Final = 4
"""A shorter name says nothing by itself, and would be found everywhere."""


def erase_echoes(subject: Subject) -> int:
    """Take some of them away; returns how many, 0 when none is left. Rows are found by looking at all."""
    names = sorted(name for name in subjects.names(subject) if len(name) >= SHORTEST)
    return _answers(subject, names) or _forms(names) or _mails(subject, names)


def _answers(subject: Subject, names: Iterable[str]) -> int:
    """Answers kept for Idempotency-Keys become empty: an act that is sent again is still done only once."""
    ids = "|".join(str(record_id) for record_id in subject.ids)
    place = IdempotencyKey.headers["Location"].as_string().regexp_match(f"/{subject.kind}s/({ids})(/|$)")
    told = [_within(IdempotencyKey.body, name) for name in names]
    some = select(IdempotencyKey.digest).where(IdempotencyKey.body != b"", or_(place, *told)).limit(PART)
    return _changed(update(IdempotencyKey).where(IdempotencyKey.digest.in_(some)).values(body=b""))


def _forms(names: Iterable[str]) -> int:
    """Where a spent form has led: to a list of what somebody searched for, perhaps."""
    words = {word.casefold() for name in names for word in re.split(r"\s+", name) if len(word) >= SHORTEST}
    written = {form(word).casefold() for word in words for form in (str, quote, quote_plus)}
    if not written:
        return 0
    place = func.lower(SpentForm.location)
    named = or_(*(func.strpos(place, literal(word, Text)) > 0 for word in sorted(written)))
    return _changed(delete(SpentForm).where(named))


def _mails(subject: Subject, names: Iterable[str]) -> int:
    """Mails to the person: whom they went to. Those to colleagues name nobody but them, and hold ids."""
    known = or_(
        (Mail.about_kind == subject.kind) & Mail.about_id.in_(subject.ids),
        func.lower(Mail.recipient).in_([name.casefold() for name in names]),
    )
    theirs = Mail.user_id.is_(None), Mail.recipient != "", known
    some = select(Mail.id).where(*theirs).limit(PART)
    waiting = (MailState.WAITING, MailState.SENDING)
    stopped = update(Mail).where(Mail.id.in_(some), Mail.state.in_(waiting))
    db.session.execute(stopped.values(state=MailState.DROPPED.value))
    blank: dict[str, Any] = {"recipient": "", "recipient_name": "", "context": {}, "error": None}
    return _changed(update(Mail).where(Mail.id.in_(some)).values(**blank))


def _within(column: Any, name: str) -> Any:
    needle = literal(name.encode(errors="surrogatepass"), LargeBinary)
    return func.position(needle.op("IN")(column)) > 0


def _changed(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined] # a cursor counts
