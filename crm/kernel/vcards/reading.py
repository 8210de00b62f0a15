"""Cards of versions 2.1, 3.0 and 4.0, taken apart line by line: what can't be read is kept as it stood.

Nothing here recurses and nothing is looked up outside: a card costs what its bytes cost. The habits that are
understood: lines that other systems end with LF or CR, folds in the midst of a character, soft line breaks of
quoted-printable, base64 without folds, letters in any encoding whether it is named or not, bare parameters,
cards within cards (``AGENT``), cards that never end.
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from crm.kernel.vcards.charsets import as_utf8, decoded, guessed
from crm.kernel.vcards.properties import Card, Property

LONGEST_HEAD: Final = 4_000
"""So many bytes before the colon are read; what is longer is no property."""
MOST_LINES: Final = 5_000
"""So many lines of a card are read."""
_ENDS: Final = re.compile(rb"\r\n|\n|\r")
_BEGIN: Final = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END: Final = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_AGENT: Final = re.compile(rb"(?:[\w.-]+\.)?AGENT(?:;[^:]*)?:\s*", re.IGNORECASE)
_SOFT: Final = re.compile(rb"[^:]*;\s*(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_BARE64: Final = re.compile(rb"[^:]*;\s*(?:ENCODING=)?(?:BASE64|B)\s*[;:]", re.IGNORECASE)
_ALPHABET: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}\s*")
_NAME: Final = re.compile(r"(?:([\w-]{1,100})\.)?([A-Za-z0-9-]{1,100})", re.ASCII)
_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "7BIT", "8BIT"})
_CARETS: Final = {"^n": "\n", "^'": '"', "^^": "^"}


@dataclass(frozen=True, slots=True)
class Read:
    """The cards of a file, and how many lines stand outside of any."""

    cards: tuple[Card, ...]
    strays: int


@dataclass(slots=True)
class _Open:
    """A card while its lines are gathered; ``depth`` counts the cards within it, whose lines stand apart.

    ``indented``: its lines stand apart from the margin; in another card such a line goes on with a property.
    """

    indented: bool = False
    lines: list[bytes] = field(default_factory=list)
    within: list[bytes] = field(default_factory=list)
    depth: int = 0

    def marks(self, sign: re.Pattern[bytes], line: bytes) -> bool:
        """Whether the line is this sign, and not the folded rest of a property that looks like it."""
        return bool(sign.fullmatch(line)) and (self.indented or not line[:1].isspace())

    def closed(self, otherwise: str, *, is_whole: bool = True) -> Card:
        return _card(self, otherwise, is_whole=is_whole)


def read_cards(content: bytes, *, otherwise: str = "") -> Read:
    """All cards of the file, in their order.

    ``otherwise`` is the encoding of what is neither UTF-8 nor says its own; the likeliest, if none is given.
    """
    content = as_utf8(content)
    otherwise = otherwise or guessed(content)
    cards: list[Card] = []
    current: _Open | None = None
    strays = 0
    for line in _ENDS.split(content):
        if current is None:
            current = _Open(line[:1].isspace()) if _BEGIN.fullmatch(line) else None
            strays += current is None and bool(line.strip())
        elif current.marks(_BEGIN, line) and not _is_within(current):
            cards.append(current.closed(otherwise, is_whole=False))
            current = _Open(line[:1].isspace())
        elif current.marks(_END, line) and not current.depth:
            cards.append(current.closed(otherwise))
            current = None
        else:
            _gather(current, line)
    if current is not None:
        cards.append(current.closed(otherwise, is_whole=False))
    return Read(tuple(cards), strays)


def _is_within(card: _Open) -> bool:
    """Whether a card that begins here is a part of this one, as that of an agent."""
    if card.depth:
        return True
    before = next((line for line in reversed(card.lines) if line.strip()), b"")
    return bool(_AGENT.fullmatch(before))


def _gather(card: _Open, line: bytes) -> None:
    begins = card.marks(_BEGIN, line)
    card.depth += begins
    (card.within if card.depth else card.lines).append(line)
    card.depth -= card.marks(_END, line)


def _card(card: _Open, otherwise: str, *, is_whole: bool) -> Card:
    lines = card.lines
    raw = b"\r\n".join((b"BEGIN:VCARD", *lines, *card.within, b"END:VCARD", b""))
    version = _version(lines)
    properties: list[Property] = []
    unread = [decoded(line, otherwise=otherwise) for line in card.within[:MOST_LINES] if line.strip()]
    is_cut = len(card.within) > MOST_LINES
    for number, line in enumerate(_unfolded(lines, version)):
        if number == MOST_LINES:
            is_cut = True
            break
        found = _property(line, version, otherwise)
        if found is not None:
            properties.append(found)
        elif line.strip():
            unread.append(decoded(line, otherwise=otherwise))
    return Card(tuple(properties), tuple(unread), raw, version, is_whole, is_cut)


def _version(lines: list[bytes]) -> str:
    for line in lines[:50]:
        name, _colon, value = line.partition(b":")
        if name.strip().upper() == b"VERSION":
            return value.strip().decode("ascii", "replace")
    return "3.0"


def _unfolded(lines: list[bytes], version: str) -> Iterator[bytes]:
    """Whole properties; in 2.1 the space that folds stays, but for base64."""
    pieces: list[bytes] = []
    is_soft = is_64 = False
    for line in lines:
        if pieces and is_soft and pieces[-1].endswith(b"="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif pieces and line[:1] in (b" ", b"\t"):
            pieces.append(line if version == "2.1" and not is_64 else line[1:])
        elif pieces and is_64 and _ALPHABET.fullmatch(line):
            pieces.append(line)
        else:
            if pieces:
                yield b"".join(pieces)
            pieces = [line]
            head = line[:LONGEST_HEAD]
            is_soft, is_64 = bool(_SOFT.match(head)), bool(_BARE64.match(head))
    if pieces:
        yield b"".join(pieces)


def _property(line: bytes, version: str, otherwise: str) -> Property | None:
    colon = _colon(line[:LONGEST_HEAD])
    if colon < 0:
        return None
    head = decoded(line[:colon], otherwise=otherwise).strip()
    name, *told = _outside_quotes(head, ";")
    named = _NAME.fullmatch(name.strip())
    if named is None:
        return None
    params = _params(told)
    value = _value(line[colon + 1 :], params, otherwise)
    return Property(named[2].upper(), value, params, (named[1] or "").lower(), version)


def _colon(head: bytes) -> int:
    """Where the value begins: at the first colon outside of quotes, or at the first if those don't close."""
    quoted = False
    for at, sign in enumerate(head):
        if sign == ord('"'):
            quoted = not quoted
        elif sign == ord(":") and not quoted:
            return at
    return head.find(b":")


