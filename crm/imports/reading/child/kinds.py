"""What a file is, by its content; its name counts for nothing."""

import json
import re
from contextlib import suppress
from typing import Final

from crm.imports.reading.child.encodings import utf16
from crm.imports.reading.child.limits import Trouble
from crm.imports.reading.child.sources import Source

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FOREIGN: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"{\\rtf", "document"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90\0", "binary"),
    (b"SQLite format 3", "binary"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WIDE: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CARD: Final = re.compile(r"(?:.{0,1000}\n)?\s*BEGIN\s*:\s*VCARD\s*[\r\n]", re.IGNORECASE | re.DOTALL)
_PAGE: Final = re.compile(r"<(?:!doctype html|html|table|head|body)\b", re.IGNORECASE)
_CONTROLS: Final = bytes({*range(9), *range(14, 27), 28, 29, 30, 31})
_MOST_CONTROLS: Final = 0.1


def kind_of(source: Source) -> str:
    """``csv``, ``vcf``, ``jsonl``, or ``packed`` for a ZIP or a workbook.

    Raises:
        Trouble: it is something else.
    """
    head = source.head(8192)
    if len(head) == source.size and not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Trouble("empty")
    if head.startswith(_ZIP):
        return "packed"
    if head.startswith(_OLE):
        raise Trouble("locked" if _ENCRYPTED in source.head(4 * 1024 * 1024) else "old")
    for sign, code in _FOREIGN:
        if head.startswith(sign):
            raise Trouble(code)
    return _kind_of_text(head, source)


def _kind_of_text(head: bytes, source: Source) -> str:
    text = _text(head)
    if not text:
        raise Trouble("binary")
    if _CARD.match(text):
        return "vcf"
    if _PAGE.match(text):
        raise Trouble("page")
    if text.startswith("<?xml"):
        raise Trouble("page")
    if text.startswith("{"):
        return _kind_of_json(source)
    if re.match(r"\[\s*[{\]]", text):
        raise Trouble("json")
    return "csv"


def _text(head: bytes) -> str:
    """The beginning as a text, letters beyond ASCII as they may be; empty if it is none."""
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").lstrip()
    if utf16(head):
        return head.replace(b"\0", b"").decode("latin-1").lstrip()
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(head):
        return ""
    return head.decode("latin-1").removeprefix("ï»¿").lstrip() or " "


def _kind_of_json(source: Source) -> str:
    first = source.open().readline(4 * 1024 * 1024).removeprefix(b"\xef\xbb\xbf")
    with suppress(ValueError, RecursionError):
        if isinstance(json.loads(first.decode("utf-8", "replace")), dict):
            return "jsonl"
    if b'"' in first[:100] and first.rstrip()[-1:] in (b"}", b";"):
        return "csv"
    raise Trouble("json")
