"""What a search and the filters ask of a contact, and how many contacts probably answer."""

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Executable

from crm.contacts.models.contact import Contact
from crm.kernel import phones
from crm.kernel.db import db
from crm.kernel.search_text import escaped, fold, patterns

FEWEST_LETTERS: Final = 3
FEWEST_DIGITS: Final = 5
LONGEST_QUERY: Final = 200
_PHONE_SIGNS: Final = frozenset("+()-. 0123456789")
_TRUNK_PREFIXES: Final = ("8", "0")


def matches(q: str) -> list[ColumnElement[bool]]:
    """Conditions for names, e-mails and phones that hold each word of the query (DATA, "Search").

    A query of phone signs only is taken as part of a number, however it is spaced, with or without the
    prefix of domestic calls. Fewer than three letters are the beginning of the name that contacts are
    sorted by.
    """
    query = fold(q)[:LONGEST_QUERY]
    if not query:
        return []
    digits = phones.digits(query)
    if len(digits) >= FEWEST_DIGITS and _PHONE_SIGNS.issuperset(query):
        return [or_(*(Contact.search_text.like(f"%{number}%") for number in _as_written(digits)))]
    if len(query) < FEWEST_LETTERS:
        return [Contact.sort_name.like(f"{escaped(query)}%")]
    return [Contact.search_text.like(pattern) for pattern in patterns(query)]


def share(conditions: list[ColumnElement[bool]]) -> float:
    """Which part of all contacts the planner expects to answer; one statement that reads no rows."""
    every, answering = select(Contact.id), select(Contact.id).where(*conditions)
    plan = db.session.execute(_Explained(every.union_all(answering))).scalar_one()
    rows = [part["Plan Rows"] for part in plan[0]["Plan"]["Plans"]]
    return float(rows[1] / max(rows[0], 1))


def _as_written(digits: str) -> list[str]:
    shorter = digits[1:] if digits.startswith(_TRUNK_PREFIXES) else ""
    return [digits, shorter] if len(shorter) >= FEWEST_DIGITS else [digits]


class _Explained(Executable, ClauseElement):
    """The plan of a statement instead of its rows."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(_Explained)
def _compile(element: _Explained, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)
