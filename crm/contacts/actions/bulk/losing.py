"""How many of many contacts a person would no longer see after an act on them (ACC-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select

from crm.contacts.access import ASSIGN_CONTACTS, VIEW_CONTACTS, reached
from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel import moments
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.i18n import ngettext

MOST_COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """What an act makes of each contact; what is None stays as it is. ``classed``: the class is set.

    ``leaving`` cease to be managers; ``staying`` are, where given, all the managers there are afterwards.
    """

    sharing: str | None = None
    restricted: bool | None = None
    classed: bool = False
    class_id: int | None = None
    leaving: Collection[int] = ()
    staying: Collection[int] | None = None

    @property
    def moves_managers(self) -> bool:
        """Whether managers change."""
        return bool(self.leaving) or self.staying is not None


def warning(ids: Select[Any], change: Change, *, by: Actor) -> str:
    """Of how many of these contacts the person would lose sight; empty: of none. Two statements at most.

    Asked are those that they may do it to. Whoever may do it to what they manage only stays its manager,
    unless managers change.
    """
    if by.reach(VIEW_CONTACTS) is Reach.ALL:
        return ""
    if by.reach(ASSIGN_CONTACTS) is Reach.OWN and not change.moves_managers:
        return ""
    chosen = Contact.id.in_(select(ids.order_by(None).subquery().c.id))
    lost = _number(reached(by, ASSIGN_CONTACTS).where(chosen, ~_stays(change, by)))
    return _sentence(lost, _number(ids)) if lost else ""


def _stays(change: Change, by: Actor) -> ColumnElement[bool]:
    """Of a contact: the person still sees it, by whatever way is left (``Openness.rows`` as a condition)."""
    mates = by.teammates - {by.user_id} if by.reach(VIEW_CONTACTS) is Reach.GROUP else frozenset()
    mine = [f"u{by.user_id}", *(f"g{group_id}" for group_id in by.group_ids)]
    granted = exists().where(ContactGrant.contact_id == Contact.id, ContactGrant.grantee.in_(mine))
    open_to_others = or_(_shared(change), _classed(change, by), _managed_by(mates, change))
    if change.restricted is not None:
        open_to_others = literal(not change.restricted) & open_to_others
    else:
        open_to_others = ~Contact.restricted & open_to_others
    return or_(_managed_by({by.user_id}, change), granted, open_to_others)


def _managed_by(user_ids: Collection[int | None], change: Change) -> ColumnElement[bool]:
    if change.staying is not None:
        return literal(not set(user_ids).isdisjoint(change.staying))
    left = set(user_ids) - set(change.leaving) - {None}
    if not left:
        return literal(False)
    return exists().where(ContactManager.contact_id == Contact.id, ContactManager.user_id.in_(left))


def _shared(change: Change) -> ColumnElement[bool]:
    return literal(change.sharing != "private") if change.sharing else Contact.sharing != "private"


def _classed(change: Change, by: Actor) -> ColumnElement[bool]:
    mine = {int(principal[1:]) for principal in by.standing}
    return (
        literal(change.class_id in mine) if change.classed else func.coalesce(Contact.class_id, 0).in_(mine)
    )


def _number(contacts: Select[Any]) -> int:
    some = contacts.with_only_columns(Contact.id).order_by(None).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _sentence(lost: int, number: int) -> str:
    # Translators: both are numbers such as 12 or 10,000+: "You will lose access to 2 of 5 contacts."
    return ngettext(
        "You will lose access to %(lost)s of %(of)s contact.",
        "You will lose access to %(lost)s of %(of)s contacts.",
        min(number, MOST_COUNTED),
        lost=_told(lost),
        of=_told(number),
    )


def _told(number: int) -> str:
    told = moments.number(min(number, MOST_COUNTED))
    return f"{told}+" if number > MOST_COUNTED else told
