"""Who reaches a contact, changed as one act: managers, sharing, grants, class, restricted (ACC-1…4)."""

from collections.abc import Mapping
from typing import Any, Final

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.access_list import besides
from crm.contacts.actions import granting, people, sight, writing
from crm.contacts.actions.noting import Noting, noting
from crm.contacts.facts_of_access import AccessChanged
from crm.contacts.forms.access import AccessShape, grant_values, levels
from crm.contacts.forms.contact import ContactShape, NewContactShape
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.models.kinds import GRANTS
from crm.contacts.queries.audience import Rows, Turns, rows_after, rows_of, stance, turns
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

ACT: Final = "contacts.access"
NO_CLASS: Final = lazy("There is no such class.")


def set_access(
    contact: Contact,
    shape: AccessShape,
    *,
    version: int | None = None,
    accepted: str | None = None,
    by: Actor,
) -> Contact:
    """Let exactly these people reach the contact; nothing happens if they do already. It comes back whole.

    Managers who are new are told, never the actor (CON-7). ``accepted`` is for ``sight``: None: nobody asks.

    Raises:
        Forbidden: the actor is not in charge of the contact.
        Stale: it was changed since ``version``.
        Invalid: somebody new can't be a manager or a grantee, or there is no such class.
        OutOfSight: the actor would no longer see it.
    Records: AccessChanged, SharingChanged and ManagersAssigned, as far as these differ.
    """
    by.must(ASSIGN_CONTACTS, contact, why=people.NOT_IN_CHARGE)
    contact = writing.hold(contact, version=version)
    check(contact, shape)
    sight.expect_sight(contact, _openness(shape), accepted=accepted, by=by)
    wanted = {GRANTS: levels(shape.grants), "class_id": shape.class_id, "restricted": shape.restricted}
    with noting(contact, ACT, by=by) as note:
        _put(contact, wanted, note=note, by=by)
        people.put_sharing(contact, shape.sharing, note=note, by=by)
        people.put_managers(contact, shape.manager_ids, lead_id=shape.lead_id, note=note, by=by)
    return writing.hold(contact)


def preview(contact: Contact, shape: AccessShape, *, by: Actor) -> Turns:
    """For whom something would change by ``set_access``; changes nothing.

    Raises: as ``set_access``.
    """
    by.must(ASSIGN_CONTACTS, contact, why=people.NOT_IN_CHARGE)
    check(contact, shape)
    return turns(*_rows(contact, shape))


def loses(contact: Contact, shape: AccessShape, *, by: Actor) -> bool:
    """Whether the actor may do less with the contact after ``set_access``; one statement."""
    before, after = (stance(by, rows) for rows in _rows(contact, shape))
    return (after or 0) < (before or 0)


def _rows(contact: Contact, shape: AccessShape) -> tuple[Rows, Rows]:
    """The contact's access list before and after; where it is restricted no more, with what that brings."""
    rows = rows_of([contact.id])[contact.id]
    lifted = besides(contact.id) if contact.restricted and not shape.restricted else {}
    return rows, rows_after(Openness(**_openness(shape)), {**rows, **lifted})


def as_is(contact: Contact) -> dict[str, Any]:
    """Who reaches the contact (loaded whole) in the words of ``AccessShape``."""
    return {
        "manager_ids": [manager.user_id for manager in contact.managers],
        "lead_id": next((manager.user_id for manager in contact.managers if manager.lead), None),
        "sharing": contact.sharing,
        "grants": [grant_values(one, level) for one, level in granting.grants_of(contact).items()],
        "class_id": contact.class_id,
        "restricted": contact.restricted,
    }


def change_access(
    contact: Contact, wanted: Mapping[str, Any], *, within: Noting | None = None, by: Actor
) -> Contact:
    """Change some of ``grants`` ({grantee: level}), ``class_id`` and ``restricted``; the rest stays.

    ``within`` is the act that this is a part of. It comes back whole.

    Raises: as ``set_access``.
    Records: AccessChanged, if anything differs.
    """
    by.must(ASSIGN_CONTACTS, contact, why=people.NOT_IN_CHARGE)
    contact = writing.hold(contact)
    if faults := faults_of(wanted, present=granting.grants_of(contact)):
        raise Invalid(faults)
    with noting(contact, ACT, within=within, by=by) as note:
        _put(contact, wanted, note=note, by=by)
    return writing.hold(contact)


def check(contact: Contact, shape: AccessShape) -> None:
    """Refuse a class that is not there, and managers and grantees who are new and can't be any.

    Raises:
        Invalid: with a sentence for each field at fault.
    """
    wanted = {GRANTS: levels(shape.grants), "class_id": shape.class_id}
    faults = faults_of(wanted, present=granting.grants_of(contact))
    present = {manager.user_id for manager in contact.managers}
    new = [user_id for user_id in shape.manager_ids if user_id not in present]
    if not people.able_among(new).issuperset(new):
        faults["manager_ids"] = people.UNABLE
    if faults:
        raise Invalid(faults)


def wished(shape: ContactShape) -> dict[str, Any]:
    """Who shall reach a new contact besides its managers, as far as anything is asked for."""
    if not isinstance(shape, NewContactShape):
        return {}
    wanted = {GRANTS: levels(shape.grants), "class_id": shape.class_id, "restricted": shape.restricted}
    return {name: value for name, value in wanted.items() if value}


def open_new(contact: Contact, wanted: Mapping[str, Any]) -> None:
    """Put what was ``wished`` into a contact that is just being added; its adding is the fact."""
    contact.class_id = wanted.get("class_id")
    contact.restricted = wanted.get("restricted", False)


def grant_new(contact: Contact, wanted: Mapping[str, Any]) -> None:
    """Write the grants that were ``wished``, once the contact has its id."""
    if granted := wanted.get(GRANTS):
        granting.write_grants(contact, granted)


def faults_of(wanted: Mapping[str, Any], *, present: Mapping[str, int]) -> dict[str, Any]:
    """What is wrong with a class and with grants; who is ``present`` may stay."""
    faults = {}
    class_id = wanted.get("class_id")
    if class_id is not None and db.session.get(ContactClass, class_id) is None:
        faults["class_id"] = NO_CLASS
    new = set(wanted.get(GRANTS, ())) - set(present)
    if new and not granting.can_be_granted(new):
        faults[GRANTS] = granting.STRANGE
    return faults


def _openness(shape: AccessShape) -> dict[str, Any]:
    """The shape in the words of ``Openness``."""
    return {
        "manager_ids": set(shape.manager_ids), "sharing": shape.sharing, "grants": levels(shape.grants),
        "class_id": shape.class_id, "restricted": shape.restricted,
    }  # fmt: skip


def _put(contact: Contact, wanted: Mapping[str, Any], *, note: Noting, by: Actor) -> None:
    """Write what differs, and tell which that was."""
    fields = []
    for name in ("class_id", "restricted"):
        if name in wanted and wanted[name] != getattr(contact, name):
            setattr(contact, name, wanted[name])
            fields.append(name)
    if GRANTS in wanted and wanted[GRANTS] != granting.grants_of(contact):
        granting.write_grants(contact, wanted[GRANTS])
        fields.append(GRANTS)
    if not fields:
        return
    writing.touch(contact)
    about = {"contact_id": contact.id, "version": contact.version, "act_id": note.act_id}
    record(AccessChanged(**about, fields=fields), by=by)
