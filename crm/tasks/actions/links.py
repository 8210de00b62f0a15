"""The secret link by which a calendar elsewhere shows somebody's tasks (TSK-2)."""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.tasks.facts import CalendarLinkMade, CalendarLinkShut
from crm.team.actions.links import new_link, spend_all
from crm.team.models import OneTimeToken

CALENDAR: Final = "calendar"
LASTS: Final = timedelta(days=365 * 100)
"""Until it is shut: calendars ask for years."""


def make_link(*, by: Actor) -> str:
    """Make the actor's secret link and shut an earlier one; the secret is told this once.

    Records: CalendarLinkMade.
    """
    assert by.user_id is not None
    spend_all(CALENDAR, by.user_id)
    secret = new_link(CALENDAR, by.user_id, lasts=LASTS)
    record(CalendarLinkMade(user_id=by.user_id), by=by)
    return secret


def shut_link(*, by: Actor) -> None:
    """Shut the actor's secret link; calendars that have it get nothing from now on.

    Records: CalendarLinkShut.
    """
    assert by.user_id is not None
    spend_all(CALENDAR, by.user_id)
    record(CalendarLinkShut(user_id=by.user_id), by=by)


def has_link(*, by: Actor) -> bool:
    """Whether the actor has a link that stands open."""
    mine = exists().where(
        OneTimeToken.purpose == CALENDAR, OneTimeToken.subject_id == by.user_id,
        OneTimeToken.used_at.is_(None),
    )  # fmt: skip
    return bool(db.session.scalar(select(mine)))
