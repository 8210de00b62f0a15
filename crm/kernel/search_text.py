"""Folding of text for search and sorting: the same on write and on query, in Python, for both alphabets.

Case and accents are ignored and ё is е; accents are stripped from non-Cyrillic letters only, since plain
decomposition turns й into и (DATA, "Search").
"""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\u00a0]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def fold(text: str) -> str:
    """Casefolded, ё→е, accents off Latin letters, white space collapsed."""
    folded = "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", text.casefold()))
    return _SEPARATORS.sub(" ", folded).strip()


def _fold_letter(letter: str) -> str:
    if letter == "ё":
        return "е"
    if _CYRILLIC.match(letter) or letter.isascii():
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def searchable(*parts: str | None) -> str:
    """The folded text a record is found by: its parts, each on a line of its own so that words don't join."""
    return "\n".join(folded for folded in (fold(part) for part in parts if part) if folded)


def sortable(text: str) -> str:
    """The folded text a record is sorted by, cut to what an index entry carries well."""
    return re.sub(r"[«»\"'()]", "", fold(text)).strip()[:120]


def patterns(query: str, *, most: int = 6) -> list[str]:
    """One LIKE pattern a word of the query, with the wildcards escaped by a backslash."""
    return [f"%{escaped(word)}%" for word in fold(query).split(" ")[:most] if word]


def escaped(text: str) -> str:
    """The text with LIKE's own signs made literal."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
