"""The tab of a contact's profile that tells what they consent to, and where a consent is written down."""

from typing import Any, Final

from flask import Response, request
from markupsafe import Markup

from crm.consents.actions.ledger import write_consent
from crm.consents.forms import SOURCES, ConsentShape
from crm.consents.pages.plane import pages
from crm.consents.presenters import lines, standings
from crm.consents.queries import PAGE, all_purposes, ledger, standing
from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import ONE, the, whole_number
from crm.kernel import written
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy, time_zone
from crm.web.answers import form_values, go, page, part, toast
from crm.web.here import actor
from crm.web.product import Tab


def show_consents(contact: Contact, by: Actor) -> Markup:
    """What holds for each purpose, a form for one line more, and the ledger."""
    return part("consents/tab.html", **_told(contact, by))


@pages.get(f"{ONE}/consents", can=EDIT_CONTACTS)
def new_consent(contact_id: int) -> Response:
    """The form on a page of its own; ``purpose`` and ``withdrawn`` fill it in."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact)
    given = "" if request.args.get("withdrawn") else "1"
    return _form(contact, {"purpose_id": whole_number("purpose"), "given": given})


@pages.post(f"{ONE}/consents", can=EDIT_CONTACTS)
def add_consent(contact_id: int) -> Response:
    """Write down that consent was given or withdrawn."""
    contact, values = the(contact_id), form_values()
    try:
        line = write_consent(contact, read(ConsentShape, _typed(values)), by=actor())
    except Invalid as error:
        return _form(contact, values, errors=error.fields, status=422)
    toast(_("Consent recorded") if line.given else _("Withdrawal recorded"))
    return go("contacts.show", contact_id=contact.id, tab=CONSENTS.key)


def _told(contact: Contact, by: Actor) -> dict[str, Any]:
    purposes = db.session.scalars(all_purposes()).all()
    rows = ledger(contact.id, before=whole_number("before"))
    return {
        "contact": contact,
        "standings": standings(purposes, standing(contact.id)),
        "lines": lines(rows, purposes),
        "older": rows[-1].id if len(rows) == PAGE else None,
        "may_write": by.may(EDIT_CONTACTS, contact),
    }


def _form(contact: Contact, values: dict[str, Any], *, errors: Any = None, status: int = 200) -> Response:
    everything = db.session.scalars(all_purposes()).all()
    asked = [one for one in everything if one.archived_at is None or not values.get("given")]
    return page(
        "consents/form.html",
        status=status,
        contact=contact,
        values=values,
        errors=errors or {},
        purposes=[(one.id, one.shown) for one in asked],
        sources=list(SOURCES.items()),
    )


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """The posted form in the words of the shape; a time without its zone is the reader's.

    Raises:
        Invalid: the time can't be read.
    """
    names: tuple[str, ...] = ("purpose_id", "source", "note")
    typed: dict[str, Any] = {name: values[name] for name in names if name in values}
    typed["given"] = values.get("given") == "1"
    at = str(values.get("happened_at") or "").strip()
    if not at:
        return typed
    moment = written.instant(at, zone=time_zone())
    if moment is None:
        raise Invalid({"happened_at": lazy("Write a day and a time, such as 2026-11-22 15:30.")})
    return {**typed, "happened_at": moment}


def show_given(contact: Contact, _by: Actor) -> Markup | str:
    """For the summary: what holds, as far as anything was ever said."""
    held = standing(contact.id)
    told = (
        [one for one in standings(db.session.scalars(all_purposes()).all(), held) if one.line] if held else ()
    )
    return part("consents/summary.html", standings=told) if told else ""


CONSENTS: Final = Tab("consents", lazy("Consents"), VIEW_CONTACTS, show_consents, weight=80)
GIVEN: Final = Tab("given", lazy("Consents"), VIEW_CONTACTS, show_given, weight=70, within="summary")
