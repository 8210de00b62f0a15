"""Erasing what is held about a person: shown before, meant in earnest, and kept in a register."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import whole_number
from crm.journal.pages.plane import needed
from crm.kernel.access import found
from crm.kernel.deletion import Needed
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, clean, read
from crm.privacy.access import ERASE_SUBJECTS
from crm.privacy.actions.erasing import begin_erasure, what_blocks, what_goes
from crm.privacy.forms import REASONS, ErasureShape
from crm.privacy.models import Erasure
from crm.privacy.pages.plane import OF_CONTACT, pages, the_contact
from crm.privacy.presenters import count_lines, register
from crm.privacy.queries import PAGE, erasures_of, listed
from crm.web.answers import form_values, go, page
from crm.web.here import actor

ONE: Final = f"/settings/erasures/<int(max={LARGEST_ID}):erasure_id>"
LONGEST_QUERY: Final = 200


@pages.get(f"{OF_CONTACT}/erasure", can=ERASE_SUBJECTS)
def ask_erasure(contact_id: int) -> Response:
    """What will go, what is in the way, and where it is confirmed."""
    return _form(the_contact(contact_id), {"reason": "request"})


@pages.post(f"{OF_CONTACT}/erasure", can=ERASE_SUBJECTS)
def erase_subject(contact_id: int) -> Response:
    """Erase; nobody reaches the contact from now on."""
    contact, values = the_contact(contact_id), form_values()
    try:
        erasure = begin_erasure(contact, read(ErasureShape, values), by=actor())
    except Invalid as error:
        return _form(contact, values, errors=error.fields, status=422)
    except Needed as refusal:
        back = url_for("contacts.show", contact_id=contact.id)
        return needed(refusal, title=contact.shown_name, back=back)
    return go("privacy.show_erasure", erasure_id=erasure.id)


@pages.get("/settings/erasures", can=ERASE_SUBJECTS)
def erasures() -> Response:
    """The register; ``address`` finds those who were reached by an e-mail or a phone."""
    address = str(clean(request.args.get("address", ""))).strip()[:LONGEST_QUERY]
    rows = listed(address=address, before=whole_number("before"), to=actor())
    older = rows[-1].id if len(rows) == PAGE else None
    return page("privacy/erasures.html", rows=register(rows), address=address, older=older)


@pages.get(ONE, can=ERASE_SUBJECTS)
def show_erasure(erasure_id: int) -> Response:
    """Whether it is done, what went, and the proof that is kept."""
    return page("privacy/erasure.html", **_told(_the(erasure_id)))


@pages.get(f"{ONE}/progress", can=ERASE_SUBJECTS)
def erasure_progress(erasure_id: int) -> Response:
    """The part of the page that keeps itself up to date."""
    return page("privacy/erasure_state.html", **_told(_the(erasure_id)))


def _the(erasure_id: int) -> Erasure:
    erasure: Erasure = found(erasures_of(actor()), id=erasure_id)
    return erasure


def _told(erasure: Erasure) -> dict[str, Any]:
    poll = url_for("privacy.erasure_progress", erasure_id=erasure.id) if erasure.erased_at is None else ""
    return {"erasure": erasure, "row": register([erasure])[0], "poll": poll}


def _form(
    contact: Contact, values: Mapping[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    return page(
        "privacy/erase.html",
        status=status,
        contact=contact,
        going=count_lines({holding.key: number for holding, number in what_goes(contact)}),
        blocked=what_blocks(contact, by=actor()),
        reasons=list(REASONS.items()),
        values=values,
        errors=errors or {},
    )
