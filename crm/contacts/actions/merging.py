"""Making one contact of several (CON-16). Undoing it is the journal's: ``crm.journal.actions.undo``."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, func, literal, update

from crm.contacts.access import DELETE_CONTACTS, EDIT_CONTACTS, MERGE_CONTACTS, derive_access
from crm.contacts.actions import granting, people, writing
from crm.contacts.actions.noting import differences, snapshots
from crm.contacts.facts import ContactsMerged
from crm.contacts.forms.access import MOST_GRANTS
from crm.contacts.forms.comms import MOST_COMMS
from crm.contacts.forms.merging import MOST_MERGED, MergeShape
from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.forms.tags import MOST_TAGS
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.merging import CUSTOM, Plan, mergeable, plan
from crm.contacts.queries.records import allowed
from crm.fields.actions.claims import claim, release
from crm.fields.queries import fields_of
from crm.journal import actions as journal
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.queries import workspace_settings

ACT: Final = "contacts.merged"


def preview(shape: MergeShape, *, by: Actor) -> Plan:
    """What the merge would make of the contacts; changes nothing.

    Raises: as ``merge``.
    """
    by.must(MERGE_CONTACTS)
    _must_be_several(shape)
    contacts = mergeable(shape.ids, to=by)
    return _checked(contacts, shape, by)


def merge(shape: MergeShape, *, by: Actor) -> Contact:
    """Make one contact of these: the survivor, which comes back whole.

    It gets the chosen values, and all ways to be reached, managers, tags and values of lists; whatever hung
    on the others hangs on it. They stay in the bin, with all their own values, for the merge to be undone.

    Raises:
        Forbidden: the actor may not merge, not change one of them, or not delete one that would go.
        NotFound: one of them is not there, or hidden.
        Stale: one was changed since the version that was seen.
        Conflict: people and companies don't mix, or together they would hold too much.
        Invalid: a choice that can't be, or names that are missing then.
    Records: ContactsMerged, and ManagersAssigned for those who become managers of the survivor.
    """
    by.must(MERGE_CONTACTS)
    _must_be_several(shape)
    contacts = mergeable(shape.ids, to=by, held=True)
    wanted = _checked(contacts, shape, by)
    before = snapshots(shape.ids)
    act = journal.keep(ACT, about=(CONTACT, wanted.survivor.id), by=by)
    loser_ids = [loser.id for loser in wanted.losers]

    _put_away(loser_ids, into=wanted.survivor.id, by=by)
    _write(wanted, by=by)
    after = snapshots(shape.ids)
    changes = [one for contact_id in shape.ids for one in differences(before[contact_id], after[contact_id])]
    journal.add_changes(act.id, changes)
    _tell(wanted, loser_ids, act.id, by)
    return writing.hold(wanted.survivor)


def _must_be_several(shape: MergeShape) -> None:
    if not 2 <= len(shape.ids) <= MOST_MERGED:
        raise Invalid({"loser_ids": lazy("Choose from two to ten contacts.")})


def _checked(contacts: Sequence[Contact], shape: MergeShape, by: Actor) -> Plan:
    """The plan, if the actor may do it to these and it can be done."""
    _must_be_allowed(contacts, by)
    if len({contact.kind for contact in contacts}) > 1:
        raise Conflict(lazy("People and companies can't be merged with each other."))
    seen = {str(contact.id): contact.version for contact in contacts}
    if any(seen.get(contact_id, version) != version for contact_id, version in shape.versions.items()):
        raise Stale
    wanted = plan(contacts, shape.choices)
    if _too_much(wanted):
        raise Conflict(
            lazy("Together they have too many ways to be reached, managers, grants or tags for one contact.")
        )
    names = {choice.name: choice.value for choice in wanted.choices}
    if missing := writing.missing_names(
        {**names, "kind": wanted.survivor.kind}, workspace=workspace_settings()
    ):
        raise Invalid({f"choices.{name}": sentence for name, sentence in missing.items()})
    return wanted


def _too_much(wanted: Plan) -> bool:
    comms = len(wanted.survivor.comms) + len(wanted.comms)
    lists = ((wanted.manager_ids, MOST_MANAGERS), (wanted.tag_ids, MOST_TAGS), (wanted.grants, MOST_GRANTS))
    return comms > MOST_COMMS or any(len(united) > most for united, most in lists)


def _must_be_allowed(contacts: Sequence[Contact], by: Actor) -> None:
    ids = [contact.id for contact in contacts]
    able = allowed((EDIT_CONTACTS, DELETE_CONTACTS), ids, to=by)
    if not able[EDIT_CONTACTS.key].issuperset(ids):
        raise Forbidden(lazy("You may not change each of these contacts."))
    if not able[DELETE_CONTACTS.key].issuperset(ids[1:]):
        raise Forbidden(lazy("Only the managers of the contacts that go can merge them into another."))


def _put_away(loser_ids: Collection[int], *, into: int, by: Actor) -> None:
    """The losers go to the bin as they are, and let go of their unique values."""
    chosen = any_(literal(list(loser_ids), ARRAY(BigInteger)))
    db.session.execute(
        update(Contact)
        .where(Contact.id == chosen)
        .values(deleted_at=func.now(), deleted_by=by.user_id, merged_into=into, version=Contact.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    release(loser_ids, record=CONTACT)


def _write(wanted: Plan, *, by: Actor) -> None:
    survivor = wanted.survivor
    for choice in wanted.choices:
        if not choice.name.startswith(CUSTOM) and choice.taken is not survivor:
            setattr(survivor, choice.name, choice.value)
    survivor.tag_ids, survivor.custom = list(wanted.tag_ids), dict(wanted.custom)
    _add_comms(survivor, wanted.comms)
    writing.derive(survivor)
    unite_access(wanted)
    writing.touch(survivor)
    derive_access([loser.id for loser in wanted.losers])
    claim(survivor.id, fields_of(CONTACT), survivor.custom, by=by)


def unite_access(wanted: Plan) -> None:
    """Who reaches the survivor: it keeps its sharing and class; managers and grants are united, and it is
    restricted if any of them was (CON-16).
    """
    wanted.survivor.restricted = wanted.restricted
    granting.write_grants(wanted.survivor, wanted.grants)
    if wanted.new_manager_ids:
        people.write_managers(wanted.survivor, wanted.manager_ids, lead_id=wanted.lead_id)


def _add_comms(survivor: Contact, comms: Sequence[Comm]) -> None:
    """Copies: the losers keep their own. The survivor's primary ones stay so."""
    kinds = {comm.kind for comm in survivor.comms}
    for comm in comms:
        copy = Comm(
            kind=comm.kind, value=comm.value, normalised=comm.normalised, label=comm.label, valid=comm.valid,
            parts=comm.parts, primary=comm.kind not in kinds, position=len(survivor.comms),
        )  # fmt: skip
        kinds.add(comm.kind)
        survivor.comms.append(copy)


def _tell(wanted: Plan, loser_ids: list[int], act_id: int, by: Actor) -> None:
    survivor = wanted.survivor
    fact = ContactsMerged(
        survivor_id=survivor.id, loser_ids=loser_ids, act_id=act_id, version=survivor.version
    )
    record(fact, by=by)
    if wanted.new_manager_ids:
        added = list(wanted.new_manager_ids)
        people.record_assignment(survivor, added=added, removed=[], act_id=act_id, by=by)
