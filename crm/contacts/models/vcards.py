"""Which words of vCards stand for which of ours, both ways (CON-23)."""

from typing import Final

MOST_CARDS: Final = 2_000
"""So many cards go out in one file, and come in with one."""
MOST_BYTES: Final = 20 * 1024 * 1024
"""A file that comes in may have so many bytes."""

TYPES: Final = {"work": "work", "home": "home"}
PHONE_TYPES: Final = {**TYPES, "mobile": "cell", "fax": "fax"}
"""Categories that have a TYPE of their own; others stand in words (X-ABLabel)."""

SOURCE: Final = "X-ARTEL-SOURCE"
CURRENCY: Final = "X-ARTEL-CURRENCY"
EXTERNAL_ID: Final = "X-ARTEL-EXTERNAL-ID"
TYPE: Final = "X-ARTEL-TYPE"
LANGUAGE: Final = "X-ARTEL-LANG"
"""3.0 has no LANG."""
UNKNOWN_SCHEME: Final = "x-apple"
"""The scheme that Apple gives to names at services without one."""


def types_of(kind: str) -> dict[str, str]:
    """The categories of this kind of comm that have a TYPE."""
    return PHONE_TYPES if kind == "phone" else TYPES
