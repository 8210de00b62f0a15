"""The company in the form of a new person: found by its name, or added with them (CON-9)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import request, url_for

from crm.contacts.access import CREATE_CONTACTS
from crm.contacts.actions.links import link
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.contacts.pages import finding
from crm.contacts.pages.plane import as_id
from crm.contacts.queries.pairs import seen_whole
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _
from crm.web.here import actor

FIELD: Final = "company"
FIELDS: Final = (FIELD, f"{FIELD}_id")


def asked() -> dict[str, Any]:
    """The company that the address names, as the form has it."""
    company_id = as_id(request.args.get("company_id"))
    found = seen_whole([company_id] if company_id else [], to=actor())
    return {"kind": "person", FIELD: found[0].shown_name, f"{FIELD}_id": found[0].id} if found else {}


def posted(values: Mapping[str, Any]) -> dict[str, str]:
    """What was typed and chosen."""
    return {name: finding.typed(values.get(name)) for name in FIELDS}


def put(contact: Contact, chosen: Mapping[str, str], *, by: Actor) -> None:
    """Link a new person with the company that was chosen; nothing happens if none was.

    Raises:
        Invalid: under ``company``: it is not clear which one is meant, or there is none.
    """
    if contact.kind != "person" or not any(chosen.values()):
        return
    company_id = finding.chosen(chosen, field=FIELD, kind="company", by=by)
    try:
        link(contact, LinkShape(contact_id=company_id), by=by, is_allowed=True)
    except Invalid as error:
        raise Invalid({FIELD: error.fields.get("contact_id", error.text)}) from None


def on_page(values: Mapping[str, Any], why: Invalid | None) -> dict[str, Any]:
    """What the field in the form is drawn with."""
    choices = why.choices if isinstance(why, finding.Unclear) else ()
    name = finding.typed(values.get(FIELD))
    new = _("New company: %(name)s", name=name) if choices and actor().may(CREATE_CONTACTS) else ""
    return {
        "url": url_for("contacts.suggestions", kind="company"),
        "choices": [(one.id, one.name, one.second) for one in choices],
        "new": new,
    }
