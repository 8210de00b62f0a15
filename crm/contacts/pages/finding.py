"""The field that finds a contact: what it offers, and which contact was meant.

It posts ``<name>``, what was typed, and ``<name>_id``: the id of what was chosen, ``new`` for a new contact
of that name, or nothing where there is no script.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from crm.contacts.access import CREATE_CONTACTS
from crm.contacts.actions.saving import create_contact
from crm.contacts.actions.writing import NEEDED
from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import KINDS, Kind
from crm.contacts.pages.plane import as_id
from crm.contacts.presenters import cards
from crm.contacts.queries.links import main_companies
from crm.contacts.queries.listing import Wish, listed
from crm.contacts.queries.matching import LONGEST_QUERY
from crm.kernel import names
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.forms import clean, read
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

OFFERED: Final = 10
NEW: Final = "new"


class Unclear(Invalid):
    """Several contacts may be meant; ``choices`` are those, for the person to choose from."""

    def __init__(self, field: str, choices: list[cards.Offer]) -> None:
        super().__init__({field: lazy("Choose which one you mean.")})
        self.choices = choices


def kind_asked() -> Kind | None:
    """People or companies, as the query says; None for both."""
    return next((kind for kind in KINDS if kind == request.args.get("kind")), None)


def typed(value: Any) -> str:
    """What was typed, as one line."""
    return " ".join(clean(value).split())[:LONGEST_QUERY] if isinstance(value, str) else ""


def suggested(q: str, *, kind: Kind | None, to: Actor) -> list[cards.Offer]:
    """At most ten contacts that the person sees and that answer; without a query the latest active ones."""
    found = listed(Wish(q=q, kind=kind, limit=OFFERED, sort="name" if q else "activity"), to=to).contacts
    people = [contact.id for contact in found if contact.kind == "person"]
    return cards.offers(found, main_companies(people, to=to))


def chosen(posted: Mapping[str, Any], *, field: str = "contact", kind: Kind | None, by: Actor) -> int:
    """The id of the contact that was chosen or named; a new one is added.

    Raises:
        Unclear: what was typed may mean several.
        Invalid: nothing was typed, nothing is found and the actor may not add it, or it lacks a name.
    """
    picked, text = posted.get(f"{field}_id"), typed(posted.get(field))
    if (known := as_id(picked)) is not None:
        return known
    if not text:
        raise Invalid({field: NEEDED})
    found = suggested(text, kind=kind, to=by) if picked != NEW else []
    same = [one for one in found if fold(one.name) == fold(text)]
    if len(same) == 1:
        return same[0].id
    if found:
        raise Unclear(field, found)
    return _added(text, field=field, kind=kind or "company", by=by)


def _added(text: str, *, field: str, kind: Kind, by: Actor) -> int:
    if not by.may(CREATE_CONTACTS):
        raise Invalid({field: lazy("Nothing found by this name.")})
    parts = names.parts(text) if kind == "person" else {"name": text}
    try:
        return create_contact(read(ContactShape, {"kind": kind, **parts}), by=by).id
    except Invalid as error:
        raise Invalid({field: _fault(error)}) from None


def _fault(error: Invalid) -> LazyText | str:
    if error.fields.get("last_name") == NEEDED:
        return lazy("Write both the first and the last name.")
    return next(iter(error.fields.values()))
