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

from flask import Flask
from markupsafe import Markup

from crm.kernel.i18n import locale, time_zone

KEPT: Final = 2048
"""So many parts at most, in each process; those longest not asked for go first."""


def install(app: Flask) -> None:
    """Let templates keep parts; where templates are read anew when they change, nothing is kept."""
    parts: Callable[[Any], list[Markup]] = lru_cache(maxsize=KEPT)(lambda _key: [])

    def kept(name: str, *made_of: Any, caller: Callable[[], Markup]) -> Markup:
        key = (name, locale(), time_zone(), made_of)
        try:
            part = parts(key)
        except TypeError:  # made of lists
            part = parts(blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest())
        if not part or app.jinja_env.auto_reload:
            part[:] = [caller()]
        return part[0]

    app.jinja_env.globals["kept_part"] = kept
