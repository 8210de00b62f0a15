"""Words in the reader's language: Flask-Babel, with one rule of our own — a sentence is never glued.

``_`` translates now, ``lazy`` when it is shown; ``speaking`` changes the language for a block (mails, jobs).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any, Final

from babel.numbers import format_decimal
from flask import has_app_context
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

LOCALES = ("en", "ru")
NUMBER: Final = "number"
"""What stands in JSON for a ``Number`` in a slot."""

babel = Babel()
_zone: ContextVar[str] = ContextVar("artel_time_zone", default="UTC")
_language: ContextVar[str | None] = ContextVar("artel_language", default=None)
_catalogs: dict[str, Any] = {}
"""Flask-Babel's catalogs by language: a page asks for some hundred sentences, and each look-up costs."""


def _(sentence: str, /, **slots: Any) -> str:
    """The sentence in the reader's language, its named slots filled. Outside an app it stays English."""
    text = translated(sentence)
    filled: str = text % slots if slots else text
    return filled


def ngettext(singular: str, plural: str, num: int, /, **slots: Any) -> str:
    """The plural form that ``num`` asks for; ``%(num)s`` is filled by itself."""
    filled: str = translated_plural(singular, plural, num) % {"num": num, **slots}
    return filled


def translated(sentence: str) -> str:
    """The sentence in the reader's language, its slots as they are; templates get this as ``gettext``."""
    text: str = _catalog().gettext(sentence)
    return text


def translated_plural(singular: str, plural: str, num: int) -> str:
    """The same for one that counts; templates get this as ``ngettext``."""
    text: str = _catalog().ngettext(singular, plural, num)
    return text


def _catalog() -> Any:
    language = _language.get()
    if language in _catalogs:
        return _catalogs[language]
    if not has_app_context():
        return NullTranslations()
    found = get_translations()
    if language is not None:
        _catalogs[language] = found
    return found


class LazyText(LazyString):  # type: ignore[misc] # Flask-Babel has no types
    """A sentence, translated whenever it is shown."""

    def __init__(self, sentence: str, /, **slots: Any) -> None:
        super().__init__(_, sentence, **slots)
        self.sentence, self.slots = sentence, slots

    def __html__(self) -> Markup:
        """What pages show: escaped, since a slot may hold what people typed (Flask-Babel's own is not)."""
        return escape(str(self))


def lazy(sentence: str, /, **slots: Any) -> LazyText:
    """The sentence, translated whenever it is shown. Make it ``str`` or ``kept`` before it goes into JSON."""
    return LazyText(sentence, **slots)


def kept(text: LazyText | str) -> list[Any]:
    """The sentence as JSON keeps it, for readers in any language; a text that is none stays as it is."""
    if isinstance(text, LazyText):
        return [text.sentence, {name: _plain(value) for name, value in text.slots.items()}]
    return ["%(text)s", {"text": text}]


class Number(int):
    """A whole number in a slot: told with the reader's thousands, 10,000 or 10 000."""

    def __str__(self) -> str:
        """The number in the language of the reader."""
        return str(format_decimal(int(self), locale=locale()))


def retold(sentence: str, slots: Mapping[str, Any]) -> str:
    """What ``kept`` told, in the language of whoever reads it now."""
    return _(sentence, **{name: _slot(value) for name, value in slots.items()})


def unkept(sentence: str, slots: Mapping[str, Any]) -> LazyText:
    """The sentence that was ``kept``, translated whenever it is shown."""
    return lazy(sentence, **{name: _slot(value) for name, value in slots.items()})


def _slot(value: Any) -> Any:
    if isinstance(value, list):
        return unkept(*value)
    return Number(value[NUMBER]) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    if isinstance(value, LazyText):
        return kept(value)
    if isinstance(value, Number):
        return {NUMBER: int(value)}
    return value if isinstance(value, int | float) else str(value)


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that counts, translated whenever it is told."""

    singular: str
    plural: str

    def told(self, num: int, /, **slots: Any) -> str:
        """The form that ``num`` asks for, in the reader's language."""
        return ngettext(self.singular, self.plural, num, **slots)


def lazy_plural(singular: str, plural: str, /) -> Plural:
    """A sentence that counts, to be told later."""
    return Plural(singular, plural)


def mark(sentence: str) -> str:
    """Mark a sentence for extraction and return it as it is; its reader translates it later."""
    return sentence


def locale() -> str:
    """The language of the reader: ``en`` or ``ru``."""
    if (language := _language.get()) is not None:
        return language
    found = get_locale() if has_app_context() else None
    return str(found.language) if found else "en"


def known(language: str | None) -> str | None:
    """The language if Artel speaks it, else None."""
    return language if language in LOCALES else None


@contextmanager
def speaking(language: str, *, time_zone: str | None = None) -> Iterator[None]:
    """Speak this language for the length of the block, and tell instants in this zone."""
    zone, spoken = _zone.set(time_zone or _zone.get()), _language.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _language.reset(spoken)
        _zone.reset(zone)


def within_quotes(name: str) -> str:
    """A name as it stands between quotation marks: Russian «ёлочки» inside others become „лапки“."""
    return name.translate({ord("«"): "„", ord("»"): "“"}) if locale() == "ru" else name


def time_zone() -> str:
    """The zone that instants are told in now, as an IANA name."""
    return _zone.get()
