"""How a cookie or a token becomes somebody: read anew at each request, so what is revoked is shut at once.

Reading writes nothing: when somebody was last seen goes to Valkey, and from there to the row (``seen``).
"""

from dataclasses import replace
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, func, select

from crm.kernel import context
from crm.kernel.db import db
from crm.kernel.ids import token_hash
from crm.team import actors
from crm.team.access import OWN_WORKSPACE, SEE_AS, Builtin
from crm.team.models import IDLE, ApiToken, Session, User, Workspace
from crm.team.seen import Seen
from crm.web.identity import Identity


class TeamIdentities:
    """What ``team`` hands to the web core."""

    def by_cookie(self, token: str) -> Identity | None:
        """The person behind a session cookie, while the session lasts and the person is active."""
        asked = {"token": _hash(token, purpose="session")}
        row = db.session.execute(_by_cookie(actors.rights()), asked).one_or_none()
        if row is None:
            return None
        _seen().note_session(row.session_id)
        actor = replace(actors.actor_from(row), session_id=row.session_id)
        roles = ", ".join(actors.role_names(row))
        own = Identity(actor, row.User, csrf_seed=token, role_label=roles, logo_version=row.logo_version)
        return _seeing(row.viewing_as_id, own) if row.viewing_as_id else own

    def by_bearer(self, token: str) -> Identity | None:
        """The person behind an API token, cut by its scopes; nobody once the person is deactivated."""
        person = select(ApiToken, User, *actors.rights()).join(User, User.id == ApiToken.user_id)
        row = db.session.execute(
            person.where(
                ApiToken.token_hash == _hash(token, purpose="api"),
                ApiToken.revoked_at.is_(None),
                User.deactivated_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            return None
        _seen().note_token(row.ApiToken.id)
        actor = actors.actor_from(row).narrowed_to(frozenset(row.ApiToken.scopes))
        roles = ", ".join(actors.role_names(row))
        return Identity(actor, row.User, role_label=roles, token_id=row.ApiToken.id)


@cache
def _by_cookie(rights: tuple[Any, ...]) -> Select[Any]:
    """Built once: every request of a browser asks it."""
    logo = select(Workspace.logo_id).scalar_subquery().label("logo_version")
    session = Session.id.label("session_id"), Session.viewing_as_id
    person = select(User, *session, logo, *rights).join(Session, User.id == Session.user_id)
    return person.where(
        Session.token_hash == bindparam("token"),
        Session.ended_at.is_(None),
        Session.ends_at > func.now(),
        Session.seen_at > func.now() - IDLE,
        User.deactivated_at.is_(None),
    ).execution_options(prepared=True)


def _seeing(user_id: int, own: Identity) -> Identity:
    """Who came in with the eyes of that user, while both may: the viewer see as others, the user come in."""
    person = select(User, *actors.rights()).where(User.id == user_id, User.deactivated_at.is_(None))
    row = db.session.execute(person).one_or_none()
    if row is None or not own.actor.may(SEE_AS):
        return own
    if Builtin.OWNER in actors.builtins(row) and not own.actor.may(OWN_WORKSPACE):
        return own
    seen = actors.actor_from(row)
    actor = replace(seen, locale=own.actor.locale, session_id=own.actor.session_id)
    roles = ", ".join(actors.role_names(row))
    return replace(own, actor=actor, user=row.User, role_label=roles, viewer=own)


def _hash(token: str, *, purpose: str) -> bytes:
    return token_hash(token, purpose=purpose, tenant_id=context.tenant().tenant_id)


def _seen() -> Seen:
    return Seen(current_app.extensions["artel_redis"])
