"""Telling people, and marking as read what they were told."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.mail.actions import post
from crm.notifications.models import Notice
from crm.team.models import User
from crm.team.queries import active_users

TOLD: Final = "notifications.told"


def tell(
    user_ids: Iterable[int],
    *,
    about: FactRow,
    anchor: tuple[str, int] | None = None,
    letter: str | None = TOLD,
    **context: Any,
) -> int:
    """Tell these users of the fact, in the bell and by mail, if this transaction commits (NOT-2).

    Whoever did it is never told, nor is anybody deactivated; telling again tells nobody twice. ``anchor``
    is the record that it is about: who may not see it when reading or when the mail goes out learns nothing
    of it. ``letter`` names the mail's template, None sends none; the standard one says the fact's ``told``
    sentence and leads to the record. ``context`` goes to the letter's writer, besides ``fact_id``.

    Returns how many are newly told.
    """
    people = {user.id: user for user in db.session.scalars(_told(set(user_ids) - {about.actor_id or 0}))}
    kind, record_id = anchor or (None, None)
    notices = [
        {"user_id": user_id, "fact_id": about.id, "about_kind": kind, "about_id": record_id}
        for user_id in people
    ]
    if not notices:
        return 0
    new = insert(Notice).values(notices).on_conflict_do_nothing().returning(Notice.user_id)
    told = sorted(db.session.scalars(new))
    for user_id in told if letter else ():
        _write(people[user_id], letter or TOLD, about=about, anchor=anchor, context=context)
    return len(told)


def mark_read(notice_id: int, *, by: Actor) -> None:
    """Mark one's own notice as read. Idempotent; somebody else's is left alone."""
    _mark(Notice.id == notice_id, by)


def mark_all_read(*, by: Actor) -> None:
    """Mark everything in one's own bell as read."""
    _mark(Notice.id > 0, by)


def _told(user_ids: Collection[int]) -> Any:
    return active_users().where(User.id.in_(user_ids))


def _write(
    user: User, template: str, *, about: FactRow, anchor: tuple[str, int] | None, context: dict[str, Any]
) -> None:
    post(
        template, to=user.email, name=user.name, user_id=user.id, locale=user.locale,
        time_zone=user.time_zone, about=anchor, fact_id=about.id, **context,
    )  # fmt: skip


def _mark(which: Any, by: Actor) -> None:
    db.session.execute(
        update(Notice)
        .where(which, Notice.user_id == by.user_id, Notice.read_at.is_(None))
        .values(read_at=func.now())
    )
