"""Who is in charge of a contact, and who else may see it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS
from crm.contacts.actions import writing
from crm.contacts.actions.noting import Noting, noting
from crm.contacts.facts import ManagersAssigned, SharingChanged
from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import Contact, ContactManager, Sharing
from crm.contacts.queries.records import possible_managers
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.models import User

UNSEEN: Final[dict[str, Any]] = {"synchronize_session": False}
"""Whoever writes managers loads the contact anew: looking through all that is loaded costs too much."""
NOT_IN_CHARGE = lazy("Only the contact's managers choose its managers and sharing.")
UNABLE = lazy("One of these people can't be a manager of contacts.")


def assign_managers(
    contact: Contact,
    manager_ids: Iterable[int],
    *,
    lead_id: int | None = None,
    within: Noting | None = None,
    by: Actor,
) -> Contact:
    """Make these users, and no others, the managers of the contact (CON-7); nothing happens if they are.

    ``lead_id`` None keeps the lead who stays, else the first named leads. Those who are new are told by mail
    and bell, never the actor. ``within`` is the act that this is a part of.

    Raises:
        Forbidden: the actor is not in charge of the contact.
        Invalid: one of the new ones is not active or may not be a manager.
    Records: ManagersAssigned.
    """
    by.must(ASSIGN_CONTACTS, contact, why=NOT_IN_CHARGE)
    contact = writing.hold(contact)
    with noting(contact, "contacts.managers", within=within, by=by) as note:
        put_managers(contact, manager_ids, lead_id=lead_id, note=note, by=by)
    return writing.hold(contact)


def put_managers(
    contact: Contact, manager_ids: Iterable[int], *, lead_id: int | None, note: Noting, by: Actor
) -> None:
    """Put these managers of the contact (held) in place as a part of this act, as ``assign_managers`` does.

    Raises:
        Invalid: one of the new ones is not active or may not be a manager.
    Records: ManagersAssigned, if they differ.
    """
    wanted = list(dict.fromkeys(manager_ids))
    present = {manager.user_id: manager.lead for manager in contact.managers}
    added = [user_id for user_id in wanted if user_id not in present]
    removed = [user_id for user_id in present if user_id not in wanted]
    check_managers(added)

    leading = next((user_id for user_id, leads in present.items() if leads), None)
    if not added and not removed and lead_id in (None, leading):
        return
    write_managers(contact, wanted, lead_id=lead_id or leading)
    writing.touch(contact)
    record_assignment(contact, added=added, removed=removed, act_id=note.act_id, by=by)


def share(contact: Contact, sharing: Sharing, *, within: Noting | None = None, by: Actor) -> Contact:
    """Show the contact to all users for reading or writing, or to its managers only (ACC-2).

    Raises:
        Forbidden: the actor is not in charge of the contact.
    Records: SharingChanged, if it differs.
    """
    by.must(ASSIGN_CONTACTS, contact, why=NOT_IN_CHARGE)
    contact = writing.hold(contact)
    with noting(contact, "contacts.shared", within=within, by=by) as note:
        put_sharing(contact, sharing, note=note, by=by)
    return contact


def put_sharing(contact: Contact, sharing: Sharing, *, note: Noting, by: Actor) -> None:
    """Share the contact (held) so as a part of this act.

    Records: SharingChanged, if it differs.
    """
    before = contact.sharing
    if before == sharing:
        return
    contact.sharing = sharing
    writing.touch(contact)
    fact = SharingChanged(
        contact_id=contact.id, version=contact.version, act_id=note.act_id, sharing=sharing, before=before
    )
    record(fact, by=by)


def first_managers(shape: ContactShape, *, by: Actor) -> list[int]:
    """The managers of a new contact: those named, else the actor where they may be one."""
    if shape.manager_ids is None:
        return [by.user_id] if by.user_id is not None and by.reach(EDIT_CONTACTS) > Reach.NONE else []
    named = list(dict.fromkeys(shape.manager_ids))
    check_managers(named)
    return named


def check_managers(user_ids: Sequence[int]) -> None:
    """Refuse users who can't be managers: unknown, deactivated, or with read-only roles.

    Raises:
        Invalid: under ``manager_ids``.
    """
    if not able_among(user_ids).issuperset(user_ids):
        raise Invalid({"manager_ids": UNABLE})


def able_among(user_ids: Collection[int]) -> set[int]:
    """Those of these users who may be in charge of contacts."""
    able = possible_managers().where(User.id.in_(user_ids)).with_only_columns(User.id).order_by(None)
    return set(db.session.scalars(able)) if user_ids else set()


def add_managers(contact: Contact, user_ids: Sequence[int], *, lead_id: int | None) -> None:
    """Give a contact that was just made these managers; who leads is as ``write_managers`` says."""
    leads = lead_id if lead_id in user_ids else next(iter(user_ids), None)
    db.session.add_all(
        ContactManager(contact_id=contact.id, user_id=user_id, lead=user_id == leads) for user_id in user_ids
    )


def write_managers(contact: Contact, user_ids: Sequence[int], *, lead_id: int | None) -> None:
    """Put these rows of managers in place; ``lead_id`` leads if it is among them, else the first."""
    leads = lead_id if lead_id in user_ids else next(iter(user_ids), None)
    of_contact = ContactManager.contact_id == contact.id
    going = delete(ContactManager).where(of_contact, ContactManager.user_id.not_in(user_ids))
    db.session.execute(going, execution_options=UNSEEN)
    others = of_contact & ContactManager.lead & (ContactManager.user_id != leads)
    db.session.execute(update(ContactManager).where(others).values(lead=False), execution_options=UNSEEN)
    if not user_ids:
        return
    row = insert(ContactManager).values([
        {"contact_id": contact.id, "user_id": user_id, "is_lead": user_id == leads} for user_id in user_ids
    ])  # fmt: skip
    key, leading = ["contact_id", "user_id"], {"is_lead": row.excluded.is_lead}
    db.session.execute(row.on_conflict_do_update(index_elements=key, set_=leading))


def record_assignment(
    contact: Contact, *, added: list[int], removed: list[int], act_id: int | None = None, by: Actor
) -> None:
    """Keep who became and who ceased to be a manager."""
    lead = db.session.scalar(
        select(ContactManager.user_id).where(ContactManager.contact_id == contact.id, ContactManager.lead)
    )
    fact = ManagersAssigned(
        contact_id=contact.id, version=contact.version, act_id=act_id,
        added=added, removed=removed, lead_id=lead,
    )  # fmt: skip
    record(fact, by=by)
