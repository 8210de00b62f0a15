"""Telling people of a fact as each of them wants it, mailing what waited, and marking as read."""

import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.kernel.access import Actor
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import later
from crm.mail.actions import post
from crm.notifications.forms import PreferencesShape
from crm.notifications.kinds import MailMode, kinds
from crm.notifications.models import Notice
from crm.notifications.planning import (
    AT_ONCE,
    GATHERED,
    TOGETHER,
    Reader,
    Telling,
    Urgency,
    Way,
    mail_allowed_at,
    row_of,
    slot_after,
    way,
)
from crm.notifications.preferences import SETTING, preferences_of
from crm.notifications.queries import facts_of, mailed_lately, waiting_for_mail
from crm.team.actions.preferring import prefer
from crm.team.models import User
from crm.team.queries import active_users, workspace_settings

TOLD: Final = "notifications.told"
SUMMARY: Final = "notifications.summary"
TELL: Final = "notifications.tell"
DELIVER: Final = "notifications.deliver"


def tell(
    user_ids: Iterable[int],
    *,
    about: FactRow,
    anchor: tuple[str, int] | None = None,
    letter: str | None = TOLD,
    not_before: datetime | None = None,
    urgency: Urgency = Urgency.NORMAL,
    **context: Any,
) -> int:
    """Tell these users of the fact, in the bell and by mail, if this transaction commits (NOT-2).

    Whoever did it is never told, nor is anybody deactivated; telling again tells nobody twice. ``anchor``
    is the record that it is about: who may not see it when reading or when the mail goes out learns nothing
    of it. ``letter`` names the mail's template, None sends none; the standard one says the fact's ``told``
    sentence and leads to the record. ``context`` goes to the letter's writer, besides ``fact_id``: ids and
    small values that JSON can hold, and no secret.

    ``not_before``, an instant (aware), holds back everything, bell and mail: a job of this transaction
    tells who is active by then, at that instant or as soon after as workers run. What it is computed from
    (working hours) is the caller's business. Quiet hours and channels that each person chose (NOT-1) are
    ours: they apply to the mail in any case, as ``urgency`` says. In the past, or None, it is now. A person
    is told of one fact once: a reminder that comes again is a fact of its own.

    Returns how many are newly told; with ``not_before`` ahead, how many will be.
    """
    telling = Telling(about, anchor, letter, urgency, context)
    people = _active(set(user_ids) - {about.actor_id or 0})
    if not_before is not None and people and not_before > _now():
        for user in people:
            _tell_later(user, telling, at=not_before)
        return len(people)
    return _tell_now(people, telling)


def mail(
    user_ids: Iterable[int], *, about: FactRow, anchor: tuple[str, int] | None, letter: str, **context: Any
) -> int:
    """As ``tell``, as each of them wants it, but by mail alone: nothing stands in the bell."""
    telling = Telling(about, anchor, letter, Urgency.NORMAL, context, in_bell=False)
    return _tell_now(_active(set(user_ids) - {about.actor_id or 0}), telling)


def tell_now(
    user_id: int,
    *,
    fact_id: int,
    anchor: list[Any] | None,
    letter: str | None,
    urgency: str,
    context: dict[str, Any],
) -> None:
    """What ``tell`` put off (a job): nothing if the person has left since. Repeatable."""
    about = db.session.get_one(FactRow, fact_id)
    record = (str(anchor[0]), int(anchor[1])) if anchor else None
    _tell_now(_active([user_id]), Telling(about, record, letter, Urgency(urgency), context))


def deliver(user_id: int) -> None:
    """Mail the person all that is due by now; what they may not be disturbed with waits on. Repeatable.

    A letter of its own stays one; what else there is becomes one mail, however much it is. Each notice names
    its mail in the transaction that makes it, so that none is mailed twice and none is lost (NOT-2).
    """
    waiting, now = waiting_for_mail(user_id), _now()
    for user in _active([user_id] if waiting else []):
        at = mail_allowed_at(_reader(user, _days_off()), now)
        if at <= now:
            _mail_all(user, waiting)
        else:
            for notice in waiting:
                notice.mail_due_at = at
            _deliver_at(waiting[-1].id, user.id, at)
        return
    for notice in waiting:
        notice.mail_due_at = None


def choose(form: PreferencesShape, *, by: Actor) -> None:
    """Keep what the actor chose about notices; what waits already is mailed by it, too.

    Records: ProfileChanged, if anything is new.
    """
    prefer({SETTING: form.preferences().kept()}, by=by)


def mark_read(notice_id: int, *, by: Actor, down_to: int | None = None) -> None:
    """Mark one's own notice as read; with ``down_to`` also those told as one with it, down to this one.

    Idempotent; somebody else's is left alone.
    """
    if down_to is None or down_to >= notice_id:
        _mark(Notice.id == notice_id, by)
        return
    said = select(FactRow.name, FactRow.actor_id).join(Notice, Notice.fact_id == FactRow.id)
    newest = db.session.execute(
        said.where(Notice.id == notice_id, Notice.user_id == by.user_id)
    ).one_or_none()
    if newest is not None:
        same = select(FactRow.id).where(
            FactRow.id == Notice.fact_id,
            FactRow.name == newest.name,
            FactRow.actor_id.is_not_distinct_from(newest.actor_id),
        )
        _mark(Notice.id.between(down_to, notice_id) & same.exists(), by)


def mark_several_read(notice_ids: Collection[int], *, by: Actor) -> None:
    """Mark those of these that are one's own."""
    _mark(Notice.id.in_(notice_ids), by)


def mark_all_read(*, by: Actor) -> None:
    """Mark everything in one's own bell as read."""
    _mark(Notice.id > 0, by)


