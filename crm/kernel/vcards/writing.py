"""Lines of a card, escaped and folded as RFC 2426 (3.0) and RFC 6350 (4.0) want it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

Version = Literal["3.0", "4.0"]
VERSIONS: Final[tuple[Version, ...]] = ("3.0", "4.0")
MEDIA_TYPE: Final = "text/vcard"
ENDING: Final = "vcf"
LINE_OCTETS: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": "\\n"})
_IN_PARAMS: Final = str.maketrans({"^": "^^", "\n": "^n", '"': "^'", "\r": " "})


def escaped(value: str) -> str:
    """A text as a value, or as a part of one."""
    return value.replace("\r\n", "\n").translate(_ESCAPES)


def parts(*values: str) -> str:
    """Texts as one value of parts."""
    return ";".join(map(escaped, values))


def line(
    name: str, value: str, params: Mapping[str, str | Sequence[str]] | None = None, *, group: str = ""
) -> str:
    """One property, folded; ``value`` is escaped already, ``params`` are not. An empty one is left out."""
    told = "".join(f";{key}={_param(word)}" for key, word in (params or {}).items() if word)
    return folded(f"{group}.{name}{told}:{value}" if group else f"{name}{told}:{value}")


def card(version: Version, lines: Iterable[str]) -> str:
    """A whole card of these lines."""
    return "".join(("BEGIN:VCARD\r\n", f"VERSION:{version}\r\n", *lines, "END:VCARD\r\n"))


def folded(content: str) -> str:
    """The line in pieces of at most 75 octets, no character divided, with its end."""
    octets = content.encode("utf-8", "replace")
    pieces, begin, room = [], 0, LINE_OCTETS
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[begin:end])
        begin, room = end, LINE_OCTETS - 1
    return b"\r\n ".join((*pieces, octets[begin:])).decode() + "\r\n"


def _param(value: str | Sequence[str]) -> str:
    return ",".join(map(_word, [value] if isinstance(value, str) else value))


def _word(word: str) -> str:
    kept = word.translate(_IN_PARAMS)
    return f'"{kept}"' if any(sign in kept for sign in ":;,") else kept
