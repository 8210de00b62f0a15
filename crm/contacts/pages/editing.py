"""Adding and changing a contact by the form."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, session, url_for

from crm.contacts.access import ASSIGN_CONTACTS, CREATE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.saving import create_contact, edit_contact
from crm.contacts.actions.writing import missing_names
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import KINDS, Contact
from crm.contacts.pages import custom, typed
from crm.contacts.pages.plane import ONE, as_id, pages, the
from crm.contacts.presenters import cards, history
from crm.contacts.queries import records
from crm.kernel.access import Reach
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.team.queries import workspace_settings
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor

KIND_LAST_USED: Final = "contact_kind"


@pages.get("/contacts/new", can=CREATE_CONTACTS)
def new() -> Response:
    """The empty form; it opens with the kind last used, a company at first (CON-1)."""
    kind = session.get(KIND_LAST_USED)
    values = {
        "kind": kind if kind in KINDS else "company",
        "comms": [],
        "manager_ids": [actor().user_id],
        "sharing": workspace_settings().default_sharing,
        "custom": custom.texts_of(None),
    }
    return _form(values)


@pages.post("/contacts", can=CREATE_CONTACTS)
def create() -> Response:
    """Add the contact, or show the form again with what is wrong."""
    values = typed.contact_values(form_values())
    try:
        contact = create_contact(_shape(_led(values)), by=actor())
    except Invalid as error:
        return _form(values, errors=error.fields, status=422)
    session[KIND_LAST_USED] = contact.kind
    toast(_("Added: %(name)s", name=contact.shown_name))
    return after_saving(contact)


@pages.get(f"{ONE}/edit", can=EDIT_CONTACTS)
def edit(contact_id: int) -> Response:
    """The form with the contact in it."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact)
    return _form(typed.values_shown(contact), contact=contact)


@pages.post(ONE, can=EDIT_CONTACTS)
def save(contact_id: int) -> Response:
    """Change the contact, or show the form again: with what is wrong, or with what somebody else changed."""
    contact, posted = the(contact_id), form_values()
    values = {**values_of(contact), "manager_ids": None, "sharing": None, **typed.contact_values(posted)}
    try:
        shape = _shape({**values, "custom": custom.changed(values["custom"], contact)})
        edit_contact(contact, shape, version=_version(posted), by=actor())
    except Invalid as error:
        return _form(values, contact=contact, errors=error.fields, status=422)
    except Stale:
        changes = history.changes(contact, values, since=_version(posted) or 0)
        return _form(values, contact=contact, changes=changes, status=412)
    toast(_("Saved: %(name)s", name=contact.shown_name))
    return after_saving(contact)


def after_saving(contact: Contact) -> Response:
    """Where one goes on: the next empty form, the contact, or, if that is out of sight now, the list."""
    if request.form.get("then") == "another":
        return go("contacts.new")
    if actor().may(VIEW_CONTACTS, contact):
        return go("contacts.show", contact_id=contact.id)
    return go("contacts.index")


def _led(values: dict[str, Any]) -> dict[str, Any]:
    """Who adds a contact leads it, if among its managers: ticked boxes come in the order of their names."""
    me = actor().user_id
    return {**values, "lead_id": me} if str(me) in (values.get("manager_ids") or ()) else values


def _shape(values: Mapping[str, Any]) -> ContactShape:
    """What was typed, or everything that is wrong with it at once."""
    try:
        return read(ContactShape, values)
    except Invalid as error:
        missing = missing_names(values, workspace=workspace_settings())
        raise Invalid({**missing, **error.fields}) from None


def _form(
    values: dict[str, Any],
    *,
    contact: Contact | None = None,
    errors: Mapping[str, Any] | None = None,
    changes: history.Changes | None = None,
    status: int = 200,
) -> Response:
    return page(
        "contacts/form.html",
        status=status,
        contact=contact,
        action=url_for("contacts.save", contact_id=contact.id) if contact else url_for("contacts.create"),
        values=values,
        blocks=typed.blocks(values["comms"]),
        own_blocks=custom.blocks(values["custom"], errors or {}),
        may_add_field=custom.may_add(),
        errors=typed.errors_on_page(errors or {}, values["comms"]),
        changes=changes,
        type_options=[(contact_type.id, contact_type.shown) for contact_type in records.types()],
        managers=_managers(values, contact),
        sharings=cards.sharing_options(),
    )


def _managers(values: dict[str, Any], contact: Contact | None) -> list[tuple[int, str, str, str]] | None:
    """Whom one can choose; None for somebody who may not choose managers and sharing here."""
    by = actor()
    may = by.may(ASSIGN_CONTACTS, contact) if contact else by.reach(ASSIGN_CONTACTS) > Reach.NONE
    if not may:
        return None
    if contact is not None and values.get("manager_ids") is None:
        values |= {"manager_ids": values_of(contact)["manager_ids"], "sharing": contact.sharing}
    present = filter(None, map(as_id, values.get("manager_ids") or ()))
    return cards.manager_options(records.manager_choices(set(present)))


def _version(posted: Mapping[str, Any]) -> int | None:
    return as_id(posted.get("version"))
