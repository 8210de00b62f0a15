"""A part of an act on many contacts: held against others, and to whom of it the person may do it, now."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, any_, literal, select

from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, May, Reach
from crm.kernel.bulk import Part, Skip
from crm.kernel.db import db


def part_of(ids: Sequence[int], may: May, *, wanted: Mapping[str, Any], act_id: int, by: Actor) -> Part:
    """Lock the contacts in the order of their ids, then ask what the person may; at most three statements.

    Whom they don't see is left out as if it were gone, whom they see but may not do this to as forbidden.
    """
    held = select(Contact.id).where(among(ids), Contact.deleted_at.is_(None)).order_by(Contact.id)
    there = set(db.session.scalars(held.with_for_update()))
    seen = there & _found(Contact.visible_to(by), ids)
    able = seen & _found(_allowed(by, may), ids)
    part = Part(list(ids), wanted, act_id, by)
    part.skip(Skip.GONE, set(ids) - seen)
    part.skip(Skip.FORBIDDEN, seen - able)
    return part


def among(ids: Sequence[int]) -> Any:
    """Of a contact: it is one of these."""
    return Contact.id == any_(literal(list(ids), ARRAY(BigInteger)))


def _allowed(by: Actor, may: May) -> Select[Any]:
    if by.reach(may) is Reach.NONE:
        return select(Contact).where(literal(False))
    return may.records(by, may) if may.records is not None else Contact.visible_to(by)


def _found(contacts: Select[Any], ids: Sequence[int]) -> set[int]:
    return set(db.session.scalars(contacts.where(among(ids)).with_only_columns(Contact.id).order_by(None)))
