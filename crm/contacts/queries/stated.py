"""How many contacts somebody sees of several states of the list at once: of their saved views."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, func, literal, select, union_all

from crm.contacts.queries.filterable import fields_in
from crm.contacts.queries.listing import matching_ids
from crm.contacts.queries.states import given, read
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.paging import COUNT_CAP, Count


def counts_of(states: Mapping[int, str], to: Actor) -> dict[int, Count]:
    """How many contacts of each state the person sees, up to 1,000 each, by the state's key.

    One statement, one more if any filters by an own field, and one for each that searches for words. A state
    that can't be used is left out.
    """
    wishes = {key: wish for key, state in states.items() if (wish := _wish(state)) is not None}
    fields = fields_in(*(wish.whole for wish in wishes.values()))
    parts: list[Any] = []
    for key, wish in wishes.items():
        try:
            some = matching_ids(wish, fields=fields, to=to).limit(COUNT_CAP + 1).subquery()
        except Invalid:
            continue
        parts.append(select(literal(key, BigInteger), func.count()).select_from(some))
    rows = db.session.execute(union_all(*parts)) if parts else ()
    return {key: Count(min(number, COUNT_CAP), capped=number > COUNT_CAP) for key, number in rows}


def _wish(state: str) -> Wish | None:
    try:
        return read(given(state))
    except Invalid:
        return None
