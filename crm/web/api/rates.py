"""How often a program may call: a guard against runaway loops, not a quota (those come with plans)."""

from collections.abc import Callable
from typing import Any, Final

from crm.kernel import context
from crm.web import here
from crm.web.limits import by_address, limiter

CALLS: Final = "3000 per minute"


def by_token() -> str:
    """One count for each token; for each network address where none is needed."""
    identity = here.identity()
    if identity is None or identity.token_id is None:
        return by_address()
    return f"t{context.tenant().tenant_id}:token:{identity.token_id}"


def limited(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, refusing (429) whoever calls more often than ``CALLS``, all resources counted together."""
    return limiter.shared_limit(lambda: CALLS, scope="api", key_func=by_token)(view)