def _params(told: list[str]) -> Mapping[str, tuple[str, ...]]:
    params: dict[str, tuple[str, ...]] = {}
    for one in told[:100]:
        name, equals, value = one.partition("=")
        bare = name.strip().upper()
        if not equals:
            name, value = ("ENCODING" if bare in _ENCODINGS else "TYPE"), name.strip()
        values = [_uncaret(word.strip().strip('"')) for word in _outside_quotes(value, ",")]
        if name.strip().upper() == "TYPE":  # TYPE="work,voice" stands for two
            values = [word for each in values for word in each.split(",")]
        key = name.strip().upper()
        params[key] = (*params.get(key, ()), *filter(None, values))
    return params


def _value(value: bytes, params: Mapping[str, tuple[str, ...]], otherwise: str) -> str:
    named = next(iter(params.get("CHARSET", ())), "")
    encoding = next(iter(params.get("ENCODING", ())), "").upper()
    if encoding == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value).replace(b"\r\n", b"\n")
    return decoded(value, named=named, otherwise=otherwise)


def _outside_quotes(text: str, sign: str) -> list[str]:
    if '"' not in text:
        return text.split(sign)
    parts, begin, quoted = [], 0, False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == sign and not quoted:
            parts.append(text[begin:at])
            begin = at + 1
    return [*parts, text[begin:]]


def _uncaret(word: str) -> str:
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], word) if "^" in word else word
