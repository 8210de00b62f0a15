"""The lead managers of many contacts as owners of cases about them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, any_, exists, func, literal, select

from crm.cases.queries.records import possible_owners
from crm.contacts.models.contact import ContactManager
from crm.contacts.presenters.bulk import number_text
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _
from crm.kernel.paging import COUNT_CAP
from crm.team.models import User
from crm.team.queries import names_of

LEAD: Final = "lead"
OF: Final = "owner:"
"""Before a user's id in a run's tally: how many cases they got."""
FELL: Final = "unled"
"""In a run's tally: how many contacts had no lead manager who may own cases."""


def leads_of(contact_ids: Sequence[int]) -> dict[int, int]:
    """The lead manager of each of these contacts that has one who may own cases; one statement."""
    some = ContactManager.contact_id == any_(literal(list(contact_ids), ARRAY(BigInteger)))
    able = possible_owners().with_only_columns(User.id).order_by(None)
    rows = select(ContactManager.contact_id, ContactManager.user_id).where(some, ContactManager.lead)
    return {row.contact_id: row.user_id for row in db.session.execute(rows.where(_is(able)))}


def warns(ids: Select[Any], wanted: Mapping[str, Any], by: Actor) -> str:
    """Whose the cases about contacts without such a lead manager will be; empty where all have one."""
    if wanted["owner"] != LEAD:
        return ""
    able = possible_owners().with_only_columns(User.id).order_by(None)
    some = ids.order_by(None).subquery("some")
    led = exists().where(ContactManager.contact_id == some.c[0], ContactManager.lead, _is(able))
    unled = select(some.c[0]).where(~led).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(unled)) or 0
    if not number:
        return ""
    contacts = number_text(COUNT_CAP) + "+" if number > COUNT_CAP else number_text(number)
    return _told(contacts, wanted, by)


def notes(wanted: Mapping[str, Any], tally: Mapping[str, int], by: Actor) -> Iterable[str]:
    """The same when it is done."""
    number = tally.get(FELL, 0)
    return [_told(number_text(number), wanted, by)] if number else []


def _told(contacts: str, wanted: Mapping[str, Any], by: Actor) -> str:
    owner_id = wanted["owner_id"]
    if owner_id is None:
        return _(
            "Without a lead manager who can own cases: %(contacts)s. Nobody is responsible for their cases.",
            contacts=contacts,
        )
    if owner_id == by.user_id:
        return _(
            "Without a lead manager who can own cases: %(contacts)s. Their cases are yours.",
            contacts=contacts,
        )
    return _(
        "Without a lead manager who can own cases: %(contacts)s. Their cases go to %(name)s.",
        contacts=contacts,
        name=names_of([owner_id]).get(owner_id, ""),
    )


def _is(able: Select[Any]) -> Any:
    return ContactManager.user_id.in_(able)
