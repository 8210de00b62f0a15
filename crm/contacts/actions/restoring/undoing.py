"""One undo, from the changes to the facts that tell of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from crm.contacts.actions import reaching, writing
from crm.contacts.actions.noting import Snapshot, differences, snapshots
from crm.contacts.actions.restoring import bin as bin_
from crm.contacts.actions.restoring import comms, links, values
from crm.contacts.actions.restoring.desk import Desk, laid
from crm.contacts.actions.restoring.many import restore_alike
from crm.contacts.facts import ContactDeleted, ContactRestored, ContactReverted, ContactsMerged
from crm.contacts.facts_of_many import (
    ContactBinnedWithOthers,
    ContactRestoredWithOthers,
    ContactRevertedWithOthers,
)
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import COMM, CONTACT, LINK
from crm.contacts.queries.records import WHOLE
from crm.fields.queries import searched_keys
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Put back what these changes did to contacts, as far as nothing newer would be overwritten.

    Nobody is told: neither by mail nor by the bell.
    Records: ContactRestored or ContactDeleted where a contact left the bin or went there, ContactReverted
    where anything else of it changed, or the same with others; ContactsMerged where a merge was done again.
    """
    of_kind = {kind: [c for c in changes if c.record_kind == kind] for kind in (CONTACT, COMM, LINK)}
    desk = laid(changes, undo=undo, by=by)
    bin_.put_back(desk, of_kind[CONTACT])
    values.put_back(desk, of_kind[CONTACT])
    bin_.hold_values(desk)
    comms.put_back(desk, of_kind[COMM])
    links.put_back(desk, of_kind[LINK])
    noted = _settled(desk)
    return [*(one for of_contact in noted.values() for one in of_contact), *desk.linked, *desk.skipped]


ACTS: Final[dict[str, LazyText]] = {
    "contacts.edited": lazy("Contact changed"),
    "contacts.deleted": lazy("Contact deleted"),
    "contacts.restored": lazy("Contact restored"),
    "contacts.managers": lazy("Managers changed"),
    "contacts.shared": lazy("Sharing changed"),
    "contacts.access": lazy("Access changed"),
    "contacts.photo": lazy("Photo changed"),
    "contacts.linked": lazy("Link added"),
    "contacts.link_edited": lazy("Link changed"),
    "contacts.unlinked": lazy("Link removed"),
    "contacts.merged": lazy("Contacts merged"),
    "contacts.vcards": lazy("Contacts imported from vCards"),
}
FACTS_OF_ONE: Final = ContactRestored, ContactDeleted, ContactReverted
FACTS_OF_MANY: Final = ContactRestoredWithOthers, ContactBinnedWithOthers, ContactRevertedWithOthers
RESTORER: Final = Restorer(
    kinds=(CONTACT, COMM, LINK), restore=restore, weight=10, acts=ACTS, restore_alike=restore_alike
)


def _settled(desk: Desk) -> Mapping[int, list[Noted]]:
    """Derive anew, count and tell what has changed; returns it by contact."""
    changed = desk.touched | _changed(desk.before, snapshots(list(desk.contacts))).keys()
    whole = select(Contact).where(Contact.id.in_(changed)).options(*WHOLE).order_by(Contact.id)
    contacts = db.session.scalars(whole.execution_options(populate_existing=True)).all()
    if not contacts:
        return {}
    keys = searched_keys(CONTACT)
    for contact in contacts:
        reaching.one_primary_a_kind(contact.comms)
        writing.derive(contact, searched=keys)
    writing.touch(*contacts)
    noted = _changed(desk.before, snapshots([contact.id for contact in contacts]))
    for contact in contacts:
        _tell(contact, noted.get(contact.id, []), desk)
    _join(desk)
    return noted


def _join(desk: Desk) -> None:
    """What is merged again takes along all that hangs on it by now, as at any merge."""
    for whole_id, contact_ids in desk.joined.items():
        whole = db.session.get_one(Contact, whole_id, with_for_update=True)
        fact = ContactsMerged(
            survivor_id=whole_id, loser_ids=contact_ids, act_id=desk.undo.id, version=whole.version
        )
        record(fact, by=desk.by)


def _changed(before: Mapping[int, Snapshot], after: Mapping[int, Snapshot]) -> dict[int, list[Noted]]:
    noted = {contact_id: differences(before[contact_id], stands) for contact_id, stands in after.items()}
    return {contact_id: different for contact_id, different in noted.items() if different}


def _tell(contact: Contact, noted: Iterable[Noted], desk: Desk) -> None:
    names = {
        name for one in noted for name in ([*(one.before or {})] if one.kind == CONTACT else ["comms"])
    } | ({"links"} if contact.id in desk.touched else set())
    about = {"contact_id": contact.id, "version": contact.version, "act_id": desk.undo.id}
    joined = any(contact.id in contact_ids for contact_ids in desk.joined.values())
    back, away, put_back = FACTS_OF_MANY if desk.undo.about_kind is None else FACTS_OF_ONE
    if bin_.WHEN in names and not joined:
        record((back if contact.deleted_at is None else away)(**about), by=desk.by)
    if fields := sorted(names - bin_.BIN):
        record(put_back(**about, fields=fields), by=desk.by)
