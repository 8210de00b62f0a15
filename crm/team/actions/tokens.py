"""Personal API tokens: shown once, kept hashed, cut by their scopes."""

from collections.abc import Iterable

from sqlalchemy import func

from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.ids import new_token, token_hash
from crm.team.access import known_scopes
from crm.team.facts import TokenMade, TokenRevoked
from crm.team.models import ApiToken, User


def make_token(user: User, *, name: str, scopes: Iterable[str], by: Actor) -> str:
    """Make a token for this user and return its secret, which nobody can read again.

    Raises:
        Invalid: no scope is given, or there is no such scope.
    Records: TokenMade.
    """
    wanted = sorted(set(scopes))
    if not wanted:
        raise Invalid({"scopes": lazy("Choose what the token may do.")})
    if not set(wanted) <= set(known_scopes()):
        raise Invalid({"scopes": lazy("Choose one of the given values.")})
    secret = new_token("api")
    hashed = token_hash(secret, purpose="api", tenant_id=context.tenant().tenant_id)
    token = ApiToken(token_hash=hashed, user_id=user.id, name=name, scopes=wanted)
    db.session.add(token)
    db.session.flush()
    record(TokenMade(user_id=user.id, token_id=token.id, scopes=tuple(wanted)), by=by)
    return secret


def revoke(token: ApiToken, *, by: Actor) -> None:
    """Let a token open nothing any more. Idempotent.

    Records: TokenRevoked.
    """
    if token.revoked_at is None:
        token.revoked_at = func.now()
        record(TokenRevoked(user_id=token.user_id, token_id=token.id), by=by)
