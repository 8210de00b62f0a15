"""Adding and changing a contact."""

from typing import Any

from crm.contacts.access import ASSIGN_CONTACTS, CREATE_CONTACTS, EDIT_CONTACTS
from crm.contacts.actions import custom, opening, people, sight, tagging, writing
from crm.contacts.actions.noting import noting
from crm.contacts.facts import ContactCreated, ContactEdited
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.queries.records import region
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.queries import workspace_settings


def create_contact(
    shape: ContactShape, *, whole: bool = True, accepted: str | None = None, by: Actor
) -> Contact:
    """Add a contact. Its managers are those named, else whoever adds it, if they may be one (CON-7).

    ``sharing`` None takes the workspace's default. The contact comes back whole, unless that is not needed.
    ``accepted`` is for ``sight``: what the actor has accepted if they will not see it; None: nobody asks.

    Raises:
        Forbidden: the actor may not add contacts, or not choose other managers, grants, class, restricted.
        Invalid: a field at fault.
        OutOfSight: the actor would not see it.
    Records: ContactCreated, and ManagersAssigned if somebody else became a manager.
    """
    by.must(CREATE_CONTACTS)
    opened = opening.wished(shape)
    if opened or (shape.manager_ids is not None and set(shape.manager_ids) != {by.user_id}):
        by.must(ASSIGN_CONTACTS)

    settings = workspace_settings()
    own = custom.given(shape, None, by=by)
    writing.check(shape, workspace=settings, also={**own.faults, **opening.faults_of(opened, present={})})
    managers = people.first_managers(shape, by=by)
    sharing = shape.sharing or settings.default_sharing
    openness = Openness(managers, sharing, **opened)
    sight.expect_sight_of_new(openness, accepted=accepted, by=by)
    empty: dict[str, Any] = {"comms": [], "tag_ids": [], "version": 1}
    contact = Contact(made_by=by.user_id, sharing=sharing, custom=dict(own.values), **empty)
    writing.write(contact, shape, region=region())

    opening.open_new(contact, opened)
    contact.principals = sorted(openness.rows())

    db.session.add(contact)
    db.session.flush()
    custom.hold_unique(contact, own, by=by)
    people.add_managers(contact, managers, lead_id=shape.lead_id)
    opening.grant_new(contact, opened)
    tagging.put(contact, names=shape.tags, ids=shape.tag_ids, by=by)
    writing.first_touch(contact)
    record(ContactCreated(contact_id=contact.id, version=contact.version, kind=contact.kind), by=by)
    if managers and set(managers) != {by.user_id}:
        people.record_assignment(contact, added=managers, removed=[], by=by)
    return writing.hold(contact) if whole else contact


def edit_contact(
    contact: Contact,
    shape: ContactShape,
    *,
    version: int | None = None,
    accepted: str | None = None,
    by: Actor,
) -> Contact:
    """Change a contact to what was typed; nothing happens if nothing differs. It comes back whole.

    ``version`` is the one the person saw; None overwrites whatever stands there. ``accepted`` is as for a
    new one.

    Raises:
        Forbidden: the actor may not change it, or not its managers or sharing where those differ.
        Stale: it was changed since ``version``.
        Invalid: a field at fault.
        OutOfSight: the actor would no longer see it.
    Records: ContactEdited; ManagersAssigned and SharingChanged where those differ.
    """
    by.must(EDIT_CONTACTS, contact, why=lazy("You can see this contact but not change it."))
    contact = writing.hold(contact, version=version)
    own = custom.given(shape, contact, by=by)
    writing.check(shape, workspace=workspace_settings(), also=own.faults)
    given = {"manager_ids": shape.manager_ids, "sharing": shape.sharing}
    change = {name: value for name, value in given.items() if value is not None}
    sight.expect_sight(contact, change, accepted=accepted, by=by)

    before = values_of(contact)
    with noting(contact, "contacts.edited", by=by) as note:
        changed = custom.put(contact, own)
        writing.write(contact, shape, region=region())
        custom.hold_unique(contact, own, by=by)
        tagged = tagging.put(contact, names=shape.tags, ids=shape.tag_ids, by=by)
        own_fields = [f"custom.{key}" for key in changed]
        if fields := [*_differing(before, values_of(contact)), *tagged, *own_fields]:
            writing.touch(contact)
            fact = ContactEdited(
                contact_id=contact.id, version=contact.version, act_id=note.act_id, fields=fields
            )
            record(fact, by=by)
        if shape.manager_ids is not None and _new_managers(contact, shape):
            people.assign_managers(contact, shape.manager_ids, lead_id=shape.lead_id, within=note, by=by)
        if shape.sharing is not None and shape.sharing != contact.sharing:
            people.share(contact, shape.sharing, within=note, by=by)
    return writing.hold(contact)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name, value in before.items() if after[name] != value]


def _new_managers(contact: Contact, shape: ContactShape) -> bool:
    lead = next((manager.user_id for manager in contact.managers if manager.lead), None)
    named = {manager.user_id for manager in contact.managers} != set(shape.manager_ids or ())
    return named or (shape.lead_id is not None and shape.lead_id != lead)
