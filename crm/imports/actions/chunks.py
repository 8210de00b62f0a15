"""The staged lines that become contacts next, together: their numbers as PostgreSQL writes an array of them.

Thousands of numbers are told and asked for with each chunk; as one text nobody takes them apart on the way.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Integer, Select, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from crm.imports.models import Import, ImportLine, Verdict
from crm.kernel.db import db

NONE: Final = "{}"


class Chunk(NamedTuple):
    """So many lines, from the ``first`` on, as a text: ``{3,4,7}``. There are none if ``number`` is 0."""

    text: str
    number: int
    first: int

    @property
    def of_companies(self) -> bool:
        """Whether companies are made of them, which people of the file work for."""
        return self.first < 0

    @property
    def lines(self) -> Any:
        """They as an array, for a statement."""
        return array_of(self.text, Integer)

    def numbers(self) -> list[int]:
        """They one by one."""
        return [int(line) for line in self.text.strip(NONE).split(",") if line]


def array_of(text: str, kind: type[Integer | BigInteger]) -> Any:
    """The array that the text tells, for a statement."""
    return cast(literal(text, Text), ARRAY(kind))


def in_one_text(column: Any) -> Any:
    """All values of the column in their order as one text, in a statement."""
    return func.coalesce(cast(func.array_agg(aggregate_order_by(column, column)), Text), NONE)


def next_chunk(one: Import, verdict: Verdict, most: int, *, from_end: bool = False) -> Chunk:
    """The lines of the next chunk: companies first, and all of them, since people are linked with them."""
    left = select(ImportLine.line).where(ImportLine.import_id == one.id, ImportLine.verdict == verdict.value)
    if from_end:
        return _chunk(left.where(ImportLine.line > 0).order_by(ImportLine.line.desc()).limit(most))
    found = _chunk(left.order_by(ImportLine.line).limit(most))
    if found.of_companies:
        return _chunk(left.where(ImportLine.line < 0).order_by(ImportLine.line).limit(most))
    return found


def _chunk(lines: Select[int]) -> Chunk:
    some = lines.subquery("some")
    told = select(in_one_text(some.c.line), func.count(), func.coalesce(func.min(some.c.line), 0))
    return Chunk(*db.session.execute(told).one())
