"""Folding of text for search and sorting: the same on write and on query, in Python, for both alphabets.

Case and accents are ignored and ё is е; accents are stripped from non-Cyrillic letters only, since plain
decomposition turns й into и (DATA, "Search").
"""

import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(r"[\x00-\x7fа-яё]*")
"""Letters that are composed already and carry no accents."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_QUOTES = re.compile(r"[«»\"'()]")
_MOST_REMEMBERED = 10_000
_TOP_LEVEL_DOMAINS = frozenset(
    "com net org edu gov info biz name pro online store shop site club example москва дети онлайн".split()
)
"""Those of more than two letters that addresses end in most."""


def fold(text: str) -> str:
    """Casefolded, ё→е, accents off Latin letters, white space collapsed."""
    folded = text.casefold()
    if _PLAIN.fullmatch(folded):
        folded = folded.replace("ё", "е")
    else:
        folded = unicodedata.normalize("NFC", folded).translate(_LETTERS)
    return " ".join(folded.split())


class _Letters(dict[int, str]):
    """What becomes of each letter, by its code; found out when it is met first."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = folded
        return folded


_LETTERS = _Letters()


def _fold_letter(letter: str) -> str:
    if letter == "ё":
        return "е"
    if _CYRILLIC.match(letter) or letter.isascii():
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def searchable(*parts: str | None) -> str:
    """The folded text a record is found by: its parts, each on a line of its own so that words don't join."""
    return joined(fold(part) for part in parts if part)


def joined(folded: Iterable[str]) -> str:
    """What ``searchable`` makes of parts that are folded already."""
    return "\n".join(filter(None, folded))


def sortable(text: str) -> str:
    """The folded text a record is sorted by, cut to what an index entry carries well."""
    return sorted_as(fold(text))


def sorted_as(folded: str) -> str:
    """What ``sortable`` makes of a text that is folded already."""
    return _QUOTES.sub("", folded).strip()[:120]


def patterns(query: str, *, most: int = 6) -> list[str]:
    """One LIKE pattern a word of the query, with the wildcards escaped by a backslash."""
    return [f"%{escaped(word)}%" for word in fold(query).split(" ")[:most] if word]


def telling(text: str) -> str:
    """The beginning of a folded text that tells as much to an index of trigrams as the whole of it.

    Of the top-level domain that so many addresses end in, two letters: each further trigram of it is one
    more list as long as the table. What holds the whole text holds this, too.
    """
    head, _dot, domain = text.rpartition(".")
    return f"{head}.{domain[:2]}" if head and domain in _TOP_LEVEL_DOMAINS else text


def escaped(text: str) -> str:
    """The text with LIKE's own signs made literal."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
