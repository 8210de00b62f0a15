"""What a page answers with: a rendered template, a redirect, a toast; and how a posted form is read."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from crm.kernel.forms import clean

MOST_FIELDS = 5000
LONGEST_NEXT = 2000
"""So long may an address be that somebody goes on to."""
_FIND = "find"
_PART = re.compile(r"-(?=\d+(?:-|$))|(?<=\d)-")


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """The rendered template as an answer."""
    return make_response(render_template(template, **values), status)


def part(template: str, **values: Any) -> Markup:
    """The rendered template as a part of a page."""
    return Markup(render_template(template, **values))  # noqa: S704 (the template has escaped it)


def go(endpoint: str, **values: Any) -> Response:
    """Go on to another page of this host (303: the browser asks for it by GET)."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def to_path(path: str) -> Response:
    """The same, to a path that an anchor has given."""
    return make_response(redirect(path, code=303))


def toast(text: str, *, undo: str | None = None, kind: str = "ok") -> None:
    """Say what was done on the next page. ``undo`` is a path of this host that takes it back by POST."""
    flash({"text": str(text), "undo": undo}, kind)  # type: ignore[arg-type]


def next_page() -> str | None:
    """The path in ``?next=``, if it is one of ours: it begins with one slash and names no host."""
    path = request.values.get("next", "")
    return path if _is_ours(path) else None


def _is_ours(path: str) -> bool:
    return len(path) <= LONGEST_NEXT and re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", path) is not None


def onward() -> Response:
    """Go on to where ``?next=`` says, if it is one of ours, else to the start page."""
    return make_response(redirect(next_page() or "/", code=303))


def back() -> Response:
    """The same, where ``next`` is the page of the form: with all that its address asks for by now, since a
    part of the page may have come later than its menu.
    """
    told, shown = next_page() or "/", path_here(request.referrer) or "/"
    paths = [unquote(each.partition("?")[0]) for each in (told, shown)]
    target = shown if paths[0] == paths[1] and _is_ours(shown) else told
    return make_response(redirect(target, code=303))


def path_here(address: str | None) -> str | None:
    """The path and query of an address of this host, without what only the browser reads; else None."""
    try:
        sent = urlsplit(address or "")
    except ValueError:
        return None
    page = sent._replace(scheme="", netloc="", fragment="").geturl() if sent.netloc == request.host else "/"
    return page if page != "/" else None


def sought() -> str:
    """What was typed to find somebody in a picker, where there is no script."""
    texts = (str(clean(text)) for text in request.values.getlist(_FIND)[:10])
    return next((text[:100] for text in texts if text), "")


def is_search() -> bool:
    """Whether the form was sent only to find somebody in a picker: it comes back with whom it found."""
    return request.values.get("then") == _FIND


def form_values(given: MultiDict[str, str] | None = None) -> dict[str, Any]:
    """The posted form, or what else is ``given``, as nested values: ``comms-0-value`` stands at
    ``["comms"][0]["value"]``.

    A name that is posted several times, or ends in ``[]``, becomes a list. Our own fields are left out.
    Indexes may have gaps; the order of the indexes is kept.
    """
    tree: dict[str, Any] = {}
    fields = request.form if given is None else given
    for name in list(fields)[:MOST_FIELDS]:
        if name in ("csrf_token", "next", "form_id", _FIND):
            continue
        values = fields.getlist(name)
        value: Any = values if name.endswith("[]") or len(values) > 1 else values[0]
        _put(tree, _PART.split(name.removesuffix("[]")), value)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        branch = tree.setdefault(part, {})
        if not isinstance(branch, dict):
            return
        tree = branch
    tree[path[-1]] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() and len(key) < 10 for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}
