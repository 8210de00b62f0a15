"""Words in the reader's language: Flask-Babel, with one rule of our own — a sentence is never glued.

``_`` translates now, ``lazy`` when it is shown; ``speaking`` changes the language for a block (mails, jobs).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from flask import has_app_context
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString

LOCALES = ("en", "ru")
LazyText: TypeAlias = LazyString

babel = Babel()
_zone: ContextVar[str] = ContextVar("artel_time_zone", default="UTC")


def _(sentence: str, /, **slots: Any) -> str:
    """The sentence in the reader's language, its named slots filled. Outside an app it stays English."""
    text = get_translations().ugettext(sentence) if has_app_context() else sentence
    filled: str = text % slots if slots else text
    return filled


def ngettext(singular: str, plural: str, num: int, /, **slots: Any) -> str:
    """The plural form that ``num`` asks for; ``%(num)s`` is filled by itself."""
    if has_app_context():
        text = get_translations().ungettext(singular, plural, num)
    else:
        text = singular if num == 1 else plural
    filled: str = text % {"num": num, **slots}
    return filled


def lazy(sentence: str, /, **slots: Any) -> LazyText:
    """The sentence, translated whenever it is shown. Make it ``str`` before it goes into JSON or a job."""
    text: LazyText = LazyString(_, sentence, **slots)
    return text


def mark(sentence: str) -> str:
    """Mark a sentence for extraction and return it as it is; its reader translates it later."""
    return sentence


def locale() -> str:
    """The language of the reader: ``en`` or ``ru``."""
    found = get_locale() if has_app_context() else None
    return str(found.language) if found else "en"


def known(language: str | None) -> str | None:
    """The language if Artel speaks it, else None."""
    return language if language in LOCALES else None


@contextmanager
def speaking(language: str, *, time_zone: str | None = None) -> Iterator[None]:
    """Speak this language for the length of the block, and tell instants in this zone."""
    mark_ = _zone.set(time_zone or _zone.get())
    try:
        with force_locale(language):
            yield
    finally:
        _zone.reset(mark_)


def within_quotes(name: str) -> str:
    """A name as it stands between quotation marks: Russian «ёлочки» inside others become „лапки“."""
    return name.translate({ord("«"): "„", ord("»"): "“"}) if locale() == "ru" else name


def time_zone() -> str:
    """The zone that instants are told in now, as an IANA name."""
    return _zone.get()
