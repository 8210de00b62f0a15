"""The warning that a contact looks like one that is there: while it is typed, and on saving (CON-17)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, request

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.actions import duplicates as acts
from crm.contacts.models.contact import Contact
from crm.contacts.pages import typed
from crm.contacts.pages.plane import as_id, pages, whole_number
from crm.contacts.presenters.duplicates import LookalikeCard, lookalike_cards
from crm.contacts.queries import candidates
from crm.contacts.queries.pairs import known_partners, seen_whole
from crm.contacts.queries.records import region
from crm.contacts.queries.signatures import typed_signature
from crm.web.answers import form_values, page
from crm.web.here import actor

NOT_DUPLICATES: Final = "not_duplicates"
SEEN: Final = "seen"


@pages.get("/contacts/lookalikes", can=VIEW_CONTACTS)
def lookalikes() -> Response:
    """Whom the contact that is being typed looks like; changes nothing. ``?of=`` is whose form it is."""
    values = typed.contact_values(form_values(request.args))
    ticked = _ids(request.args.getlist(NOT_DUPLICATES))
    found = met(values, whole_number("of"))
    return page("contacts/form/lookalikes.html", lookalikes=found, ticked=ticked)


def met(values: Mapping[str, Any], contact_id: int | None = None) -> list[LookalikeCard]:
    """The lookalikes of what was typed, of those the person sees; for a contact's form only new ones."""
    known = known_partners(contact_id) if contact_id else set()
    signature = typed_signature(typed.of_its_kind(values), region=region(), contact_id=contact_id)
    found = [like for like in candidates.lookalikes(signature, to=actor()) if like.id not in known]
    contacts = {contact.id: contact for contact in seen_whole([like.id for like in found], to=actor())}
    return lookalike_cards(found, contacts)


def unheeded(values: Mapping[str, Any], contact_id: int | None = None) -> list[LookalikeCard]:
    """Those lookalikes that the person was not asked about yet: saving stops at them once."""
    seen = _ids(request.form.getlist(SEEN)) if "anyway" in request.form else set()
    heeded = seen | _said()
    return [card for card in met(values, contact_id) if card.side.id not in heeded]


def heeded() -> list[tuple[str, str]]:
    """What was answered about lookalikes, as fields: a form that comes back for another reason keeps it."""
    names = ("anyway", SEEN, NOT_DUPLICATES)
    return [(name, value) for name in names for value in request.form.getlist(name)[:50]]


def remember(contact: Contact) -> None:
    """Remember of whom the person said that the contact is not the same, as far as they may."""
    if said := _said():
        acts.dismiss_all(contact, sorted(said), by=actor())


def _said() -> set[int]:
    return _ids(request.form.getlist(NOT_DUPLICATES))


def _ids(values: Sequence[str]) -> set[int]:
    return {number for number in map(as_id, values[:50]) if number}
