"""Writing down, changing, deleting and pinning."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, _, lazy
from crm.kernel.names import initials
from crm.timeline import access
from crm.timeline.actions import entries as acts
from crm.timeline.actions import pinning
from crm.timeline.forms import EntryShape
from crm.timeline.models import Entry
from crm.timeline.pages import composing
from crm.timeline.pages.plane import OF_CONTACT, ONE, back_to, pages, tab_wanted, the, the_contact
from crm.timeline.pages.tabs import rights_of
from crm.timeline.presenters.lines import Event, Rights, events
from crm.timeline.queries.mentions import offered
from crm.web.answers import form_values, page, toast
from crm.web.here import actor

ADDED: Final[dict[str, LazyText]] = {
    "note": lazy("Note added"),
    "call": lazy("Call added"),
    "meeting": lazy("Meeting added"),
    "mail": lazy("Mail added"),
}
DELETED: Final[dict[str, LazyText]] = {
    "note": lazy("Note deleted"),
    "call": lazy("Call deleted"),
    "meeting": lazy("Meeting deleted"),
    "mail": lazy("Mail deleted"),
}


@pages.post(f"{OF_CONTACT}/entries", can=EDIT_CONTACTS)
def add(contact_id: int) -> Response:
    """Write something down, or show it again with what is wrong."""
    contact, values = the_contact(contact_id), composing.typed(form_values())
    access.must_write(contact, by=actor())
    try:
        written = acts.add_entry(contact, read(EntryShape, values), by=actor())
    except Invalid as error:
        typed = composing.as_texts(values)
        return _form(contact, composing.composer(contact, typed, tab=tab_wanted(), errors=error.fields), 422)
    toast(str(ADDED[written.entry.kind]))
    _warn(written.blind)
    return back_to(contact, line=written.entry.id)


@pages.get(ONE, can=VIEW_CONTACTS)
def show(entry_id: int) -> Response:
    """One entry by itself, with what can be done to it."""
    entry, contact = the(entry_id)
    event = events([entry], to=actor(), rights=rights_of(contact, actor()))[0]
    return page("timeline/entry.html", contact=contact, event=event, tab=tab_wanted())


@pages.get(f"{ONE}/edit", can=EDIT_CONTACTS)
def edit(entry_id: int) -> Response:
    """The form with the entry in it."""
    entry, contact = the(entry_id)
    access.must_change(entry, contact, by=actor())
    changer = composing.changer(entry, composing.shown(entry), tab=tab_wanted())
    return _form(contact, changer, entry=entry)


@pages.post(ONE, can=EDIT_CONTACTS)
def save(entry_id: int) -> Response:
    """Change the entry, or show the form again: with what is wrong, or under what somebody else wrote."""
    (entry, contact), posted = the(entry_id), form_values()
    values = composing.typed({**posted, "kind": entry.kind})
    try:
        written = acts.edit_entry(entry, read(EntryShape, values), version=_version(posted), by=actor())
    except (Invalid, Stale) as error:
        return _again(entry, contact, values, error)
    toast(_("Saved"), undo=undo_url())
    _warn(written.blind)
    return back_to(contact, line=entry.id)


@pages.post(f"{ONE}/deletion", can=EDIT_CONTACTS)
def delete(entry_id: int) -> Response:
    """Delete the entry; the toast takes it back."""
    entry, contact = the(entry_id)
    acts.delete_entry(entry, by=actor())
    toast(str(DELETED[entry.kind]), undo=undo_url())
    return back_to(contact)


@pages.post(f"{ONE}/pinning", can=EDIT_CONTACTS)
def pin(entry_id: int) -> Response:
    """Pin the entry to the top."""
    entry, contact = the(entry_id)
    pinning.pin(entry, contact, by=actor())
    toast(_("Pinned"))
    return back_to(contact, line=entry.id)


@pages.post(f"{ONE}/unpinning", can=EDIT_CONTACTS)
def unpin(entry_id: int) -> Response:
    """Take the entry from the top."""
    entry, contact = the(entry_id)
    pinning.unpin(entry, contact, by=actor())
    toast(_("Unpinned"))
    return back_to(contact, line=entry.id)


@pages.get(f"{OF_CONTACT}/calls", can=EDIT_CONTACTS)
def calls(contact_id: int) -> Response:
    """Whom ``@`` and the letters ``?q=`` may mean: a part of a page."""
    contact = the_contact(contact_id)
    access.must_write(contact, by=actor())
    people = offered(request.args.get("q", "").replace("\0", ""), contact_id=contact.id, to=actor())
    told = [{"id": user.id, "name": user.name, "initials": initials(user.name)} for user in people]
    return page("timeline/calls.html", people=told)


def _again(entry: Entry, contact: Contact, values: dict[str, Any], error: Invalid | Stale) -> Response:
    errors = error.fields if isinstance(error, Invalid) else None
    changer = composing.changer(entry, composing.as_texts(values), tab=tab_wanted(), errors=errors)
    reading = Rights(actor().user_id, writes=False, changes_others=False)
    theirs = events([entry], to=actor(), rights=reading)[0] if isinstance(error, Stale) else None
    return _form(contact, changer, error.status, entry=entry, theirs=theirs)


def _form(
    contact: Contact,
    composer: dict[str, Any],
    status: int = 200,
    *,
    entry: Entry | None = None,
    theirs: Event | None = None,
) -> Response:
    title = composing.TITLES[entry.kind] if entry is not None else lazy("New entry")
    return page(
        "timeline/form.html", status=status, contact=contact, composer=composer, title=title, theirs=theirs
    )


def _warn(blind: list[str]) -> None:
    """Say who was called in vain."""
    if blind:
        names = ", ".join(blind)
        toast(_("Not told, because they can't see this contact: %(names)s", names=names), kind="warn")


def _version(posted: Mapping[str, Any]) -> int | None:
    text = str(posted.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
