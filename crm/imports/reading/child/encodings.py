"""In which encoding a text is written: told by a mark, by its form, or by which reading costs least.

All encodings of one byte a letter read the same bytes, each as other letters: a reading is as good as its
letters are likely to stand beside one another. Case tells much too: «иВАНОВ» is hardly ever written.
"""

import codecs
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import IO, Final

from crm.imports.reading.child.letters import BITS, SIGNS, WESTERN
from crm.imports.reading.child.limits import STUDIED_BYTES
from crm.imports.reading.child.sources import Source

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RUSSIAN: Final = {"windows-1251": "cp1251", "koi8-r": "koi8-r", "cp866": "cp866"}
_BEFOREHAND: Final = {"windows-1251": 0.0, "windows-1252": 2.0, "koi8-r": 3.0, "cp866": 3.0}
"""Bits that a rarer encoding costs beforehand; they decide where a word or two is all there is."""
_SURE: Final = 8.0
"""Bits between the best reading and the next one."""
_WEIGHED_BYTES: Final = 128 * 1024
_MOST_SEARCHED: Final = 256 * 1024 * 1024
_FEW: Final = 20
"""So many letters of UTF-8 for each byte that is none: then it is UTF-8 with faults."""
_RUSSIAN_TEXT: Final = 5.5
"""Bits for each byte that Russian words cost at most, those at the edge of a short text among them."""
_SIGN, _ODD, _BROKEN = 6.0, 14.0, 20.0
_BESIDE_LATIN, _INNER_CAPITAL, _RARE, _LONELY = 7.0, 5.0, 11.0, 5.0


@dataclass(frozen=True, slots=True)
class Encoding:
    """``sure``: no other is likely."""

    name: str
    sure: bool = True


def encoding_of(source: Source) -> Encoding:
    """The encoding of the source's text, by its first piece that holds more than ASCII."""
    head = source.head(STUDIED_BYTES)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if wide := utf16(head):
        return Encoding(wide)
    if head.isascii():
        head = _first_telling(source.open())
    return of_bytes(head)


def of_bytes(sample: bytes) -> Encoding:
    """The encoding of a sample without a mark; letters may be cut at its ends."""
    if sample.isascii():
        return Encoding("utf-8")
    text = sample.decode("utf-8", "replace").strip("\ufffd")
    broken = text.count("\ufffd")
    letters = sum(letter > "\x7f" for letter in text) - broken
    weighed = _telling(sample)
    if letters and letters >= _FEW * broken and not _is_rather_866(text, weighed):
        return Encoding("utf-8")
    costs = sorted((_cost(weighed, name), name) for name in _BEFOREHAND)
    (least, name), (next_one, _other) = costs[:2]
    if name == "windows-1252" and not _is_1252(sample):
        name = "latin-1"
    return Encoding(name, sure=next_one - least >= _SURE)


def _first_telling(file: IO[bytes]) -> bytes:
    searched = 0
    while searched < _MOST_SEARCHED and (piece := file.read(STUDIED_BYTES)):
        if not piece.isascii():
            return piece
        searched += len(piece)
    return b""


def utf16(head: bytes) -> str:
    """UTF-16 without a mark: nearly all letters are usual ones, as pairs of other bytes never are."""
    sample = head[: min(len(head) // 2 * 2, 16 * 1024)]
    for name in ("utf-16-le", "utf-16-be") if len(sample) >= 4 else ():
        text = sample.decode(name, "replace")
        usual = sum(" " <= sign < "\x7f" or sign in "\r\n\t" or "\u0400" <= sign < "\u0460" for sign in text)
        if usual >= 0.9 * len(text):
            return name
    return ""


def _telling(sample: bytes) -> bytes:
    """So much of the sample as is weighed, from its first byte beyond ASCII on."""
    if len(sample) <= _WEIGHED_BYTES:
        return sample
    first = len(sample) - len(sample.lstrip(bytes(range(128))))
    return sample[max(0, first - 100) : first + _WEIGHED_BYTES]


def _is_rather_866(text: str, sample: bytes) -> bool:
    """Whether what could be UTF-8 in foreign letters only is likelier a Russian word in cp866: «упорно»."""
    if any("\x7f" < sign < "\u0530" for sign in text):
        return False
    beyond = sum(byte > 0x7F for byte in sample)
    return _cost(sample, "cp866") < _RUSSIAN_TEXT * beyond + _BEFOREHAND["cp866"]


def _cost(sample: bytes, name: str) -> float:
    text = f" {sample.decode(_RUSSIAN.get(name, 'cp1252'), 'replace')} "
    cost = _russian if name in _RUSSIAN else _western
    pairs = Counter(pairwise(text))
    return _BEFOREHAND[name] + sum(cost(one, two) * times for (one, two), times in pairs.items())


@lru_cache(maxsize=20_000)
def _russian(one: str, two: str) -> float:
    """What it costs that the second of two signs follows the first; ASCII alone costs nothing."""
    if one.isascii() and two.isascii():
        return 0.0
    bits = 0.0
    first, second = _cyrillic(one), _cyrillic(two)
    if first != "^" or second != "^":
        bits += BITS[first + second]
    if not two.isascii() and second == "^":
        bits += _of_sign(two)
    if _is_latin(one) or _is_latin(two):
        bits += _BESIDE_LATIN * (first != "^" or second != "^")
    if first != "^" and second != "^":
        bits += _of_case(one, two)
    return bits


@lru_cache(maxsize=20_000)
def _western(one: str, two: str) -> float:
    if one.isascii() and two.isascii():
        return 0.0
    bits = 0.0
    if not two.isascii():
        bits += WESTERN.get(two.lower(), 0) or _of_sign(two)
        if two.isalpha() and (not one.isascii() if one.isalpha() else two.islower()):
            bits += _LONELY
    if one.isalpha() and two.isalpha():
        bits += _of_case(one, two)
    return bits


def _of_case(one: str, two: str) -> float:
    if one.islower() and two.isupper():
        return _INNER_CAPITAL
    return 1.0 if one.isupper() and two.isupper() else 0.0


def _of_sign(sign: str) -> float:
    if sign in SIGNS:
        return _SIGN
    if sign == "\ufffd" or "\x80" <= sign < "\xa0":
        return _BROKEN
    return _RARE if sign.isalpha() else _ODD


def _cyrillic(sign: str) -> str:
    letter = sign.lower()
    return "е" if letter == "ё" else letter if "а" <= letter <= "я" else "^"


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _is_1252(sample: bytes) -> bool:
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True
