"""Who is in charge of a known contact, who else reaches it, whom it works for: as a row changes that (IMP-3).

Managers and a further company are added where the row appends; where its columns overwrite, its managers are
all there are, its company becomes the main one (the others stay), its class and sharing are as it says.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS, reached
from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.models.kinds import MANAGERS
from crm.contacts.models.links import ContactLink
from crm.kernel.access import Actor
from crm.kernel.db import db

EMPLOYER: Final = "employer"
LEAD: Final = "lead"
OPENNESS: Final = ("class_id", "sharing", "restricted")
Values = dict[str, Any]


@dataclass(slots=True)
class Around:
    """What is known of a contact beside itself: whether the person chooses who reaches it, whom access was
    granted to, and of which companies, by the keys of their names, which is the main one."""

    in_charge: bool = False
    grants: dict[str, int] = field(default_factory=dict)
    employers: dict[str, bool] = field(default_factory=dict)
    main: str = ""


def around(contact_ids: Collection[int], *, by: Actor) -> dict[int, Around]:
    """What is around these contacts; three statements."""
    found = {contact_id: Around() for contact_id in contact_ids}
    mine = reached(by, ASSIGN_CONTACTS).where(Contact.id.in_(contact_ids)).order_by(None)
    for contact_id in db.session.scalars(mine.with_only_columns(Contact.id)):
        found[contact_id].in_charge = True
    grants = select(ContactGrant).where(ContactGrant.contact_id.in_(contact_ids))
    for grant in db.session.scalars(grants):
        found[grant.contact_id].grants[grant.grantee] = grant.level
    company = Contact.visible_to(by).order_by(None).join(ContactLink, ContactLink.other_id == Contact.id)
    company = company.where(ContactLink.one_id.in_(contact_ids), ContactLink.kind == "employment")
    told = company.where(~ContactLink.former)
    columns = ContactLink.one_id, Contact.match_name, Contact.name, ContactLink.main
    for contact_id, key, name, is_main in db.session.execute(told.with_only_columns(*columns)):
        found[contact_id].employers[key] = is_main
        if is_main:
            found[contact_id].main = name
    return found


@dataclass(frozen=True, slots=True)
class Reassigned:
    """What a row changes: ``access`` are some of ``managers`` (ids and the lead), ``class_id``, ``sharing``
    and ``restricted``; ``rows`` the access list then. ``employer`` is a company by its ``key``.

    ``before`` and ``after`` tell of it as journals do.
    """

    access: Values = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    employer: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


def reassigned(
    contact: Contact,
    given: Mapping[str, Any],
    name: str,
    *,
    adds: bool,
    replaced: Collection[str],
    of: Around,
) -> Reassigned:
    """What a row, as it was staged, changes of this contact (loaded whole); ``name`` is its company's."""
    said, change = given.get("said") or {}, Reassigned()
    managers = _managers(contact, said, adds=adds, replaced=replaced)
    if managers:
        change.access[MANAGERS] = managers
        change.before[MANAGERS] = _noted([(one.user_id, one.lead) for one in contact.managers])
        change.after[MANAGERS] = _noted([(one, one == managers[LEAD]) for one in managers["ids"]])
    for part in OPENNESS:
        had = getattr(contact, part)
        if part in said and part in replaced and said[part] != had:
            change.access[part] = change.after[part] = said[part]
            change.before[part] = had
    key = given.get("company") if contact.kind == "person" else None
    if key and (EMPLOYER in replaced or adds) and not _works_so(of, key, is_main=EMPLOYER in replaced):
        is_main = EMPLOYER in replaced or not of.employers
        change.employer.update(key=key, role=given.get("role") or "", main=is_main)
        change.before[EMPLOYER], change.after[EMPLOYER] = (of.main if is_main else ""), name
    return replace(change, rows=_rows(contact, change.access, of))


def _works_so(of: Around, key: str, *, is_main: bool) -> bool:
    return of.employers.get(key, False) if is_main else key in of.employers


def _managers(contact: Contact, said: Mapping[str, Any], *, adds: bool, replaced: Collection[str]) -> Values:
    """The managers then, and who leads; empty if nothing changes."""
    had = [one.user_id for one in contact.managers]
    led = next((one.user_id for one in contact.managers if one.lead), None)
    named, leads = list(said.get(MANAGERS) or ()), said.get(LEAD)
    wanted, lead = had, led
    if named and MANAGERS in replaced:
        wanted = [*([leads] if leads else ()), *named]
        lead = leads or (led if led in named else named[0])
    elif named and adds:
        wanted = [*had, *named]
    if leads and LEAD in replaced:
        wanted, lead = [*wanted, leads], leads
    elif leads and adds:
        wanted = [*wanted, leads]
    wanted = list(dict.fromkeys(wanted))
    lead = lead if lead in wanted else next(iter(wanted), None)
    return {} if set(wanted) == set(had) and lead == led else {"ids": wanted, LEAD: lead}


def _rows(contact: Contact, access: Mapping[str, Any], of: Around) -> Mapping[str, int]:
    """The access list that follows."""
    if not access:
        return {}
    managers = access[MANAGERS]["ids"] if MANAGERS in access else [one.user_id for one in contact.managers]
    told = {part: access.get(part, getattr(contact, part)) for part in OPENNESS}
    return Openness(managers, grants=of.grants, **told).rows()


def _noted(managers: Sequence[tuple[int, bool]]) -> list[Values]:
    return [{"user_id": user_id, LEAD: leads} for user_id, leads in sorted(managers)]
