"""Whole pages that come out the same: drawn once, and given again while all that they asked tells the same.

A page of a door with ``kept=True`` is made of its address, its reader, the reader's day and what its
statements told, of nothing else. When somebody comes to the same page again, its statements are asked
again, as one (``crm.kernel.asked``), each with the reader's rights in it as ever; told the same, the page is
given as it was drawn. So a record that has changed, or that the reader may no longer see, is never shown as
it was. Tokens of forms are new each time. Of a page that was asked for once nothing is kept but that it was.

The transaction of a page sees one instant (``crm.kernel.db``), so that what is asked again tells of the same
as what was drawn.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import zip_longest
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from crm.kernel import clock
from crm.kernel.asked import Asked, listening
from crm.kernel.i18n import locale, time_zone
from crm.web import here, once

MOST_PAGES: Final = 1024
"""So many pages are remembered in each process; those longest not asked for go first."""
MOST_BYTES: Final = 6_000_000
"""So much of what was drawn is kept."""
CSRF: Final = f"csrf-{secrets.token_hex(16)}"
FORM: Final = f"form-{secrets.token_hex(16)}"
"""Stand in a kept page where its tokens belong."""
_TOKENS: Final = re.compile(f"({CSRF}|{FORM})".encode())


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it was drawn, and what its statements told then. Empty: it was asked for once.

    ``pieces`` are what stands before, between and after the places of tokens; ``tokens`` tells of which kind.
    """

    asked: Asked | None = None
    told: str = ""
    pieces: tuple[bytes, ...] = ()
    tokens: tuple[bytes, ...] = ()
    kind: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self.pieces))


class Shelf:
    """The pages of this process by what they are made of."""

    def __init__(self) -> None:
        self._pages: OrderedDict[bytes, Drawn] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: bytes) -> Drawn | None:
        """The page of this key, which is now the last to go."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def put(self, key: bytes, page: Drawn) -> None:
        """Keep this page, and let those go that are too many."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += page.size - (before.size if before else 0)
            while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
                self._bytes -= self._pages.popitem(last=False)[1].size


def install(app: Flask) -> None:
    """Give the app its shelf, and templates their tokens."""
    app.extensions["artel_drawn"] = Shelf()
    app.jinja_env.globals.update(csrf_token=_csrf_token, form_id=_form_id)
    app.context_processor(lambda: {"csrf_token": _csrf_token})


def given(view: Callable[[], Response], *, by_key: bool = False) -> Response:
    """What the view answers: as it was drawn before, if all that it asked tells the same."""
    key = _key()
    if key is None:
        return view()
    shelf: Shelf = current_app.extensions["artel_drawn"]
    page = shelf.get(key)
    told = page.asked.told(by_key=by_key) if page is not None and page.asked is not None else ""
    if page is not None and told and told == page.told:
        return Response(_filled(page.pieces, page.tokens), content_type=page.kind)
    g.masked = True
    try:
        with listening() as heard:
            answer = view()
    finally:
        g.masked = False
    if answer.is_streamed or answer.direct_passthrough:
        return answer
    drawn = _TOKENS.split(answer.get_data())
    pieces, tokens = tuple(drawn[::2]), tuple(drawn[1::2])
    if answer.status_code == 200 and heard.whole and "trace" not in g:
        before = page.asked if page is not None else None
        told = told if before == heard else (heard.told(by_key=by_key) if page is not None else "")
        kind = answer.content_type or "text/html"
        shelf.put(key, Drawn(heard, told, pieces, tokens, kind) if told else Drawn())
    answer.set_data(_filled(pieces, tokens))
    return answer


def _key() -> bytes | None:
    """What the page is made of beside what its statements tell; None if it can't be given again."""
    identity = here.identity()
    if identity is None or identity.viewer or request.method != "GET" or "_flashes" in session:
        return None
    if current_app.jinja_env.auto_reload:
        return None
    user = sorted((name, value) for name, value in vars(identity.user).items() if not name.startswith("_"))
    today = clock.now().astimezone(ZoneInfo(time_zone())).date()
    reader = identity.actor, identity.role_label, identity.logo_version, user, locale(), time_zone(), today
    made_of: Any = request.host, request.full_path, request.headers.get("HX-Request"), here.entry(), reader
    return blake2b(repr(made_of).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _filled(pieces: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """The page with tokens of its own."""
    csrf = generate_csrf().encode()
    new = (csrf if token == CSRF.encode() else once.form_id().encode() for token in tokens)
    return b"".join(part for pair in zip_longest(pieces, new, fillvalue=b"") for part in pair)


def _csrf_token() -> str:
    return CSRF if g.get("masked") else generate_csrf()


def _form_id() -> str:
    return FORM if g.get("masked") else once.form_id()
