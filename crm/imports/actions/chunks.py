"""The staged lines that become contacts next, together: their numbers as PostgreSQL writes an array of them.

Thousands of numbers are told and asked for with each chunk; as one text nobody takes them apart on the way.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Integer, Select, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from crm.imports.actions import firms
from crm.imports.models import Import, ImportLine, Verdict
from crm.kernel.db import db

NONE: Final = "{}"


class Chunk(NamedTuple):
    """So many lines, from the ``first`` on, as a text: ``{3,4,7}``. There are none if ``number`` is 0.

    ``of_companies``: companies are made of them, which people of the file work for.
    """

    text: str
    number: int
    first: int
    of_companies: bool = False

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
    """The lines of the next chunk: companies that people are linked with come first, and all of them."""
    left = select(ImportLine.line).where(ImportLine.import_id == one.id, ImportLine.verdict == verdict.value)
    if from_end:
        return _chunk(left.where(ImportLine.line > 0).order_by(ImportLine.line.desc()).limit(most))
    found = _chunk(left.order_by(ImportLine.line).limit(most))
    if found.first < 0:
        companies = _chunk(left.where(ImportLine.line < 0).order_by(ImportLine.line).limit(most))
        return companies._replace(of_companies=True)
    if verdict is Verdict.NEW and one.seen.get(firms.FIRST):
        of_firms = left.where(ImportLine.line.in_(firms.waiting(one)))
        rows = _chunk(of_firms.order_by(ImportLine.line).limit(most))
        return rows._replace(of_companies=True) if rows.number else found
    return found


def _chunk(lines: Select[int]) -> Chunk:
    some = lines.subquery("some")
    told = select(in_one_text(some.c.line), func.count(), func.coalesce(func.min(some.c.line), 0))
    return Chunk(*db.session.execute(told).one())
