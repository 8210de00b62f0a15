"""Choosing a contact's tags in place, from its profile (CON-5)."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions.tagging import retag
from crm.contacts.forms.tags import TagsShape, split
from crm.contacts.models.contact import Contact
from crm.contacts.pages.editing import after_saving
from crm.contacts.pages.plane import ONE, as_id, pages, the
from crm.contacts.queries.tags import tags_of
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import form_values, page, toast
from crm.web.here import actor


@pages.get(f"{ONE}/tags", can=EDIT_CONTACTS)
def choose_tags(contact_id: int) -> Response:
    """The page that does what the profile's dialog does."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact)
    return _form(contact, [tag.shown for tag in tags_of([contact])[contact.id]], had=contact.tag_ids)


@pages.post(f"{ONE}/tags", can=EDIT_CONTACTS)
def retag_contact(contact_id: int) -> Response:
    """Give the contact the tags that are typed; one that is not there yet is made."""
    contact, typed = the(contact_id), split(form_values().get("tags", ""))
    had = [tag_id for text in request.form.getlist("had") if (tag_id := as_id(text))]
    try:
        retag(
            contact,
            read(TagsShape, {"tags": typed, "had": had if "had" in request.form else None}),
            by=actor(),
        )
    except Invalid as error:
        return _form(contact, typed, had=had, errors=error.fields, status=422)
    toast(_("Tags saved: %(name)s", name=contact.shown_name), undo=undo_url())
    return after_saving(contact)


def _form(
    contact: Contact,
    names: list[Any],
    *,
    had: list[int],
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    error = next((str(sentence) for sentence in (errors or {}).values()), "")
    return page("contacts/tagging.html", status=status, contact=contact, names=names, had=had, error=error)
