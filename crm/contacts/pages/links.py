"""Linking a contact with others, from its profile (CON-9)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import CREATE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions import links as acts
from crm.contacts.forms.links import LinkEdit
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.pages import finding
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters import linked as words
from crm.contacts.queries.links import Linked, the_link
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor

ONE_LINK: Final = f"{ONE}/links/<int(max={LARGEST_ID}):link_id>"


@pages.get("/contacts/suggestions", can=VIEW_CONTACTS)
def suggestions() -> Response:
    """A part for the field that finds a contact: at most ten that answer, and a new one of that name."""
    kind, q = finding.kind_asked(), finding.typed(request.args.get("q"))
    rows = finding.suggested(q, kind=kind, to=actor())
    new = _new_name(q, kind) if q and actor().may(CREATE_CONTACTS) else ""
    return page("contacts/suggestions.html", rows=rows, new=new, q=q)


@pages.get(f"{ONE}/links/new", can=EDIT_CONTACTS)
def new_link(contact_id: int) -> Response:
    """The form for one more link, with a person or a company (``?kind=``)."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact, why=acts.NOT_YOURS)
    return _new_form(contact, {"contact": finding.typed(request.args.get("contact"))})


@pages.post(f"{ONE}/links", can=EDIT_CONTACTS)
def add_link(contact_id: int) -> Response:
    """Link with the chosen contact, or with a new one of the name that was typed."""
    contact, values = the(contact_id), form_values()
    try:
        other_id = finding.chosen(values, kind=finding.kind_asked(), by=actor())
        added = acts.link(contact, words.shape(values, contact_id=other_id), by=actor())
    except finding.Unclear as unclear:
        return _new_form(contact, values, choices=unclear.choices, errors=unclear.fields, status=422)
    except Invalid as error:
        return _new_form(contact, values, errors=error.fields, status=422)
    toast(_("Linked: %(name)s", name=added.contact.shown_name), undo=undo_url())
    return _back(contact)


@pages.get(ONE_LINK, can=EDIT_CONTACTS)
def edit_link(contact_id: int, link_id: int) -> Response:
    """What a link says."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact, why=acts.NOT_YOURS)
    known = the_link(contact, link_id, to=actor())
    return _form(contact, known, words.values(known))


@pages.post(ONE_LINK, can=EDIT_CONTACTS)
def save_link(contact_id: int, link_id: int) -> Response:
    """Change what a link says."""
    contact, values = the(contact_id), form_values()
    actor().must(EDIT_CONTACTS, contact, why=acts.NOT_YOURS)
    known = the_link(contact, link_id, to=actor())
    try:
        acts.edit_link(contact, link_id, read(LinkEdit, words.posted(values)), by=actor())
    except Invalid as error:
        return _form(contact, known, values, errors=error.fields, status=422)
    toast(_("Link saved: %(name)s", name=known.contact.shown_name), undo=undo_url())
    return _back(contact)


@pages.post(f"{ONE_LINK}/deletion", can=EDIT_CONTACTS)
def unlink(contact_id: int, link_id: int) -> Response:
    """Take a link away."""
    contact = the(contact_id)
    acts.unlink(contact, link_id, by=actor())
    toast(_("Link removed"), undo=undo_url())
    return _back(contact)


def _back(contact: Contact) -> Response:
    return go("contacts.show", contact_id=contact.id, tab="people")


def _new_name(q: str, kind: Kind | None) -> str:
    return _("New person: %(name)s", name=q) if kind == "person" else _("New company: %(name)s", name=q)


def _new_form(
    contact: Contact,
    values: Mapping[str, Any],
    *,
    choices: Any = (),
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    may_create = actor().may(CREATE_CONTACTS)
    kind: Kind = finding.kind_asked() or ("company" if contact.kind == "person" else "person")
    return page(
        "contacts/link_new.html",
        status=status,
        contact=contact,
        kind=kind,
        values=values,
        errors=errors or {},
        choices=[(one.id, one.name, one.second) for one in choices],
        new=_new_name(finding.typed(values.get("contact")), kind) if choices and may_create else "",
        whole=_whole_form(contact, kind) if may_create else "",
        offers=words.offers(contact.kind, kind),
        action=url_for("contacts.add_link", contact_id=contact.id, kind=kind),
        find=url_for("contacts.suggestions", kind=kind),
    )


def _whole_form(contact: Contact, kind: Kind) -> str:
    """The form of a new contact, which links a person with this company."""
    if contact.kind == "company" and kind == "person":
        return url_for("contacts.new", kind=kind, company_id=contact.id)
    return ""


def _form(
    contact: Contact,
    known: Linked,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "contacts/link.html",
        status=status,
        contact=contact,
        other=words.row(known),
        link=known,
        kind=known.contact.kind,
        values=values,
        errors=errors or {},
        offers=words.offers(contact.kind, known.contact.kind),
    )
