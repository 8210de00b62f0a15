"""Parts of pages that come out the same each time: rendered once, and kept by what they are made of.

In a template::

    {% call kept_part("places", frame.nav, frame.logo) %}…{% endcall %}

What stands inside may depend on the named values and the reader's language alone: no token, no name of the
reader, no time. Equal values give an equal part, whoever asks, so nothing of one workspace reaches another.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from flask import Flask, current_app
from markupsafe import Markup

from crm.kernel.i18n import locale, time_zone

Parts = Callable[[Any], list[Markup]]
KEPT: Final = 2048
"""So many parts at most, in each process; those longest not asked for go first."""


def install(app: Flask) -> None:
    """Let templates keep parts."""
    parts: Parts = lru_cache(maxsize=KEPT)(lambda _key: [])
    app.extensions["artel_kept"] = parts
    app.jinja_env.globals["kept_part"] = lambda name, *made_of, caller: kept(name, *made_of, draw=caller)


def kept(name: str, *made_of: Any, draw: Callable[[], Markup]) -> Markup:
    """The part of this name that is made of these values: drawn now, unless it is kept.

    Where templates are read anew when they change, nothing is kept.
    """
    key, parts = (name, locale(), time_zone(), made_of), current_app.extensions["artel_kept"]
    try:
        part = parts(key)
    except TypeError:  # made of lists
        part = parts(blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest())
    if not part or current_app.jinja_env.auto_reload:
        part[:] = [draw()]
    made: Markup = part[0]
    return made
