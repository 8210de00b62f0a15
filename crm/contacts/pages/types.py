"""Settings: the workspace's list of contact types."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from crm.contacts.access import MANAGE_TYPES
from crm.contacts.actions import retyping
from crm.contacts.actions import types as acts
from crm.contacts.forms.types import TypeShape
from crm.contacts.models.lists import HUES, ContactType
from crm.contacts.pages.plane import pages, whole_number
from crm.contacts.presenters import cards
from crm.contacts.queries import records
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import LOCALES, _, ngettext
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor

ONE_TYPE: Final = f"/settings/contact-types/<int(max={LARGEST_ID}):type_id>"


@pages.get("/settings/contact-types", can=MANAGE_TYPES)
def types() -> Response:
    """The list in its order, each with how many contacts have it, and a form for one more."""
    return _list({"labels": {}, "hue": len(records.types()) % HUES + 1})


@pages.post("/settings/contact-types", can=MANAGE_TYPES)
def add_type() -> Response:
    """Add one at the end."""
    values = list_entry_values()
    try:
        added = acts.add_type(read(TypeShape, values), by=actor())
    except Invalid as error:
        return _list(values, errors=error.fields, status=422)
    toast(_("Type added: %(name)s", name=added.shown))
    return go("contacts.types")


@pages.get("/settings/contact-types/progress", can=MANAGE_TYPES)
def type_progress() -> Response:
    """How far the deleting of types is: a part of the page that asks again until it is done."""
    return page("contacts/type_progress.html", run=_progress(), ended=True)


@pages.get(ONE_TYPE, can=MANAGE_TYPES)
def edit_type(type_id: int) -> Response:
    """Its name, its name in either language, its colour."""
    contact_type = _the(type_id)
    values = {"name": contact_type.name, "labels": contact_type.labels, "hue": contact_type.hue}
    return _form(contact_type, values)


@pages.post(ONE_TYPE, can=MANAGE_TYPES)
def save_type(type_id: int) -> Response:
    """Rename or colour it anew."""
    contact_type, values = _the(type_id), list_entry_values()
    try:
        acts.edit_type(contact_type, read(TypeShape, values), by=actor())
    except Invalid as error:
        return _form(contact_type, values, errors=error.fields, status=422)
    toast(_("Type saved: %(name)s", name=contact_type.shown))
    return go("contacts.types")


@pages.post(f"{ONE_TYPE}/place", can=MANAGE_TYPES)
def place_type(type_id: int) -> Response:
    """Move it to the place ``to``, counted from 0."""
    acts.move_type(_the(type_id), to=whole_number("to") or 0, by=actor())
    return go("contacts.types")


@pages.get(f"{ONE_TYPE}/deletion", can=MANAGE_TYPES)
def deleting_type(type_id: int) -> Response:
    """What the contacts of this type should get: another type, or none (CON-2)."""
    contact_type = _the(type_id)
    others = [(other.id, other.shown) for other in records.types() if other.id != type_id]
    count = cards.counted_text(records.type_counts()[type_id])
    return page("contacts/type_deletion.html", type=contact_type, others=others, count=count)


@pages.post(f"{ONE_TYPE}/deletion", can=MANAGE_TYPES)
def delete_type(type_id: int) -> Response:
    """Delete it, with or without a replacement: at once, or in the background where there are many."""
    contact_type, replacement = _the(type_id), whole_number("replacement_id")
    another = _the(replacement) if replacement else None
    contacts, run = acts.delete_type(contact_type, replacement=another, by=actor())
    if run is not None:
        toast(_("Many contacts have it, so they change in the background"), kind="info")
        return go("contacts.types")
    # Translators: %(num)s contacts had the deleted type
    sentence = ngettext(
        "Type deleted; %(num)s contact changed", "Type deleted; %(num)s contacts changed", contacts
    )
    toast(sentence)
    return go("contacts.types")


def _the(type_id: int) -> ContactType:
    contact_type: ContactType = found(records.all_types(), id=type_id)
    return contact_type


def list_entry_values() -> dict[str, Any]:
    """A type or a tag as the form posts it."""
    posted = form_values()
    labels = {language: str(posted.get(f"label_{language}", "")) for language in LOCALES}
    filled = {language: label for language, label in labels.items() if label.strip()}
    return {"name": posted.get("name", ""), "hue": posted.get("hue", 1), "labels": filled}


def _list(values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    counts, busy = records.type_counts(), retyping.busy()
    rows = [
        (item, cards.counted_text(counts[item.id]), counts[item.id].value, item.id in busy)
        for item in records.types()
    ]
    return page(
        "contacts/types.html", status=status, rows=rows, run=_progress(), values=values, errors=errors or {}
    )


def _progress() -> dict[str, int] | None:
    """How many contacts have changed, of how many, in all that goes on; None where nothing does."""
    open_runs = retyping.open_runs()
    done, total = sum(run.done for run in open_runs), sum(run.total or 0 for run in open_runs)
    return {"done": done, "total": max(done, total, 1)} if open_runs else None


def _form(
    contact_type: ContactType,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page("contacts/type.html", status=status, type=contact_type, values=values, errors=errors or {})
