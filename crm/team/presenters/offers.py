"""People offered in a picker: whoever is chosen, and of the others the first that answer a search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm.kernel.db import db
from crm.kernel.search_text import patterns
from crm.team.models import User
from crm.team.presenters.people import choices

OFFERED: Final = 20
Option = tuple[Any, str, str, str, str]
"""Value, name, a second line, initials, photo."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a picker shows. ``url`` answers ``?q=`` with others, ``q`` is what these answer.

    ``more``: others answer too.
    """

    options: Sequence[Option]
    more: bool
    url: str = ""
    q: str = ""


def offered(source: Select[Any], *, q: str = "", present: Iterable[Any] = (), url: str = "") -> Offer:
    """Those who are ``present`` (by id), and at most twenty others of these users; two statements at most."""
    ids = ids_in(present)
    others = source.where(User.id.not_in(ids)) if ids else source
    found = list(db.session.scalars(like(others, q).limit(OFFERED + 1)))
    chosen = (
        db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.name, User.id)) if ids else ()
    )
    shown = [*chosen, *found[:OFFERED]]
    return Offer(choices(shown), more=len(found) > OFFERED, url=url, q=q)


def ids_in(texts: Iterable[Any]) -> set[int]:
    """The ids among what a form posted."""
    known = (str(text) for text in texts)
    return {int(text) for text in known if text.isascii() and text.isdigit() and len(text) < 19}


def like(users: Select[Any], q: str) -> Select[Any]:
    """Those of these users whose name or e-mail has every word that is asked for, ё or е."""
    for pattern in patterns(q):
        users = users.where(or_(has(User.name, pattern), has(User.email, pattern)))
    return users


def has(text: Any, pattern: str) -> ColumnElement[bool]:
    """Whether a text has what the pattern says, ё or е, in any letter case."""
    return func.replace(func.lower(text), "ё", "е").like(pattern)
