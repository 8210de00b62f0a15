"""Codes that standards give, and their names in the reader's words: languages, currencies, countries.

The names are Babel's (CLDR). Lists are sorted as the reader's alphabet has it and kept once made.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from crm.kernel.i18n import LOCALES, locale
from crm.kernel.search_text import fold, sortable

_NO_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
_NO_LANGUAGES: Final = frozenset({"sh"})
_LANGUAGES: Final[dict[str, Mapping[str, str]]] = {here: Locale(here).languages for here in LOCALES}
_COUNTRIES: Final[dict[str, Mapping[str, str]]] = {here: Locale(here).territories for here in LOCALES}

LANGUAGES: Final = frozenset({code for code in _LANGUAGES["en"] if len(code) == 2} - _NO_LANGUAGES | {"bh"})
"""ISO 639-1."""
COUNTRIES: Final = frozenset({code for code in _COUNTRIES["en"] if len(code) == 2} - _NO_COUNTRIES)
"""ISO 3166-1, two letters."""
CURRENCIES: Final = frozenset(
    code for country in COUNTRIES for code in get_territory_currencies(country, date(2015, 1, 1), date.max)
)
"""ISO 4217: those that were legal tender somewhere in 2015 or later, so that no kept one becomes unknown."""
_NICKNAMES: Final = {
    "рф": "RU", "russia": "RU", "россия": "RU", "российская федерация": "RU", "russian federation": "RU",
    "usa": "US", "u.s.a.": "US", "united states of america": "US", "сша": "US", "uk": "GB", "england": "GB",
    "great britain": "GB", "англия": "GB", "белоруссия": "BY", "киргизия": "KG", "голландия": "NL",
    "uae": "AE", "оаэ": "AE", "молдавия": "MD", "туркмения": "TM", "корея": "KR", "turkey": "TR",
    "czech republic": "CZ",
}  # fmt: skip


def language_name(code: str) -> str:
    """The language in the reader's words: "Russian", «русский»."""
    return _LANGUAGES[locale()].get(code, code)


def currency_name(code: str) -> str:
    """The currency in the reader's words: "Russian ruble", «российский рубль»."""
    return str(get_currency_name(code, locale=locale()))


def country_name(code: str) -> str:
    """The country in the reader's words: "Russia", «Россия»."""
    return _COUNTRIES[locale()].get(code, code)


def language_options() -> list[tuple[str, str]]:
    """All languages as the options of a field, those that Artel speaks first."""
    return [*((code, language_name(code)) for code in LOCALES), *_languages(locale())]


def currency_options(*usual: str) -> list[tuple[str, str]]:
    """Today's currencies as the options of a field: "EUR · euro"; the usual ones first, whatever they are."""
    first = dict.fromkeys(code for code in usual if code in CURRENCIES)
    named = dict(_currencies(locale()))
    rest = [option for option in _currencies(locale()) if option[0] not in first]
    return [*((code, named.get(code) or _option(code, locale())) for code in first), *rest]


def country_names() -> list[str]:
    """The names of all countries."""
    return list(_countries(locale()))


def country_of(text: str) -> str | None:
    """The code of the country that is called so in either language, or whose code it is."""
    if len(text) == 2 and text.upper() in COUNTRIES:
        return text.upper()
    return _by_name().get(fold(text))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    named = {fold(names[code]): code for names in _COUNTRIES.values() for code in COUNTRIES if code in names}
    return {**named, **_NICKNAMES}


@lru_cache(maxsize=len(LOCALES))
def _languages(reader: str) -> tuple[tuple[str, str], ...]:
    names = ((code, _LANGUAGES[reader].get(code, code)) for code in LANGUAGES - set(LOCALES))
    return tuple(sorted(names, key=lambda option: sortable(option[1])))


@lru_cache(maxsize=len(LOCALES))
def _currencies(reader: str) -> tuple[tuple[str, str], ...]:
    codes = {code for country in COUNTRIES for code in get_territory_currencies(country)}
    return tuple((code, _option(code, reader)) for code in sorted(codes & CURRENCIES))


def _option(code: str, reader: str) -> str:
    return f"{code} · {get_currency_name(code, locale=reader)}"


@lru_cache(maxsize=len(LOCALES))
def _countries(reader: str) -> tuple[str, ...]:
    names = (_COUNTRIES[reader].get(code, code) for code in COUNTRIES)
    return tuple(sorted(names, key=sortable))
