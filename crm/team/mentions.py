"""Whom a text calls by ``@Name``, and who of them can see the record that it is about."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, Text, exists, func, literal, select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.search_text import patterns
from crm.team.models import User
from crm.team.queries import active_users

MOST_MENTIONS: Final = 20
LONGEST_NAME: Final = 100
MOST_CANDIDATES: Final = 200
OFFERED: Final = 8
ASKED: Final = 50
_CALL: Final = re.compile(r"(?<![\w@.])@(?=\w)")


Seeing = Callable[[Collection[int]], set[int]]
"""Those of these users who can see the record; at most 200 are asked about."""


@dataclass(frozen=True, slots=True)
class Called:
    """Whom a text calls: those who can see the record, and the names of those who can't."""

    user_ids: list[int]
    blind: list[str]


def called(body: str, *, seeing: Seeing) -> Called:
    """The users whom the text calls; at most 20. Two users of one name are both called."""
    named = _named_in(body)
    seen = seeing(named) if named else set()
    blind = [name for user_id, name in named.items() if user_id not in seen]
    return Called([user_id for user_id in named if user_id in seen], list(dict.fromkeys(blind)))


def offered(typed: str, *, seeing: Seeing, to: Actor) -> list[User]:
    """Whom to offer to who has typed ``@`` and these letters: at most 8 who can see the record, by name.

    The writer is not among them. Of more than 50 people with these letters the first 50 are looked at.
    """
    matching = active_users().where(User.id != (to.user_id or 0)).limit(ASKED)
    for pattern in patterns(typed[:LONGEST_NAME]):
        matching = matching.where(func.lower(User.name).like(pattern))
    people = list(db.session.scalars(matching))
    seen = seeing([user.id for user in people])
    return [user for user in people if user.id in seen][:OFFERED]


def _named_in(body: str) -> dict[int, str]:
    calls = [body[call.end() : call.end() + LONGEST_NAME].lower() for call in _CALL.finditer(body)]
    calls = list(dict.fromkeys(calls))[:MOST_MENTIONS]
    people = _candidates(calls)
    named: dict[int, str] = {}
    for text in calls:
        named |= {user_id: people[user_id] for user_id in _meant(text, people)}
    return dict(list(named.items())[:MOST_MENTIONS])


def _candidates(calls: list[str]) -> dict[int, str]:
    """The active users with whose first word one of the calls begins."""
    if not calls:
        return {}
    call = func.unnest(literal(calls, ARRAY(Text))).column_valued("call")
    first = func.split_part(func.lower(User.name), " ", 1)
    begins = exists(select(call).where(func.starts_with(call, first)))
    rows = db.session.execute(
        active_users().with_only_columns(User.id, User.name).where(begins).limit(MOST_CANDIDATES)
    )
    return {row.id: row.name for row in rows}


def _meant(text: str, people: dict[int, str]) -> Iterable[int]:
    """Those whose whole name stands there, the longest one; else the only one of that first name."""
    whole = {user_id: len(name) for user_id, name in people.items() if _stands(name, text)}
    if whole:
        return [user_id for user_id, length in whole.items() if length == max(whole.values())]
    first = [user_id for user_id, name in people.items() if _stands(name.split(" ")[0], text)]
    return first if len(first) == 1 else []


def _stands(name: str, text: str) -> bool:
    """Whether the text begins with this name and not with a longer word."""
    return text.startswith(name.lower()) and not re.match(r"\w", text[len(name) :][:1] or " ")
