"""Files that were right once: of every kind, then bitten, cut, doubled and stirred; one for each seed."""

import io
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from crm.imports.reading.child.texts import PYTHON_NAMES
from tests.crm.imports.reading.books import ods, packed, xlsx

WORDS = (
    "Иванов Петров Анна Müller Ann Москва Ромашка a@b.example +79161234567 22.11.2026 1,5 да «ООО» 😀".split()
)
SIGNS = (
    b'"',
    b"'",
    b"\0",
    b";",
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x1b",
)


def fuzzed(seed: int) -> tuple[str, bytes]:
    """A file's name and content."""
    dice = random.Random(seed)
    name, make = dice.choice(KINDS)
    content = make(dice)
    for _ in range(dice.choice((0, 1, 1, 2, 5, 20))):
        content = dice.choice(BITES)(content, dice)
    return name, content


def _rows(dice: random.Random) -> list[list[str]]:
    width = dice.randint(1, 12)
    return [[dice.choice(WORDS) for _ in range(width)] for _ in range(dice.randint(1, 60))]


def _csv(dice: random.Random) -> bytes:
    delimiter = dice.choice(",;\t|")
    quote = dice.choice(('"', "'", ""))
    lines = (delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in _rows(dice))
    text = dice.choice(("\n", "\r\n", "\r")).join(lines)
    return text.encode(PYTHON_NAMES[dice.choice(list(PYTHON_NAMES))], "ignore")


def _cards(dice: random.Random) -> bytes:
    written = io.StringIO()
    for row in _rows(dice):
        written.write(f"BEGIN:VCARD\r\nVERSION:{dice.choice(('2.1', '3.0', '4.0'))}\r\nN:{';'.join(row)}\r\n")
        for cell in row:
            written.write(f"{dice.choice(('TEL', 'EMAIL', 'NOTE', 'ADR', 'BDAY', 'X-A'))}:{cell}\r\n")
        written.write("END:VCARD\r\n")
    return written.getvalue().encode(dice.choice(("utf-8", "utf-16", "cp1251")), "ignore")


def _lines(dice: random.Random) -> bytes:
    rows = _rows(dice)
    some: list[Any] = [
        dict(zip(map(str, range(99)), row, strict=False)) | {"list": row, "in": {"a": row[0]}} for row in rows
    ]
    return "\n".join(json.dumps(one, ensure_ascii=dice.random() < 0.5) for one in some).encode()


KINDS: Sequence[tuple[str, Callable[[random.Random], bytes]]] = (
    ("a.csv", _csv),
    ("a.tsv", _csv),
    ("a.xlsx", lambda dice: xlsx(_rows(dice))),
    ("a.ods", lambda dice: ods(_rows(dice))),
    ("a.vcf", _cards),
    ("a.jsonl", _lines),
    ("a.zip", lambda dice: packed({"a.csv": _csv(dice), "b.xlsx": xlsx(_rows(dice)), "c.vcf": _cards(dice)})),
)


def _place(content: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randint(0, len(content))
    return start, min(len(content), start + dice.choice((1, 2, 7, 100, 5_000)))


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randint(0, len(content))]


def _drop(content: bytes, dice: random.Random) -> bytes:
    start, end = _place(content, dice)
    return content[:start] + content[end:]


def _double(content: bytes, dice: random.Random) -> bytes:
    start, end = _place(content, dice)
    return content[:end] + content[start:end] * dice.choice((1, 2, 30)) + content[end:]


def _stir(content: bytes, dice: random.Random) -> bytes:
    start, end = _place(content, dice)
    return content[:start] + dice.randbytes(end - start) + content[end:]


def _put(content: bytes, dice: random.Random) -> bytes:
    start, _end = _place(content, dice)
    return content[:start] + dice.choice(SIGNS) * dice.choice((1, 1, 2, 500)) + content[start:]


BITES: Sequence[Callable[[bytes, random.Random], bytes]] = (_cut, _drop, _double, _stir, _put)
