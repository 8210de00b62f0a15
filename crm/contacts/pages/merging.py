"""Choosing what becomes of several contacts, and making one of them (CON-16)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import MERGE_CONTACTS
from crm.contacts.actions import merging as acts
from crm.contacts.forms.merging import MergeShape
from crm.contacts.pages.editing import after_saving
from crm.contacts.pages.plane import as_id, pages
from crm.contacts.presenters import merging
from crm.contacts.queries.gaining import gaining
from crm.contacts.queries.merging import Plan
from crm.contacts.queries.pairs import partners_of
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import go, page, toast
from crm.web.here import actor

CHOICE: Final = "choice."
VERSION: Final = "version."


@pages.get("/contacts/merge", can=MERGE_CONTACTS, endpoint="merging")
def choose() -> Response:
    """The contacts side by side, and what one contact they would become; ``?id=`` names each."""
    ids = request.args.getlist("id")
    return _form(_asked(ids, request.args)) if len(set(ids)) > 1 else go("contacts.duplicates")


@pages.post("/contacts/merges", can=MERGE_CONTACTS)
def merge() -> Response:
    """Make one contact of them, or show what it would be: when asked to, or when something changed since."""
    shape = _asked(request.form.getlist("id"), request.form)
    if request.form.get("then") == "preview":
        return _form(shape)
    try:
        survivor = acts.merge(shape, by=actor())
    except Stale:
        return _form(shape, stale=True, status=412)
    except Conflict as refusal:
        return _form(shape, refusal=str(refusal.text), status=409)
    toast(_("Merged: %(name)s", name=survivor.shown_name), undo=undo_url())
    return after_saving(survivor)


def _asked(ids: list[str], given: Mapping[str, str]) -> MergeShape:
    """The contacts, the survivor first; without one chosen it is the first."""
    known = [number for number in dict.fromkeys(map(as_id, ids)) if number]
    survivor = as_id(given.get("survivor_id", "")) or next(iter(known), None)
    return read(
        MergeShape,
        {
            "survivor_id": survivor,
            "loser_ids": [number for number in known if number != survivor],
            "choices": {n.removeprefix(CHOICE): as_id(v) for n, v in given.items() if n.startswith(CHOICE)},
            "versions": {
                n.removeprefix(VERSION): as_id(v) for n, v in given.items() if n.startswith(VERSION)
            },
        },
    )


def _form(shape: MergeShape, *, stale: bool = False, refusal: str = "", status: int = 200) -> Response:
    wanted, errors = _wanted(shape)
    others = partners_of(shape.ids, to=actor())
    return page(
        "contacts/merging.html",
        status=status,
        merge=merging.told(wanted, gaining(wanted), to=actor()),
        others=[(other.shown_name, _with(shape, other.id)) for other in others],
        stale=stale,
        refusal=refusal,
        errors=errors,
    )


def _wanted(shape: MergeShape) -> tuple[Plan, Mapping[str, Any]]:
    """The plan as chosen; where that can't be, the usual one with what is wrong."""
    unversioned = shape.model_copy(update={"versions": {}})
    try:
        return acts.preview(unversioned, by=actor()), {}
    except Invalid as error:
        usual = unversioned.model_copy(update={"choices": {}})
        return acts.preview(usual, by=actor()), error.fields


def _with(shape: MergeShape, contact_id: int) -> str:
    return url_for("contacts.merging", id=[*shape.ids, contact_id], survivor_id=shape.survivor_id)
