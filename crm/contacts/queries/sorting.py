"""What contacts can be sorted by: for orders without an index, all that match are sorted, up to a limit."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Date, Text, collate, func, literal, select

from crm.contacts.models.access import ContactActivity
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.lists import ContactType
from crm.contacts.queries.wishes import WALKED, Wish
from crm.team.models import User
from crm.views.conditions import folded

MOST_SORTED: Final = 10_000
FIRST_DAY: Final = date.min
LAST_DAY: Final = date.max
_NONE: Final = "\U0010ffff"
"""Stands behind every text."""


def sortable_by() -> tuple[str, ...]:
    """Everything that the list can be sorted by."""
    return (*WALKED, *KEYS)


def sorted_by(wish: Wish) -> Any:
    """The expression that the wish sorts by; it is never NULL: what is not known comes last, either way."""
    if wish.by in INDEXED:
        return INDEXED[wish.by]
    return KEYS[wish.by](wish)


def _text(expression: Any) -> Callable[[Wish], Any]:
    """A text by its letters; the empty ones last."""

    def key(wish: Wish) -> Any:
        known = func.nullif(folded(expression), "", type_=Text)
        return collate(func.coalesce(known, "" if wish.descends else _NONE, type_=Text), "C")

    return key


def _place(column: Any, of: Any) -> Callable[[Wish], Any]:
    """By the place of what the column names."""

    def key(wish: Wish) -> Any:
        place = select(of.position).where(of.id == column).correlate(Contact).scalar_subquery()
        return func.coalesce(place, literal(-1 if wish.descends else 10**6, BigInteger), type_=BigInteger)

    return key


def _born(wish: Wish) -> Any:
    return func.coalesce(Contact.born_on, literal(FIRST_DAY if wish.descends else LAST_DAY, Date), type_=Date)


def _lead() -> Any:
    chosen = select(func.min(User.name)).join(ContactManager, ContactManager.user_id == User.id)
    return (
        chosen.where(ContactManager.contact_id == Contact.id, ContactManager.lead)
        .correlate(Contact)
        .scalar_subquery()
    )


INDEXED: Final[dict[str, Any]] = {
    "name": Contact.sort_name, "activity": ContactActivity.last_activity_at, "created": Contact.id,
}  # fmt: skip
KEYS: Final[dict[str, Callable[[Wish], Any]]] = {
    "type": _place(Contact.type_id, ContactType), "class": _place(Contact.class_id, ContactClass),
    "changed": lambda wish: Contact.changed_at, "born": _born, "job_title": _text(Contact.job_title),
    "source": _text(Contact.source), "language": _text(Contact.language),
    "currency": _text(Contact.currency), "inn": _text(Contact.inn), "manager": _text(_lead()),
}  # fmt: skip
