"""The links of contacts. Whoever may change one end and sees the other puts them back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, or_, select

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.links import kind_of, values_of
from crm.contacts.actions.noting import different
from crm.contacts.actions.restoring.desk import Desk
from crm.contacts.models.kinds import LINK
from crm.contacts.models.links import ContactLink
from crm.journal.models import Change
from crm.journal.restorers import Noted, Reason
from crm.kernel.db import db

ESSENCE: Final = ("kind", "one_id", "other_id", "role", "back_role", "former")


def put_back(desk: Desk, changes: Sequence[Change]) -> None:
    """Put back links that the act removed, remove those that it added, and their columns as they were."""
    for change in changes:
        link = desk.links.get(change.record_id)
        ends = (link.one_id, link.other_id) if link else _ends(change)
        if reason := _refusal(desk, ends):
            desk.skip(change, reason)
        elif change.before is None:
            _take_away(desk, change, link)
        elif change.after is None:
            _bring_back(desk, change, change.before)
        else:
            _set_back(desk, change, link, change.before, change.after)


def _ends(change: Change) -> tuple[int, int]:
    told = change.before or change.after or {}
    return told.get("one_id", 0), told.get("other_id", 0)


def _refusal(desk: Desk, ends: tuple[int, int]) -> Reason | None:
    unseen = [reason for end in ends if (reason := desk.refusal(end, VIEW_CONTACTS))]
    unchangeable = [reason for end in ends if (reason := desk.refusal(end, EDIT_CONTACTS))]
    if unseen:
        return unseen[0]
    return unchangeable[0] if len(unchangeable) == len(ends) else None


def _take_away(desk: Desk, change: Change, link: ContactLink | None) -> None:
    made = change.after or {}
    if link is None:
        return
    if any(getattr(link, name) != made.get(name) for name in ESSENCE):
        desk.skip(change, Reason.CHANGED)
        return
    _note(desk, Noted(LINK, link.id, values_of(link), None), link.one_id, link.other_id)
    db.session.delete(desk.links.pop(link.id))
    db.session.flush()


def _bring_back(desk: Desk, change: Change, was: Mapping[str, Any]) -> None:
    one, other = desk.contacts[was["one_id"]], desk.contacts[was["other_id"]]
    if change.record_id in desk.links or _between(one.id, other.id):
        return
    if kind_of(one, other) != was["kind"]:
        desk.skip(change, Reason.CHANGED)
        return
    values = {**was, "main": was["main"] and not _has_main(one.id)}
    db.session.execute(insert(ContactLink).values(id=change.record_id, **values))
    _note(desk, Noted(LINK, change.record_id, None, values), one.id, other.id)


def _set_back(
    desk: Desk, change: Change, link: ContactLink | None, was: Mapping[str, Any], made: Mapping[str, Any]
) -> None:
    if link is None:
        desk.skip(change, Reason.GONE)
        return
    before = values_of(link)
    newer = [name for name in was if before[name] not in (made.get(name), was[name])]
    if newer:
        desk.skip(change, Reason.CHANGED, newer)
    for name, value in was.items():
        if name not in newer and (name, value) != ("main", True):
            setattr(link, name, value)
    if was.get("main") and "main" not in newer and not _has_main(link.one_id):
        link.main = True
    db.session.flush()
    if noted := different(LINK, link.id, before, values_of(link)):
        _note(desk, noted, link.one_id, link.other_id)


def _between(one_id: int, other_id: int) -> bool:
    """Whether the two are linked (again)."""
    there = (ContactLink.one_id == one_id) & (ContactLink.other_id == other_id)
    back = (ContactLink.one_id == other_id) & (ContactLink.other_id == one_id)
    return db.session.scalar(select(ContactLink.id).where(or_(there, back)).limit(1)) is not None


def _has_main(person_id: int) -> bool:
    main = select(ContactLink.id).where(ContactLink.one_id == person_id, ContactLink.main)
    return db.session.scalar(main.limit(1)) is not None


def _note(desk: Desk, noted: Noted, *ends: int) -> None:
    desk.linked.append(noted)
    desk.touched.update(ends)
