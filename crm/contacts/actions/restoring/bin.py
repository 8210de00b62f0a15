"""Out of the bin, or into it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func

from crm.contacts.access import DELETE_CONTACTS, EDIT_CONTACTS, derive_access
from crm.contacts.actions.restoring import custom
from crm.contacts.actions.restoring.desk import INTO, Desk
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT, MANAGERS
from crm.contacts.queries.merging import successors
from crm.fields.actions.claims import release
from crm.journal.models import Change
from crm.journal.restorers import Reason
from crm.kernel.db import db
from crm.kernel.deletion import guards

BIN: Final = frozenset({"deleted_at", "deleted_by", INTO})
WHEN: Final = "deleted_at"


def put_back(desk: Desk, changes: Sequence[Change]) -> None:
    """Bring back what the act deleted or merged, and put into the bin what it restored or made."""
    ways = _ways_back(desk, changes)
    _survivors_first(desk, changes)
    for change in changes:
        contact = desk.contacts.get(change.record_id)
        if change.after is None or contact is None:
            desk.skip(change, Reason.GONE)
        elif change.before is None:
            _unmake(desk, contact, change)
        elif WHEN in change.before:
            _move(desk, contact, change, into=ways.get(contact.id))
    db.session.flush()
    derive_access(list(desk.contacts))
    desk.ask()


def _ways_back(desk: Desk, changes: Sequence[Change]) -> dict[int, int | Reason]:
    """For each contact that was a part of another: of what it can be a part again today, or why it can't.

    That is what its survivor is a part of by now; not the contact itself, and nothing that is in the bin.
    """
    parted = [change for change in changes if (change.before or {}).get(INTO)]
    survivors: dict[int, int] = {change.record_id: (change.before or {})[INTO] for change in parted}
    chains = successors(survivors.values())
    ways: dict[int, int | Reason] = {}
    for contact_id, survivor_id in survivors.items():
        whole_id = chains.get(survivor_id, [survivor_id])[-1]
        refused = Reason.CHANGED if whole_id == contact_id else desk.refusal(survivor_id, EDIT_CONTACTS)
        ways[contact_id] = refused or whole_id
    return ways


def _move(desk: Desk, contact: Contact, change: Change, *, into: int | Reason | None) -> None:
    before, after = change.before or {}, change.after or {}
    if (before[WHEN] is None) == (contact.deleted_at is None):
        return
    if before[WHEN] is not None:
        _put_in(desk, contact, change, into=into)
    elif contact.deleted_at != datetime.fromisoformat(after[WHEN]):
        desk.skip(change, Reason.CHANGED, names=BIN & before.keys())
    elif contact.id not in desk.restorable:
        desk.skip(change, Reason.GONE, names=BIN & before.keys())
    else:
        contact.deleted_at = contact.deleted_by = None
        contact.merged_into = before.get(INTO, contact.merged_into)
        desk.returned.append(contact)


def _survivors_first(desk: Desk, changes: Sequence[Change]) -> None:
    """Un-merging brings a survivor out of the bin before anything leaves it, if the actor may (CON-16)."""
    for survivor_id in {(change.after or {}).get(INTO) for change in changes}:
        survivor = desk.contacts.get(survivor_id or 0)
        if survivor and survivor.deleted_at and not survivor.merged_into and survivor.id in desk.restorable:
            survivor.deleted_at = survivor.deleted_by = None
            desk.returned.append(survivor)
    db.session.flush()


def hold_values(desk: Desk) -> None:
    """Let what left the bin hold its unique values again, once nobody needs to let go of them any more."""
    for contact in desk.returned:
        desk.skipped += custom.hold_what_is_free(contact, by=desk.by)


def _unmake(desk: Desk, contact: Contact, change: Change) -> None:
    """The act made the contact: it goes into the bin, unless somebody has worked on it since.

    What the journal doesn't name was blank: imports leave that out.
    """
    stands, made = desk.before[contact.id].values, change.after or {}
    newer = [name for name in {**stands, **made} if (stands.get(name) or None) != (made.get(name) or None)]
    if contact.deleted_at is not None:
        return
    if set(newer) - {MANAGERS}:
        desk.skip(change, Reason.CHANGED)
    else:
        _put_in(desk, contact, change)


def _put_in(desk: Desk, contact: Contact, change: Change, *, into: int | Reason | None = None) -> None:
    reason = into if isinstance(into, Reason) else desk.refusal(contact.id, DELETE_CONTACTS)
    if reason is None and guards.blocked(CONTACT, [contact.id], by=desk.by):
        reason = Reason.BLOCKED
    if reason is not None:
        desk.skip(change, reason)
        return
    contact.deleted_at, contact.deleted_by = func.now(), desk.by.user_id
    if isinstance(into, int):
        contact.merged_into = into
        desk.joined.setdefault(into, []).append(contact.id)
    release([contact.id], record=CONTACT)
