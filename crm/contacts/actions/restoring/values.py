"""The columns of contacts and their managers, each compared before it is set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Date
from sqlalchemy.inspection import inspect

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS
from crm.contacts.actions import granting, people
from crm.contacts.actions.noting import SPREAD
from crm.contacts.actions.restoring import checks, custom
from crm.contacts.actions.restoring.bin import BIN
from crm.contacts.actions.restoring.desk import Desk
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT, GRANTS, MANAGERS
from crm.journal.models import Change
from crm.journal.restorers import Noted, Reason

TAGS: Final = "tag_ids"
OF_ACCESS: Final = frozenset({MANAGERS, GRANTS, "sharing", "class_id", "restricted"})
RIGHTS: Final = ((EDIT_CONTACTS, False), (ASSIGN_CONTACTS, True))


@dataclass(slots=True)
class Draft:
    """The values of one contact: as they stand, and what shall stand there."""

    now: Mapping[str, Any]
    wanted: dict[str, Any] = field(default_factory=dict)

    def stands(self, name: str) -> Any:
        """The value as it would be by now."""
        return self.wanted.get(name, self.now.get(name))

    def take(self, change: Change, names: Iterable[str]) -> list[str]:
        """Want these columns as they were before the act; returns those that somebody changed since.

        Of a list of tags, managers or grants each member goes back by itself.
        """
        newer: list[str] = []
        before, after = change.before or {}, change.after or {}
        for name in names:
            was, made, stands = before.get(name), after.get(name), self.stands(name)
            if name == TAGS:
                self.wanted[name] = list(_members_back(stands, was or (), made or ()))
            elif name == MANAGERS:
                self.wanted[name] = managers_back(stands, was or [], made or [])
            elif name == GRANTS:
                self.wanted[name] = grants_back(stands or [], was or [], made or [])
            elif stands == made:
                self.wanted[name] = was
            elif stands != was:
                newer.append(name)
        return newer


def put_back(desk: Desk, changes: Sequence[Change]) -> None:
    """Put back the columns that still hold what the act wrote."""
    for contact_id, of_contact in groupby(sorted(changes, key=_contact_id), key=_contact_id):
        contact = desk.contacts.get(contact_id)
        if contact is None:
            continue
        draft = Draft(desk.before[contact_id].values)
        for change in of_contact:
            _take(desk, draft, change)
        for reason, name, value in checks.unfit(contact, draft.now, draft.wanted, by=desk.by):
            noted = Noted(CONTACT, contact_id, {name: draft.now.get(name)}, {name: value}, reason)
            desk.skipped.append(noted)
        write(contact, draft.wanted)
        if contact.deleted_at is None and any(name.startswith(custom.PREFIX) for name in draft.wanted):
            custom.hold(contact, by=desk.by)


def managers_back(stands: list[Any], was: list[Any], made: list[Any]) -> list[Any]:
    """The managers with those gone whom the act added, and those back whom it removed; their lead as well."""
    ids = _members_back(*(_ids(managers) for managers in (stands, was, made)))
    lead = _lead(was) if _lead(stands) == _lead(made) else _lead(stands)
    return [{"user_id": user_id, "lead": user_id == lead} for user_id in sorted(ids)]


def grants_back(stands: list[Any], was: list[Any], made: list[Any]) -> list[Any]:
    """The grants as they were before the act, but for those that were changed again since."""
    now, before, after = (granting.by_grantee(grants) for grants in (stands, was, made))
    back = [one for one in {*before, *after} if before.get(one) != after.get(one) == now.get(one)]
    kept = {grantee: level for grantee, level in now.items() if grantee not in back}
    kept |= {grantee: before[grantee] for grantee in back if grantee in before}
    return [{"grantee": grantee, "level": level} for grantee, level in sorted(kept.items())]


def write(contact: Contact, values: Mapping[str, Any]) -> None:
    """Write values, noted as the journal does, into the contact; what is derived from them is not."""
    for name, value in values.items():
        column, _dot, key = name.partition(".")
        if column in SPREAD:
            others = {other: kept for other, kept in getattr(contact, column).items() if other != key}
            setattr(contact, column, others if value is None else {**others, key: value})
        elif name == MANAGERS:
            people.write_managers(contact, _ids(value), lead_id=_lead(value))
        elif name == GRANTS:
            granting.write_grants(contact, granting.by_grantee(value))
        else:
            setattr(contact, name, _read(name, value))


def _take(desk: Desk, draft: Draft, change: Change) -> None:
    if change.before is None or change.after is None:
        return
    changed = [name for name in change.before if name not in BIN]
    for may, of_access in RIGHTS:
        names = [name for name in changed if (name in OF_ACCESS) == of_access]
        if not names:
            continue
        if reason := desk.refusal(change.record_id, may):
            desk.skip(change, reason, names)
        elif newer := draft.take(change, names):
            desk.skip(change, Reason.CHANGED, newer)


def _members_back(stands: Iterable[int], was: Iterable[int], made: Iterable[int]) -> Iterable[int]:
    """Without the members that the act added, and with those that it removed, in their order."""
    added, removed = set(made) - set(was), [member for member in was if member not in set(made)]
    return dict.fromkeys([*(member for member in stands if member not in added), *removed])


def _ids(managers: Iterable[Mapping[str, Any]]) -> list[int]:
    return [manager["user_id"] for manager in managers]


def _lead(managers: Iterable[Mapping[str, Any]]) -> int | None:
    return next((manager["user_id"] for manager in managers if manager["lead"]), None)


def _read(name: str, value: Any) -> Any:
    is_date = isinstance(inspect(Contact).columns[name].type, Date)
    return date.fromisoformat(value) if is_date and value is not None else value


def _contact_id(change: Change) -> int:
    return change.record_id
