"""The run changes who is in charge of known contacts, who reaches them and whom they work for."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS, reached
from crm.contacts.actions.links import one_main, values_of
from crm.contacts.actions.people import NOT_IN_CHARGE, UNABLE, able_among, write_managers
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import LINK, MANAGERS
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.links import link_between
from crm.imports.actions.reassigning import EMPLOYER, LEAD, OPENNESS
from crm.imports.models import Import, ImportCompany, ImportLine
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy

NO_CLASS: Final = lazy("There is no such class.")


class Reassigning:
    """What the changes of a chunk need to know, asked for once.

    ``links`` are what the journal keeps of links, by contact.
    """

    def __init__(self, one: Import, rows: Sequence[ImportLine], *, by: Actor) -> None:
        self.by = by
        self.links: dict[int, list[Noted]] = {}
        wanted = [row.wanted or {} for row in rows]
        access = [each["access"] for each in wanted if "access" in each]
        opened = {row.contact_id for row in rows if "access" in (row.wanted or {})}
        mine = reached(by, ASSIGN_CONTACTS).where(Contact.id.in_(opened)).order_by(None)
        self._mine = set(db.session.scalars(mine.with_only_columns(Contact.id))) if opened else set()
        self._able = able_among(
            {one_id for each in access if MANAGERS in each for one_id in each[MANAGERS]["ids"]}
        )
        self._classes = set(db.session.scalars(select(ContactClass.id))) if access else set()
        self._companies = self._known(one, {each[EMPLOYER]["key"] for each in wanted if EMPLOYER in each})

    def _known(self, one: Import, keys: set[str]) -> dict[str, int]:
        """The companies of these keys that are there and that the person sees."""
        named = select(ImportCompany.key, ImportCompany.contact_id).where(
            ImportCompany.import_id == one.id, ImportCompany.key.in_(keys)
        )
        known = {row[0]: row[1] for row in db.session.execute(named) if row[1]} if keys else {}
        seen = Contact.visible_to(self.by).where(Contact.id.in_(known.values())).order_by(None)
        there = set(db.session.scalars(seen.with_only_columns(Contact.id))) if known else set()
        return {key: contact_id for key, contact_id in known.items() if contact_id in there}

    def refusal(self, contact: Contact, wanted: Mapping[str, Any]) -> LazyText | None:
        """Why the change can't be made any more."""
        access = wanted.get("access") or {}
        if access and contact.id not in self._mine:
            return NOT_IN_CHARGE
        present = {manager.user_id for manager in contact.managers}
        if set(access.get(MANAGERS, {}).get("ids", ())) - present - self._able:
            return UNABLE
        return NO_CLASS if access.get("class_id", None) not in {None, *self._classes} else None

    def write(self, contact: Contact, wanted: Mapping[str, Any]) -> None:
        """Change the contact, which is held; the access list is derived by whoever calls."""
        access = wanted.get("access") or {}
        if MANAGERS in access:
            write_managers(contact, access[MANAGERS]["ids"], lead_id=access[MANAGERS][LEAD])
        for part in OPENNESS:
            if part in access:
                setattr(contact, part, access[part])
        if EMPLOYER in wanted:
            self._employ(contact, wanted[EMPLOYER])

    def _employ(self, contact: Contact, employer: Mapping[str, Any]) -> None:
        company_id = self._companies.get(employer["key"])
        if company_id is None:
            return
        row = link_between(contact.id, company_id)
        before = values_of(row) if row else None
        if row is None:
            row = ContactLink(kind="employment", one_id=contact.id, other_id=company_id, position=0)
            row.role, row.back_role, row.main = employer["role"], "", False
            db.session.add(row)
        row.former, row.main = False, bool(employer["main"] or row.main)
        db.session.flush()
        after = values_of(row)
        fields = [name for name in after if before is None or before[name] != after[name]]
        if fields:
            was = before and {name: before[name] for name in fields}
            noted = Noted(
                LINK, row.id, was, after if before is None else {name: after[name] for name in fields}
            )
            self.links[contact.id] = [noted, *one_main(row, self.by)]
