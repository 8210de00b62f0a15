"""Which letters bytes stand for, where nobody says so: UTF-8, else whichever Russian encoding reads best."""

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RUSSIAN: Final = ("cp1251", "koi8-r", "cp866")
_WESTERN: Final = "cp1252"
_SAMPLE_BYTES: Final = 64 * 1024
_FREQUENT: Final = frozenset("оеаинтсрвлкмдпуя")
_NAMED: Final = re.compile(
    r"utf-?8|us-ascii|ascii|(?:windows-|cp)(?:125[0-8]|866|1125)|iso-8859-\d{1,2}|koi8-[ru]|mac-?cyrillic"
    r"|gbk|gb2312|gb18030|big5|shift_jis|euc-(?:jp|kr)",
    re.IGNORECASE,
)
"""Encodings that may be asked for by name; others that Python knows do more than stand for letters."""


def as_utf8(content: bytes) -> bytes:
    """The text in UTF-8 without a byte order mark if it began with one (UTF-16 too); else as it is."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return content


def guessed(content: bytes) -> str:
    """The encoding of the bytes: UTF-8 if they can be that, else the likeliest of five."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        sample = bytes(byte for byte in content if byte > 0x7F)[:_SAMPLE_BYTES]
        return max((*_RUSSIAN, _WESTERN), key=lambda encoding: _likelihood(sample, encoding))
    return "utf-8"


def decoded(content: bytes, *, named: str = "", otherwise: str) -> str:
    """The bytes as a text, by the encoding that is ``named`` if it is known and fits; never fails."""
    for encoding in (named, "utf-8") if _NAMED.fullmatch(named) else ("utf-8",):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode(otherwise, "replace")


def _likelihood(sample: bytes, encoding: str) -> float:
    """How much of the sample are letters that a text in these letters is mostly made of."""
    text = sample.decode(encoding, "replace")
    if encoding == _WESTERN:
        return 0.5 * sum(letter in "äöüßéèàçñáíóúôêâî" for letter in text) / max(1, len(text))
    small = sum(letter in _FREQUENT for letter in text)
    russian = sum("а" <= letter.lower() <= "я" for letter in text)
    return (small + 0.2 * russian) / max(1, len(text))
