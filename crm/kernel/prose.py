"""What people wrote, cut into pieces: plain text, links to where it names an address, and who is called.

A text is plain: its line breaks are shown, its signs are shown as they are. Only what is known to be harmless
becomes a link.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "link", "call"]
SHOWN_AT_ONCE: Final = 1_200
_LINK: Final = re.compile(
    r"https?://[^\s<>\"'«»]{1,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?…"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; ``href`` is where a link leads."""

    kind: Kind
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text to show: its beginning, and the rest of a long one, which is opened."""

    head: list[Piece]
    rest: list[Piece]


def prose(text: str, *, names: Iterable[str] = ()) -> Prose:
    """The text in pieces. ``names`` are those whom it calls by ``@Name``."""
    cut = _cut(text)
    called = _calls(names)
    return Prose(list(_pieces(text[:cut], called)), list(_pieces(text[cut:], called)))


def _cut(text: str) -> int:
    """Where a long text is cut: behind a word, near enough to where it should be."""
    if len(text) <= SHOWN_AT_ONCE * 1.25:
        return len(text)
    space = max(text.rfind(sign, SHOWN_AT_ONCE // 2, SHOWN_AT_ONCE) for sign in (" ", "\n"))
    return space + 1 if space >= 0 else SHOWN_AT_ONCE


def _calls(names: Iterable[str]) -> re.Pattern[str] | None:
    """What calls one of these people: ``@`` and the whole name, or its first word."""
    words = {word for name in names for word in (name, name.split(" ")[0]) if word}
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w@.])@(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _pieces(text: str, called: re.Pattern[str] | None) -> Iterator[Piece]:
    at = 0
    for start, end, piece in _found(text, called):
        if start < at:
            continue
        if start > at:
            yield Piece("text", text[at:start])
        yield piece
        at = end
    if at < len(text):
        yield Piece("text", text[at:])


def _found(text: str, called: re.Pattern[str] | None) -> list[tuple[int, int, Piece]]:
    found = [_linked(match) for match in _LINK.finditer(text)]
    if called is not None:
        found += [(one.start(), one.end(), Piece("call", one[0])) for one in called.finditer(text)]
    return sorted(found, key=lambda one: one[0])


def _linked(match: re.Match[str]) -> tuple[int, int, Piece]:
    """The address without the signs that end its sentence."""
    text = match[0]
    while text and _ends_the_sentence(text):
        text = text[:-1]
    href = text if text.lower().startswith("http") else f"mailto:{text}"
    return match.start(), match.start() + len(text), Piece("link", text, href)


def _ends_the_sentence(address: str) -> bool:
    """Whether its last sign is the sentence's: a full stop, or a bracket opened before the address."""
    last = address[-1]
    return last in _TRAILING or address.count(last) > address.count(_BRACKETS.get(last, last))
