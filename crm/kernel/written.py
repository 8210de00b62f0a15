"""What people write for numbers, days, instants and yes or no, in both languages, read without guessing.

Each function returns None for what it can't read. Numbers are exact; a date whose order is in doubt
("05/06/2026") is not read at all.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

LONGEST: Final = 64
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SLASHED_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NAMED_DAY = re.compile(r"([0-9]{1,2})\s+([^\W\d_]+)\.?,?\s+([0-9]{4})(?:\s*г\.?)?")
_NAMED_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2}),?\s+([0-9]{4})")
_TIME = re.compile(
    r"(?P<day>.*?)[T\s,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"\s*(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_YES: Final = frozenset({"yes", "y", "true", "1", "on", "+", "да", "д", "истина", "есть"})
_NO: Final = frozenset({"no", "n", "false", "0", "off", "-", "нет", "н", "ложь"})


def decimal(text: str, *, language: str) -> Decimal | None:
    """The number: "1 234,56", "1,234.56", "-0.5". Where only a comma stands, the language tells what it is.

    In English "1,234" is a thousand and more, in Russian it is one and a bit.
    """
    if len(text) > LONGEST:
        return None
    plain = _SPACES.sub("", text).replace("−", "-").replace("–", "-")
    if "," in plain:
        plain = _without_commas(plain, language)
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def _without_commas(plain: str, language: str) -> str:
    whole, point, fraction = plain.rpartition(".")
    if point and "," not in fraction and _GROUPED.fullmatch(whole):
        return whole.replace(",", "") + point + fraction
    if not point and language != "ru" and _GROUPED.fullmatch(plain):
        return plain.replace(",", "")
    whole, _comma, fraction = plain.partition(",")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+", whole):
        whole = whole.replace(".", "")
    return f"{whole}.{fraction}" if "." not in whole + fraction else plain


def day(text: str) -> date | None:
    """The day: 2026-11-22, 22.11.2026, "22 Nov 2026", «22 ноября 2026»."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if found := _ISO_DAY.fullmatch(text):
        return _date(found[1], found[2], found[3])
    if found := _DOTTED_DAY.fullmatch(text):
        return _date(found[3], found[2], found[1])
    if found := _SLASHED_DAY.fullmatch(text):
        return _of_slashes(found[1], found[2], found[3])
    if found := _NAMED_DAY.fullmatch(text):
        return _date(found[3], _months().get(found[2].casefold(), ""), found[1])
    if found := _NAMED_MONTH_FIRST.fullmatch(text):
        return _date(found[3], _months().get(found[1].casefold(), ""), found[2])
    return None


def instant(text: str, *, zone: str) -> datetime | None:
    """The instant, in UTC and to the second: a day, a time, and an offset; without one it is in ``zone``."""
    found = _TIME.fullmatch(text.strip()) if len(text) <= LONGEST else None
    on = day(found["day"]) if found else None
    if found is None or on is None:
        return None
    offset = (found["offset"] or "").upper().replace("Z", "+00:00")
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        if offset:
            return datetime.fromisoformat(f"{on}T{clock}{offset}").astimezone(UTC)
        return datetime.combine(on, clock, ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def yes_or_no(text: str) -> bool | None:
    """Yes or no, by the words of both languages and by signs."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _date(year: str, month: str, day_of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None


def _of_slashes(one: str, two: str, year: str) -> date | None:
    """A day with slashes is read where only one order makes a date, or both the same."""
    both = {_date(year, two, one), _date(year, one, two)} - {None}
    return both.pop() if len(both) == 1 else None


@lru_cache(maxsize=1)
def _months() -> dict[str, str]:
    """The names of the months in both languages, whole and shortened, and the number of each."""
    return {
        str(name).casefold().rstrip("."): str(number)
        for language in ("en", "ru")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    }
