"""How often a program may call: a guard against runaway loops, not a quota (those come with plans).

Each answer says what is left, by the IETF's draft "RateLimit header fields for HTTP" in its form with three
fields, which programs and proxies know best.
"""

from collections.abc import Callable
from typing import Any, Final

from flask import Response, request

from crm.kernel import context
from crm.web import here
from crm.web.api.terms import PREFIX
from crm.web.limits import by_address, left_of, limiter

CALLS_A_MINUTE: Final = 3000
CALLS: Final = f"{CALLS_A_MINUTE} per minute"
LIMIT: Final = "RateLimit-Limit"
REMAINING: Final = "RateLimit-Remaining"
RESET: Final = "RateLimit-Reset"


def by_token() -> str:
    """One count for each token; for each network address where none is needed."""
    identity = here.identity()
    if identity is None or identity.token_id is None:
        return by_address()
    return f"t{context.tenant().tenant_id}:token:{identity.token_id}"


def limited(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, refusing (429) whoever calls more often than ``CALLS``, all resources counted together."""
    return limiter.shared_limit(lambda: CALLS, scope="api", key_func=by_token)(view)


def told(response: Response) -> Response:
    """The answer with the limit, what is left of it, and in how many seconds it begins anew."""
    counted = limiter.current_limit if request.path.startswith(f"{PREFIX}/") else None
    left = left_of(counted)
    if counted is not None and left is not None:
        response.headers[LIMIT] = str(counted.limit.amount)
        response.headers[REMAINING] = str(left.number)
        response.headers[RESET] = str(left.seconds)
    return response
