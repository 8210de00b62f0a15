"""Editing a field in place on the profile: a part of the page with script, a page of its own without."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.pages import custom, form, lists, typed
from crm.contacts.pages.lines import lines
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters import slots
from crm.contacts.presenters.slots import Slot
from crm.contacts.queries.columns import codes_in
from crm.contacts.queries.row_texts import row_texts
from crm.contacts.queries.wishes import Wish
from crm.journal.pages.plane import undo_then, undo_url
from crm.kernel.errors import Invalid, NotFound, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import form_values, go, next_page, page, toast
from crm.web.here import actor


@pages.get(f"{ONE}/fields/<field>", can=EDIT_CONTACTS)
def edit_field(contact_id: int, field: str) -> Response:
    """The field to be edited; with ``?shown`` as it reads."""
    contact = _to_edit(contact_id)
    slot = _slot(contact, field)
    if "shown" in request.args:
        return page("contacts/inline/shown.html", contact=contact, slot=slot, saved=False)
    return _form(contact, slot, typed.values_shown(contact))


@pages.post(f"{ONE}/fields/<field>", can=EDIT_CONTACTS)
def save_field(contact_id: int, field: str) -> Response:
    """Change this field alone. What somebody else wrote there meanwhile is shown first (CON-20).

    With ``?row`` it is a cell of the list: the answer is its row anew.
    """
    contact = _to_edit(contact_id)
    slot = _slot(contact, field)
    values = slots.patched(typed.values_shown(contact), field, typed.contact_values(form_values()))
    if request.form.get("seen", seal := slots.seal(contact, field)) != seal:
        return _form(contact, slot, values, theirs=True, status=412)
    try:
        edit_contact(contact, _shape(contact, values), version=contact.version, by=actor())
    except Stale:
        return _form(contact, slot, values, theirs=True, status=412)
    except Invalid as error:
        return _form(contact, slot, values, errors=error.fields, status=422)
    return _saved(contact, field)


def _to_edit(contact_id: int) -> Contact:
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact)
    return contact


def _slot(contact: Contact, field: str) -> Slot:
    slot = slots.slot(contact, field, to=actor())
    if slot is None:
        raise NotFound
    return slot


def _shape(contact: Contact, values: Mapping[str, Any]) -> ContactShape:
    own = custom.changed(values["custom"], contact.custom)
    kept = {name: values.get(name, value) for name, value in values_of(contact).items()}
    return read(ContactShape, {**kept, "custom": own, "manager_ids": None, "sharing": None})


def _saved(contact: Contact, field: str) -> Response:
    if "row" in request.args:
        toast(_("Saved: %(name)s", name=contact.shown_name), undo=undo_then(next_page()))
        return _row(contact)
    slot = _slot(contact, field)
    if _is_part() and not slot.is_of_head:
        return page("contacts/inline/shown.html", contact=contact, slot=slot, saved=True)
    toast(_("Saved: %(name)s", name=contact.shown_name), undo=undo_url())
    if _is_part():
        profile = url_for("contacts.show", contact_id=contact.id)
        return Response(status=204, headers={"HX-Redirect": profile})
    return go("contacts.show", contact_id=contact.id)


def _row(contact: Contact) -> Response:
    """The contact as a row of the list, in the columns that the address names."""
    shown = lists.columns_shown(Wish(columns=codes_in(request.args.get("columns"))))
    rows = lines(row_texts([contact.id], columns=shown.codes, to=actor()), shown, ticked=None)
    return page("contacts/inline/row.html", rows=rows)


def _form(
    contact: Contact,
    slot: Slot,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    theirs: bool = False,
    status: int = 200,
) -> Response:
    return page(
        "contacts/inline/form.html" if _is_part() else "contacts/inline/page.html",
        status=status,
        contact=contact,
        slot=slot,
        seen=slots.seal(contact, slot.name),
        theirs=theirs,
        values=values,
        errors=typed.errors_on_page(errors or {}, values["comms"]),
        block=_block(slot, values["comms"]),
        own=_own_input(slot, values["custom"], errors or {}),
        **form.choices(values),
    )


def _block(slot: Slot, comms: list[Any]) -> dict[str, Any] | None:
    """The rows of a kind of ways to reach, as the macro ``comms`` draws them."""
    if slot.name not in COMM_KINDS:
        return None
    rows = [row for row in comms if row.get("kind") == slot.name]
    return next(block for block in typed.blocks(rows) if block["kind"] == slot.name)


def _own_input(slot: Slot, texts: Mapping[str, Any], errors: Mapping[str, Any]) -> Any:
    """The input of one of the workspace's own fields."""
    key = slot.name.removeprefix(slots.OWN)
    return custom.input_of(key, texts, errors) if key != slot.name else None


def _is_part() -> bool:
    return "HX-Request" in request.headers
