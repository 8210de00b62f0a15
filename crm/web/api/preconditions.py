"""If-Match (RFC 9110, 13.1.1): an act meant for one version of a record does nothing to another one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.http import parse_etags

from crm.kernel.errors import Stale
from crm.web.api.terms import MatchHeaders


def handed(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, getting the header as ``if_match``."""

    @wraps(view)
    def with_header(*, headers: MatchHeaders, **values: Any) -> Any:
        return view(if_match=headers.if_match, **values)

    return with_header


def expect(version: int, if_match: str | None) -> None:
    """Refuse unless the header is absent, ``*``, or names this version (``"7"`` or the ETag ``"7-en"``).

    Weak tags never match, as the RFC wants it.

    Raises:
        Stale: the record has another version by now.
    """
    if if_match is None:
        return
    tags = parse_etags(if_match)
    named = {tag.partition("-")[0] for tag in tags.as_set()}
    if not tags.star_tag and str(version) not in named:
        raise Stale
