"""Putting back many contacts by few statements, where what the act wrote is still what stands (CON-19).

Whatever is not so simple is left to ``undoing``, contact by contact: those that were changed since, are in
the bin or out of reach, and values that the workspace no longer allows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS, derive_access
from crm.contacts.actions.bulk.columns import give, noted_now
from crm.contacts.actions.bulk.fields import PLAIN
from crm.contacts.actions.bulk.people import managers_of, write_managers
from crm.contacts.actions.bulk.rights import among, part_of
from crm.contacts.actions.custom import RECORD
from crm.contacts.actions.restoring import custom, unmaking
from crm.contacts.actions.restoring.checks import there
from crm.contacts.actions.restoring.values import OF_ACCESS, TAGS
from crm.contacts.actions.rewriting import refold
from crm.contacts.facts_of_many import ContactRevertedWithOthers
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT, MANAGERS
from crm.contacts.models.lists import ContactType, Tag
from crm.contacts.queries.records import possible_managers
from crm.fields.queries import fields_of, searched_keys
from crm.journal.models import Act, Change
from crm.kernel.access import Actor
from crm.kernel.bulk import Part
from crm.kernel.db import db
from crm.team.models import User

COLUMNS: Final = frozenset({"type_id", "class_id", TAGS, "sharing", "restricted", *PLAIN})
MOST_JUDGED: Final = 20
"""So many different values of a workspace's own field are judged for all that have them."""
Values = Mapping[str, Any]


def restore_alike(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Change]:
    """Put back those that are simple; returns the others, untouched.

    Records: ContactRevertedWithOthers for each contact that changes, ContactDeletedWithOthers for each that
    goes.
    """
    if unmaking.are_made(changes):
        return unmaking.unmake(changes, undo=undo, by=by)
    names = _names(changes)
    if not names:
        return list(changes)
    may = ASSIGN_CONTACTS if names <= OF_ACCESS else EDIT_CONTACTS
    by_id = {change.record_id: change for change in changes}
    part = part_of(sorted(by_id), may, wanted={}, act_id=undo.id, by=by)
    stands = _stands(part.ids, names)
    untouched = {one: by_id[one] for one in part.ids if stands[one] == by_id[one].after}
    fit = _fit(untouched, names, by=by)
    part.ids = sorted(fit)
    changed = set(_written(part, fit, names))
    return [change for change in changes if change.record_id not in changed]


def _names(changes: Sequence[Change]) -> set[str]:
    """What the act changed of each of these contacts; empty if it is not the same, or not simple."""
    if len({change.record_id for change in changes}) < len(changes):
        return set()
    names = {frozenset(change.before or ()) for change in changes}
    names |= {frozenset(change.after or ()) for change in changes}
    if len(names) != 1 or any(change.record_kind != CONTACT for change in changes):
        return set()
    [found] = names
    is_own = len(found) == 1 and next(iter(found)).startswith(custom.PREFIX)
    in_columns = found <= COLUMNS and (found <= OF_ACCESS or not found & OF_ACCESS)
    return set(found) if is_own or in_columns or found == {MANAGERS} else set()


def _stands(ids: Sequence[int], names: set[str]) -> dict[int, Values]:
    """The values as they stand, as the journal notes them."""
    if names == {MANAGERS}:
        managers = managers_of(ids)
        return {one: {MANAGERS: managers.get(one, [])} for one in ids}
    rows = db.session.execute(select(Contact.id, noted_now(names)).where(among(ids)))
    return dict(tuple(row) for row in rows)


def _fit(changes: Mapping[int, Change], names: set[str], *, by: Actor) -> dict[int, Change]:
    """Those whose earlier values may be written today; a statement or two, however many they are."""
    values = {one: change.before or {} for one, change in changes.items()}
    lost: set[int] = set()
    for name, ids in (("type_id", ContactType.id), ("class_id", ContactClass.id), (TAGS, Tag.id)):
        if name in names:
            coming = {one: set(_coming(changes[one], name)) for one in values}
            known = there({member for some in coming.values() for member in some}, ids)
            lost |= {one for one, some in coming.items() if some - known}
    if names == {MANAGERS}:
        coming = {one: set(_coming(changes[one], MANAGERS)) for one in values}
        wanted = {member for some in coming.values() for member in some}
        able = possible_managers().where(User.id.in_(wanted)).with_only_columns(User.id).order_by(None)
        known = set(db.session.scalars(able)) if wanted else set()
        lost |= {one for one, some in coming.items() if some - known}
    [name, *_others] = sorted(names)
    if name.startswith(custom.PREFIX):
        lost |= _refused({one: told[name] for one, told in values.items()}, name, by=by)
    return {one: change for one, change in changes.items() if one not in lost}


def _coming(change: Change, name: str) -> Iterator[int]:
    """What the value names that is not there now: a type, a class, tags, managers."""
    was, made = (_members((told or {}).get(name)) for told in (change.before, change.after))
    return (member for member in was if member not in made)


def _members(value: Any) -> list[int]:
    if value is None:
        return []
    if not isinstance(value, list):
        return [value]
    return [one["user_id"] if isinstance(one, dict) else one for one in value]


def _refused(values: Mapping[int, Any], name: str, *, by: Actor) -> set[int]:
    """The contacts whose value their field does not take, or that have to be judged one by one."""
    filled = {one: value for one, value in values.items() if value is not None}
    field = next((one for one in fields_of(RECORD) if f"{custom.PREFIX}{one.key}" == name), None)
    if not filled:
        return set()
    if field is None or field.unique:
        return set(filled)
    sample: dict[tuple[str, str], int] = {}
    kinds = dict(db.session.execute(select(Contact.id, Contact.kind).where(among(list(filled)))).tuples())
    for one, value in filled.items():
        sample.setdefault((kinds[one], repr(value)), one)
    if len(sample) > MOST_JUDGED:
        return set(filled)
    contacts = db.session.scalars(select(Contact).where(among(list(sample.values())))).all()
    wrong = {
        (contact.kind, repr(filled[contact.id]))
        for contact in contacts
        if custom.unfit(contact, {name: filled[contact.id]}, by=by)
    }
    return {one for one, value in filled.items() if (kinds[one], repr(value)) in wrong}


def _written(part: Part, changes: Mapping[int, Change], names: set[str]) -> list[int]:
    """Write the earlier values and what is derived from them; returns the ids of the contacts."""
    if not changes:
        return []
    rows = [(one, changes[one].after or {}, changes[one].before or {}) for one in part.ids]
    if names == {MANAGERS}:
        write_managers({one: was[MANAGERS] for one, _made, was in rows})
    changed = give(
        part, rows, sorted(names - {MANAGERS}), fields=sorted(names), told=ContactRevertedWithOthers
    )
    if names <= OF_ACCESS:
        derive_access(changed)
    if {f"{custom.PREFIX}{key}" for key in searched_keys(RECORD)} & names:
        refold(changed)
    return changed
