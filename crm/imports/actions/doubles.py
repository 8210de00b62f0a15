"""Rows that stand in the file twice: found when all of them are staged, by hashes of their keys.

A key is the same as another if the first eight bytes of their BLAKE2 are: of a million rows with three keys
each, two that differ meet once in four million files.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from struct import Struct
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Integer, column, func, literal, select, true, update

from crm.imports.models import Import, ImportLine, Verdict
from crm.kernel.db import db
from crm.kernel.i18n import mark
from crm.kernel.runs import Run

PART: Final = 5_000


def hashed(keys: Iterable[str]) -> list[int]:
    """The hashes of these keys, as a row keeps them."""
    return [_hash(key) for key in keys]


def _hash(key: str) -> int:
    hashing = _UNUSED.copy()  # quicker than a new one of each key
    hashing.update(key.encode())
    number: int = _NUMBER.unpack(hashing.digest())[0]
    return number


_UNUSED: Final = blake2b(digest_size=8)
_NUMBER: Final = Struct(">q")


def marked(one: Import, run: Run) -> Iterator[int]:
    """Mark rows that have a key of a row before them, some in each transaction; what is yielded is committed.

    The one sort of all keys takes a few seconds for a million rows.
    """
    if not run.is_open:
        return
    after = run.cursor.get("doubles", 0)
    found = [(line, first) for line, first in _doubles(one.id) if line > after]
    for start in range(0, len(found), PART):
        some = found[start : start + PART]
        db.session.refresh(run, with_for_update=True)
        if not run.is_open:
            return
        _mark(one.id, some)
        run.cursor = {**run.cursor, "doubles": some[-1][0]}
        db.session.flush()
        yield run.done


def _doubles(import_id: int) -> list[tuple[int, int]]:
    """Each line that has a key of one before it, with the first of those, in their order."""
    each = func.unnest(ImportLine.keys).table_valued(column("key", BigInteger)).render_derived(name="each")
    keys = (
        select(ImportLine.line, func.min(ImportLine.line).over(partition_by=each.c.key).label("first"))
        .select_from(ImportLine)
        .join(each, true())
        .where(ImportLine.import_id == import_id, ImportLine.line > 0, ImportLine.verdict.in_(COMPARED))
        .subquery("keyed")
    )
    twice = select(keys.c.line, func.min(keys.c.first)).where(keys.c.first < keys.c.line)
    return [(row[0], row[1]) for row in db.session.execute(twice.group_by(keys.c.line).order_by(keys.c.line))]


DOUBLE: Final = mark("The same as row %(number)s")
COMPARED: Final = (Verdict.NEW.value, Verdict.UPDATE.value, Verdict.ASK.value)


def _mark(import_id: int, some: list[tuple[int, int]]) -> None:
    lines, firsts = zip(*some, strict=True)
    pairs = func.unnest(literal(list(lines), ARRAY(Integer)), literal(list(firsts), ARRAY(Integer)))
    pair = pairs.table_valued(column("line", Integer()), column("first", Integer()))
    pair = pair.render_derived(name="pair")
    slots = func.jsonb_build_object("number", pair.c.first)
    told = func.jsonb_build_array(func.jsonb_build_array("", DOUBLE, slots))
    marking = update(ImportLine).where(ImportLine.import_id == import_id, ImportLine.line == pair.c.line)
    db.session.execute(
        marking.values(
            verdict=Verdict.KNOWN.value, contact_id=None, faults=told, keys=literal([], ARRAY(BigInteger))
        ),
        execution_options={"synchronize_session": False},
    )
