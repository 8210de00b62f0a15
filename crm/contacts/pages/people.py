"""Choosing a contact's managers, and who else may see it."""

from collections.abc import Sequence

from flask import Response, request

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.actions.people import NOT_IN_CHARGE, assign_managers
from crm.contacts.actions.people import share as share_contact
from crm.contacts.forms.people import ManagersShape, SharingShape
from crm.contacts.models.contact import Contact
from crm.contacts.pages import access
from crm.contacts.pages.editing import after_saving
from crm.contacts.pages.plane import ONE, as_id, pages, the
from crm.contacts.presenters import cards, offers
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import is_search, page, sought, toast
from crm.web.here import actor


@pages.get(f"{ONE}/managers", can=ASSIGN_CONTACTS)
def people(contact_id: int) -> Response:
    """The page that does what the profile's dialog does."""
    contact = the(contact_id)
    actor().must(ASSIGN_CONTACTS, contact, why=NOT_IN_CHARGE)
    return _form(contact)


@pages.post(f"{ONE}/managers", can=ASSIGN_CONTACTS)
def assign(contact_id: int) -> Response:
    """Make these people, and no others, the managers."""
    contact, ids = the(contact_id), request.form.getlist("manager_ids")
    if is_search():
        return _form(contact, ids)
    try:
        chosen = {"manager_ids": ids, "lead_id": request.form.get("lead_id", "")}
        wanted = read(ManagersShape, chosen)
        if asked := access.asked_before_losing(contact, **chosen):
            return asked
        assign_managers(contact, wanted.manager_ids, lead_id=wanted.lead_id, by=actor())
    except Invalid as error:
        return _form(contact, error=str(next(iter(error.fields.values()))), status=422)
    toast(_("Managers chosen: %(name)s", name=contact.shown_name), undo=undo_url())
    return after_saving(contact)


@pages.post(f"{ONE}/sharing", can=ASSIGN_CONTACTS)
def share(contact_id: int) -> Response:
    """Share the contact, or no longer; the toast takes it back."""
    contact = the(contact_id)
    wanted = read(SharingShape, {"sharing": request.values.get("sharing")})
    if asked := access.asked_before_losing(contact, sharing=wanted.sharing):
        return asked
    share_contact(contact, wanted.sharing, by=actor())
    toast(str(cards.SHARING_DONE[contact.sharing]), undo=undo_url())
    return after_saving(contact)


def _form(
    contact: Contact, chosen: Sequence[str] | None = None, *, error: str = "", status: int = 200
) -> Response:
    now = [manager.user_id for manager in contact.managers]
    present = now if chosen is None else [number for number in map(as_id, chosen) if number]
    options = offers.managers(present, q=sought())
    return page(
        "contacts/managers.html",
        status=status,
        contact=contact,
        options=options,
        present=present,
        leading=next((manager.user_id for manager in contact.managers if manager.lead), None),
        error=error,
    )
