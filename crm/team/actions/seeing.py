"""Seeing as another user: an admin looks at what that user sees, and changes nothing (ACC-7)."""

from sqlalchemy import select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.access import OWN_WORKSPACE, SEE_AS
from crm.team.facts import SeeAsEnded, SeeAsStarted
from crm.team.models import Session, User
from crm.team.queries import is_owner

OWNERS_EYES = lazy("Only an owner can see as an owner.")


def start_seeing_as(user: User, *, by: Actor) -> None:
    """Let this session see as the user from the next request on.

    Raises:
        Forbidden: the actor has not the right, or the user is an owner and the actor isn't.
        Conflict: it is oneself or somebody deactivated, or there is no session (an API token).
    Records: SeeAsStarted.
    """
    by.must(SEE_AS)
    if is_owner(user) and not by.may(OWN_WORKSPACE):
        raise Forbidden(OWNERS_EYES)
    session = db.session.get(Session, by.session_id or 0)
    if user.id == by.user_id or not user.is_active or session is None:
        raise Conflict(lazy("One can see as another user who works here, signed in at a page."))
    session.viewing_as_id = user.id
    record(SeeAsStarted(user_id=user.id, session_id=session.id), by=by)


def end_seeing_as(*, by: Actor) -> int | None:
    """Let this session see as itself again; returns whom it saw as.

    Records: SeeAsEnded, if it did.
    """
    session = db.session.get(Session, by.session_id or 0)
    seen = session.viewing_as_id if session is not None else None
    end_looks(Session.id == (by.session_id or 0), by=by)
    return seen


def end_looks(*which: object, by: Actor) -> None:
    """End it for these sessions: with the sign-out, the viewer's roles, or the user who was seen as.

    Records: SeeAsEnded, for each.
    """
    looking = select(Session).where(*which, Session.viewing_as_id.is_not(None))  # type: ignore[arg-type]
    for session in db.session.scalars(looking.with_for_update()).all():
        seen, session.viewing_as_id = session.viewing_as_id, None
        assert seen is not None
        fact = SeeAsEnded(user_id=seen, session_id=session.id, viewer_id=session.user_id)
        record(fact, by=by)
