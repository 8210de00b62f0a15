"""In which encoding a text is written."""

import codecs
from dataclasses import dataclass
from typing import Final

from crm.imports.reading.child.limits import STUDIED_BYTES
from crm.imports.reading.child.sources import Source
from crm.kernel.vcards.charsets import guessed

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES: Final = {"cp1251": "windows-1251", "cp1252": "windows-1252"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """``sure``: no other is likely."""

    name: str
    sure: bool = True


def encoding_of(source: Source) -> Encoding:
    """The encoding of the source's text."""
    head = source.head(STUDIED_BYTES)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    name = guessed(head)
    return Encoding(NAMES.get(name, name), sure=True)
