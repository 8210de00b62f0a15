"""What a search and the filters ask of a contact, and how many contacts probably answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Executable

from crm.contacts.models.contact import Contact
from crm.contacts.queries.beside import known_beside
from crm.kernel import phones
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.search_text import escaped, fold, telling
from crm.kernel.spellings import spellings

FEWEST_LETTERS: Final = 3
FEWEST_DIGITS: Final = 5
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 6
OWN_INDEX: Final = "ix_contact_found_by"
"""Answers a filter and who sees it together."""
DEARER: Final = 12
"""So many times as long as an entry of that index takes it to read a contact."""
SAMPLED: Final = 600
"""So many contacts tell how common something is among all."""
_PHONE_SIGNS: Final = frozenset("+()-. 0123456789")
_TRUNK_PREFIXES: Final = ("8", "0")


def matches(q: str, *, to: Actor | None = None) -> list[ColumnElement[bool]]:
    """Conditions for contacts that each word of the query finds, in any spelling (DATA, "Search"; CON-13).

    A word is part of a name, an e-mail, a number or another text that contacts are found by, in whatever
    order, as it is typed, in the other keyboard layout or in the other alphabet. For ``to`` it is also part
    of a tag, or begins the name of a company that this person sees and the contact works in; that takes one
    statement. A query of phone signs only is taken as part of a number, however it is spaced, with or without
    the prefix of domestic calls. Fewer than three letters are the beginning of the name that contacts are
    sorted by.
    """
    query = fold(q)[:LONGEST_QUERY]
    if not query:
        return []
    digits = phones.digits(query)
    if len(digits) >= FEWEST_DIGITS and _PHONE_SIGNS.issuperset(query):
        return [or_(*(Contact.search_text.like(f"%{number}%") for number in _as_written(digits)))]
    if len(query) < FEWEST_LETTERS:
        return [begins(q)]
    words = [word for word in query.split(" ")[:MOST_WORDS] if word]
    beside = known_beside(words, to=to) if to is not None else {}
    return [or_(*_spelled(word), *beside.get(word, ())) for word in words]


def begins(q: str) -> ColumnElement[bool]:
    """That the contact's name begins so."""
    return or_(*(Contact.sort_name.like(f"{escaped(begun)}%") for begun in beginnings(q)))


def _spelled(word: str) -> list[ColumnElement[bool]]:
    """The word in each spelling; one that holds another one is found along with that."""
    all_of_them = spellings(word)
    fewest = [one for one in all_of_them if not any(other != one and other in one for other in all_of_them)]
    return [_held(one) for one in fewest]


def _held(text: str) -> ColumnElement[bool]:
    """That what the contact is found by holds the text."""
    looked_for = Contact.search_text.like(f"%{escaped(telling(text))}%")
    if telling(text) == text:
        return looked_for
    return and_(looked_for, func.strpos(Contact.search_text, text) != 0)  # expected of nearly all


class Expected(NamedTuple):
    """How many contacts the planner expects to answer, and which part of all of them that is.

    ``apart``: an index of their own finds them, and so few that to ask of each whether the person sees it
    takes less than to gather all that the person sees.
    """

    rows: float
    part: float
    apart: bool = False


def expected(conditions: list[ColumnElement[bool]], *, seen: ColumnElement[bool] | None = None) -> Expected:
    """What the planner expects of these conditions, for whoever sees what ``seen`` says; one statement that
    reads no rows.
    """
    every, answering = select(Contact.id), select(Contact.id).where(*conditions)
    theirs = [select(Contact.id).where(seen)] if seen is not None else []
    plan = db.session.execute(_Explained(union_all(every, answering, *theirs))).scalar_one()
    parts = plan[0]["Plan"].get("Plans", [])
    if len(parts) < 2 + len(theirs):  # it knows that no row can answer
        return Expected(0.0, 0.0)
    of_all, rows, *of_theirs = (float(part["Plan Rows"]) for part in parts)
    apart = bool(of_theirs) and rows * DEARER < of_theirs[0] and OWN_INDEX not in _indexes(parts[1])
    return Expected(rows, rows / max(of_all, 1), apart)


def _indexes(plan: Mapping[str, Any]) -> set[str]:
    """The indexes that the plan reads; those of a plan that reads all rows are none but our own."""
    found = {plan["Index Name"]} if "Index Name" in plan else set()
    if plan["Node Type"] == "Seq Scan":
        found.add(OWN_INDEX)
    return found.union(*map(_indexes, plan.get("Plans", ())))


def sampled(conditions: Sequence[ColumnElement[bool]]) -> float:
    """Which part of some contacts, taken evenly from the first to the last, answers; one statement.

    What the planner expects of a part of a text rests on a hundred texts: of what one in thirty holds it may
    expect next to nothing.
    """
    last = select(func.max(Contact.id)).scalar_subquery()
    step = func.greatest(last // SAMPLED, 1)
    some = select(func.generate_series(step, last, step))
    numbers = select(func.count().filter(*conditions), func.count())
    met, seen = db.session.execute(numbers.where(Contact.id.in_(some), Contact.deleted_at.is_(None))).one()
    return met / seen if seen else 0.0


def beginnings(q: str) -> Sequence[str]:
    """How the name that contacts are sorted by begins, where the query stands in front, in each spelling."""
    return spellings(fold(q)[:LONGEST_QUERY])


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
