"""Walks that nothing narrows, the most frequent of all: each is built once and sent with other values."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, DateTime, Select, bindparam

from crm.contacts.models.contact import ByteText
from crm.contacts.queries.walking import walk
from crm.contacts.queries.wanted import Asked, Key, keys
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Actor

KEY_TYPES: Final[dict[str, Any]] = {
    "name": ByteText, "activity": DateTime(timezone=True), "created": BigInteger(),
}  # fmt: skip


def walked(asked: Asked) -> list[Key]:
    """The rows of a walk that nothing narrows; its statement is built once for each order and direction."""
    wish, start = asked.wish, asked.wish.start
    back, everybody = wish.before is not None, asked.names is None
    statement = _bare_walk(wish.sort, wish.limit, back, start is not None, everybody)
    values = {"names": asked.names} if asked.names is not None else {}
    return keys(statement, values | dict(zip(("start_key", "start_id"), start or (), strict=False)))


@lru_cache(maxsize=256)
def _bare_walk(sort: str, limit: int, *how: bool) -> Select[Any]:
    """A walk whose values are given when it is sent; ``how``: back, from a start, along all contacts."""
    back, started, everybody = how
    by = Wish(sort=sort).by
    start = [bindparam("start_key", type_=KEY_TYPES[by]), bindparam("start_id", type_=BigInteger)]
    after, before = (None, start) if back else (start if started else None, None)
    names = None if everybody else bindparam("names", type_=ARRAY(ByteText))
    nobody = Actor.system("walk")
    wish = Wish(sort=sort, limit=limit, after=after, before=before)
    return walk(Asked(wish, nobody, names, False, False, (), ()))
