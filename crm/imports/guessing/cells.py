"""What one cell says: several values, a day, a number, yes or no.

All read what people write in both languages; where a text could be read in two ways, the file's own manner
(``Shape.dates``, ``Shape.decimal``) decides.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from crm.kernel import written
from crm.kernel.tables import out_of_one_cell

Order = Literal["dmy", "mdy", "ymd"]
_MAILS: Final = re.compile(r"(?:[\s;,|]|:::)+")
_MAILS_BY_SLASHES: Final = re.compile(r"(?:[\s;,|/]|:::)+")
_WRAPPED: Final = re.compile(r"<[^<>@\s]+@|mailto:", re.IGNORECASE)
_MAIL_WITHIN: Final = re.compile(r"[^\s<>,;|\"():]+@[^\s<>,;|\"():?]+")
_SCHEMES: Final = ("http://", "https://")
_ADDRESSES: Final = re.compile(r"[\s;,|]+(?=https?://|www\.)")
_LISTED: Final = re.compile(r"\s*(?:[;|\n]|\s:::\s)\s*")
_PHONE: Final = re.compile(r"\+?[\d\s().-]{7,}(?:(?:доб|внутр|ext|x)\.?\s*\d+\)?)?", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\s*(?:[;|\n,/]|\s:::\s)\s*|\s+(?=\+)")
_APART: Final = re.compile(r"[;|\n,/\"]|\s:::\s|\s\+")
"""Without any of these a cell that is no e-mail holds one value."""
_DAY: Final = re.compile(r"(\d{1,4})([./\- ])(\d{1,2})\2(\d{1,4})(?:\s*(?:г\.?|года?))?")
_DAY_FIRST: Final = re.compile(
    r"(?:\w+, ?)?(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([^\W\d_]{3,})[\s.,/-]+(\d{4}|\d{2})(?:\s*(?:г\.?|года?))?"
)
_MONTH_FIRST: Final = re.compile(
    r"(?:\w+, ?)?([^\W\d_]{3,})[\s./-]+(\d{1,2})(?:st|nd|rd|th)?[\s.,/-]+(\d{4}|\d{2})"
)
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?")
"""A day as spreadsheets count it: from 1927 to 2173."""
_NO_YEAR: Final = re.compile(r"--(\d\d)-?(\d\d)")
_TWO_NUMBERS: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})\.?")
_LEAP_YEAR: Final = 2000
_ZEROS: Final = re.compile(r"0+[./\- ]0+[./\- ]0+(?:[T ][0:.]+)?")
_NOTHING: Final = (
    "-|--|---|–|—|n/a|#n/a|na|none|null|no|нет|нет данных|не указан|не указана|не указано|неизвестно"
    "|отсутствует|н/д|б/н"
)
NOTHING: Final = frozenset(
    form for word in _NOTHING.split("|") for form in (word, word.upper(), word.capitalize())
)
"""What people write where there is nothing to write."""
_TIME: Final = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]M|Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_IN_QUOTES: Final = re.compile(r'(?:^|; )"')
_SPACES: Final = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_MONEY: Final = re.compile(r"^(?:\$|€|£|₽|usd|eur|rub)|(?:\$|€|£|₽|%|usd|eur|rub|руб\.?|р\.)$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+")
_GROUPED: Final = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
_FIRST_YEAR_OF_CENTURY: Final = 50
"""Of years in two digits: from here on they are of the last century."""
_EXCEL_ERA: Final = date(1899, 12, 30)
_LONGEST: Final = 10_000


def values(cell: str) -> list[str]:
    """The values of a cell that may hold several: mails, phones, tags; each of them once, in their order.

    They stand apart by semicolons, bars, new lines, or as Google writes them (" ::: "); mails also by spaces
    and commas, phones also by commas and slashes, but only where every part is one. Addresses of sites may
    hold such signs: the next one begins as an address. Other texts stand in quotation marks then.
    """
    text = cell.strip()[:_LONGEST]
    if not text:
        return []
    if _APART.search(text) is None and ("@" not in text or " " not in text):
        return [text]
    if '"' in text and _IN_QUOTES.search(text):
        return _once(out_of_one_cell(text))
    if text.startswith(_SCHEMES):
        return _once(_ADDRESSES.split(text))
    if "@" in text and (parts := _apart_as_mails(text)):
        return _once(parts)
    numbers = [part for part in _NUMBERS.split(text) if part]
    if all(map(_PHONE.fullmatch, numbers)):
        return _once(numbers)
    return _once(_LISTED.split(text))


def _apart_as_mails(text: str) -> list[str]:
    """The parts, if each may be an e-mail; else none."""
    for between in (_MAILS_BY_SLASHES, _MAILS) if "/" in text else (_MAILS,):
        parts = [part for part in between.split(text) if part]
        if all("@" in part for part in parts):
            return parts
    return []


def mails(cell: str) -> list[str]:
    """The e-mail addresses of a cell; names and "mailto:" before them are left out."""
    if ("<" in cell or ":" in cell) and _WRAPPED.search(cell):
        return _once(_MAIL_WITHIN.findall(cell[:_LONGEST])) or values(cell)
    return values(cell)


@lru_cache(maxsize=20_000)
def to_date(text: str, order: str = "dmy") -> date | None:
    """The day; a time after it is left out. None if it is none, or no day of a calendar in this order.

    What tells its order by itself (2026-11-22, «22 ноября 2026») is read whatever the order is.
    """
    bare = _TIME.sub("", text.strip()[:64]).strip()
    found = _DAY.fullmatch(bare)
    if found:
        return _of_numbers(found[1], found[3], found[4], order)
    if re.fullmatch(r"\d{8}", bare):
        return _of_numbers(bare[:4], bare[4:6], bare[6:], "ymd")
    if _SERIAL.fullmatch(bare):
        return from_excel(int(bare[:5]))
    return written.day(bare) or _of_words(bare, order)


def _of_words(bare: str, order: str) -> date | None:
    """«31-дек-80», "December 31st, 1980", "Wed, 31 Dec 1980", «31 декабря 1980 года», and «31. 12. 1980»."""
    if found := _DAY_FIRST.fullmatch(bare):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(bare):
        month, day, year = found.groups()
    else:
        found = _DAY.fullmatch(re.sub(r"([./-])\s+", r"\1", bare))
        return _of_numbers(found[1], found[3], found[4], order) if found else None
    return written.day(f"{day} {month} {_whole_year(year)}")


def without_year(text: str, order: str = "dmy") -> date | None:
    """The day of some leap year, where the text tells a day and a month alone."""
    bare = text.strip()[:64]
    if found := _NO_YEAR.fullmatch(bare):
        return _on(str(_LEAP_YEAR), found[1], found[2])
    if found := _TWO_NUMBERS.fullmatch(bare):
        one, two = (found[2], found[1]) if order == "dmy" else (found[1], found[2])
        return _on(str(_LEAP_YEAR), one, two)
    return to_date(f"{bare.rstrip('.')} {_LEAP_YEAR}")


def is_no_day(text: str) -> bool:
    """Whether the text stands for no day at all: zeros, as Outlook writes, or a dash."""
    return text in NOTHING or _ZEROS.fullmatch(text) is not None


def from_excel(number: float) -> date | None:
    """The day that a spreadsheet counts by this number; None beyond its calendar."""
    return _EXCEL_ERA + timedelta(days=int(number)) if 1 <= number < 2_958_466 else None


def to_number(text: str, decimal: str = ".") -> Decimal | None:
    """The number, exact; signs of currencies and per cent are left out.

    What "1.234" and "1,234" mean says ``decimal``.
    """
    bare = _SPACES.sub("", text[:64]).replace("−", "-").replace("–", "-")
    bare = _MONEY.sub("", bare)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    other = "," if decimal == "." else "."
    if _GROUPED[decimal].fullmatch(bare):
        bare = bare.replace(other, "").replace(decimal, ".")
    elif _GROUPED[other].fullmatch(bare) and decimal in bare and other in bare:
        bare = bare.replace(decimal, "").replace(other, ".")
    else:
        bare = bare.replace(",", ".")
    return Decimal(bare) if bare.isascii() and _PLAIN.fullmatch(bare) else None


def to_bool(text: str) -> bool | None:
    """Yes or no, by the words of both languages; None for anything else."""
    word = text.strip().casefold()
    if word in ("x", "х", "✓", "✔", "☑", "v"):
        return True
    return written.yes_or_no(word)


def _once(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _of_numbers(one: str, two: str, three: str, order: str) -> date | None:
    if len(one) >= 3:
        return _on(one, two, three)
    if order == "ymd" and len(three) < 4:
        return _on(one, two, three)
    return _on(three, one, two) if order == "mdy" else _on(three, two, one)


def _on(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4):
        return None
    try:
        return datetime(_whole_year(year), int(month), int(day)).date()  # noqa: DTZ001 — a day has no zone
    except ValueError:
        return None


def _whole_year(year: str) -> int:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _FIRST_YEAR_OF_CENTURY else 2000
    return number