def _tell_now(people: list[User], telling: Telling) -> int:
    if not people:
        return 0
    now, day_off = _now(), _days_off()
    ways = {user.id: _way(_reader(user, day_off), telling, now) for user in people}
    new = insert(Notice).values([row_of(user.id, telling, ways[user.id], now=now) for user in people])
    told = {
        row.user_id: row.id
        for row in db.session.execute(new.on_conflict_do_nothing().returning(Notice.user_id, Notice.id))
    }
    mailed = {user.id: at for user in people if user.id in told and (at := ways[user.id].mail_at)}
    at_once = _not_too_many([user for user in people if mailed.get(user.id) == now], telling, now)
    for user in people:
        if user.id in at_once:
            _mail(told[user.id], _written(user, telling))
        elif user.id in mailed:
            _put_off(told[user.id], user, telling, at=max(mailed[user.id], now))
    return len(told)


def _tell_later(user: User, telling: Telling, *, at: datetime) -> None:
    later(
        TELL, key=f"{telling.about.id}:{user.id}", due_at=at, user_id=user.id, fact_id=telling.about.id,
        anchor=telling.anchor, letter=telling.letter, urgency=telling.urgency.value, context=telling.context,
    )  # fmt: skip


def _active(user_ids: Collection[int]) -> list[User]:
    return list(db.session.scalars(active_users().where(User.id.in_(user_ids)))) if user_ids else []


def _now() -> datetime:
    """PostgreSQL's instant of this transaction: a worker's own clock may be wrong."""
    now: datetime = db.session.scalars(select(func.now())).one()
    return now.astimezone(UTC)


def _reader(user: User, is_day_off: Callable[[date], bool]) -> Reader:
    return Reader(user.settings, ZoneInfo(user.time_zone or tenant().time_zone), is_day_off)


def _days_off() -> Callable[[date], bool]:
    """Which days nobody works; the workspace is asked once, and only if somebody wants to know."""
    schedule = cache(lambda: workspace_settings().schedule)
    return lambda day: schedule().hours_on(day) is None


def _way(reader: Reader, telling: Telling, now: datetime) -> Way:
    has_letter = telling.letter is not None
    return way(telling.about.name, reader, urgency=telling.urgency, has_letter=has_letter, now=now)


def _not_too_many(due: list[User], telling: Telling, now: datetime) -> set[int]:
    """Whom of these a mail may reach at once: not those who had several of the same just now."""
    if telling.urgency is Urgency.SOON:
        return set()
    if telling.letter != TOLD or telling.urgency is Urgency.URGENT:
        return {user.id for user in due}
    gathering = [user.id for user in due if preferences_of(user.settings).gathers]
    lately = mailed_lately(gathering, telling.about, since=now - GATHERED)
    return {user.id for user in due if lately.get(user.id, 0) < AT_ONCE}


def _mail(notice_id: int, mail_id: int) -> None:
    db.session.execute(update(Notice).where(Notice.id == notice_id).values(mail_id=mail_id))


def _written(user: User, telling: Telling) -> int:
    """Have the letter written to the person; the mail's id."""
    return post(
        telling.letter or TOLD, to=user.email, name=user.name, user_id=user.id, locale=user.locale,
        time_zone=user.time_zone, about=telling.anchor, fact_id=telling.about.id, **telling.context,
    ).id  # fmt: skip


def _put_off(notice_id: int, user: User, telling: Telling, *, at: datetime) -> None:
    """Until then, or where it is now, until what is gathered goes out."""
    now = _now()
    if at <= now:
        at = now + TOGETHER if telling.urgency is Urgency.SOON else slot_after(now)
    letter = None if telling.urgency is Urgency.LOW else telling.letter
    values = {"mail_due_at": at, "letter": letter, "context": telling.context or None}
    db.session.execute(update(Notice).where(Notice.id == notice_id).values(values))
    _deliver_at(notice_id, user.id, at)


def _deliver_at(notice_id: int, user_id: int, at: datetime) -> None:
    """The key is no other's: a job that another transaction asked for might run before this one commits."""
    later(DELIVER, key=f"{notice_id}:{secrets.token_hex(8)}", due_at=at, user_id=user_id)


def _mail_all(user: User, waiting: list[Notice]) -> None:
    facts, preferences = facts_of(waiting), preferences_of(user.settings)
    summed_up: list[Notice] = []
    for notice in waiting:
        notice.mail_due_at, about = None, facts[notice.fact_id]
        mode = preferences.of(kinds.of(about.name)).mail
        if mode is MailMode.NOW and notice.letter not in (None, TOLD):
            notice.mail_id = _written(user, _telling(notice, about))
        elif mode is not MailMode.NONE and not (notice.read_at and notice.in_bell):
            summed_up.append(notice)
    if len(summed_up) == 1 and summed_up[0].letter == TOLD:
        summed_up[0].mail_id = _written(user, _telling(summed_up[0], facts[summed_up[0].fact_id]))
    elif summed_up:
        _sum_up(user, summed_up)


def _telling(notice: Notice, about: FactRow) -> Telling:
    anchor = (notice.about_kind, notice.about_id) if notice.about_kind and notice.about_id else None
    return Telling(about, anchor, notice.letter, Urgency.NORMAL, notice.context or {})


def _sum_up(user: User, notices: list[Notice]) -> None:
    mail = post(
        SUMMARY, to=user.email, name=user.name, user_id=user.id, locale=user.locale,
        time_zone=user.time_zone, notice_ids=[notice.id for notice in notices],
    )  # fmt: skip
    for notice in notices:
        notice.mail_id = mail.id


def _mark(which: Any, by: Actor) -> None:
    db.session.execute(
        update(Notice)
        .where(which, Notice.user_id == by.user_id, Notice.read_at.is_(None))
        .values(read_at=func.now())
    )
