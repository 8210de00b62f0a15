"""Settings: the workspace's classes of contacts, and who reaches their contacts (ACC-4)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from crm.contacts.access import MANAGE_CLASSES
from crm.contacts.actions import classes as acts
from crm.contacts.actions import reclassing
from crm.contacts.forms.access import levels, posted_grants
from crm.contacts.forms.classes import ClassGrantsShape, ClassShape
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.lists import HUES
from crm.contacts.pages.plane import as_id, pages, whole_number
from crm.contacts.pages.types import list_entry_values
from crm.contacts.presenters import access as presenter
from crm.contacts.presenters import cards, offers
from crm.contacts.queries.classes import all_classes, class_counts, class_turns, classes, grants_of_class
from crm.kernel.access import Level, found
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _
from crm.web.answers import go, is_search, page, sought, toast
from crm.web.here import actor

ONE_CLASS: Final = f"/settings/classes/<int(max={LARGEST_ID}):class_id>"


@pages.get("/settings/classes", can=MANAGE_CLASSES)
def class_list() -> Response:
    """The list in its order, each with how many contacts have it, and a form for one more."""
    return _list({"labels": {}, "hue": len(classes()) % HUES + 1})


@pages.post("/settings/classes", can=MANAGE_CLASSES)
def add_class() -> Response:
    """Add one at the end, and go on to whom it is granted."""
    values = list_entry_values()
    try:
        added = acts.add_class(read(ClassShape, values), by=actor())
    except Invalid as error:
        return _list(values, errors=error.fields, status=422)
    toast(_("Class added: %(name)s", name=added.shown))
    return go("contacts.class_grants", class_id=added.id)


@pages.get("/settings/classes/progress", can=MANAGE_CLASSES)
def class_progress() -> Response:
    """How far the deleting of classes is: a part of the page that asks again until it is done."""
    return page("contacts/class_progress.html", run=_progress(), ended=True)


@pages.get(ONE_CLASS, can=MANAGE_CLASSES)
def edit_class(class_id: int) -> Response:
    """Its name, its name in either language, its colour."""
    one = _the(class_id)
    return _form(one, {"name": one.name, "labels": one.labels, "hue": one.hue})


@pages.post(ONE_CLASS, can=MANAGE_CLASSES)
def save_class(class_id: int) -> Response:
    """Rename or colour it anew."""
    one, values = _the(class_id), list_entry_values()
    try:
        acts.edit_class(one, read(ClassShape, values), by=actor())
    except Invalid as error:
        return _form(one, values, errors=error.fields, status=422)
    toast(_("Class saved: %(name)s", name=one.shown))
    return go("contacts.class_list")


@pages.get(f"{ONE_CLASS}/grants", can=MANAGE_CLASSES)
def class_grants(class_id: int) -> Response:
    """Who reaches the contacts of the class."""
    one = _the(class_id)
    return _grants(one, _granted(one))


@pages.post(f"{ONE_CLASS}/grants", can=MANAGE_CLASSES)
def grant_class(class_id: int) -> Response:
    """Save it, once whoever does so has seen for whom that means what."""
    one, typed, then = _the(class_id), _typed(), request.form.get("then")
    try:
        wish = levels(read(ClassGrantsShape, _posted(typed)).grants)
        if then == "edit" or is_search():
            return _grants(one, typed)
        if then != "save" and (seen := class_turns(one.id, wish)).people:
            return _preview(one, typed, presenter.preview(seen, to=actor()))
        acts.grant_class(one, wish, version=as_id(typed["version"]), by=actor())
    except Invalid as error:
        return _grants(one, typed, error=str(next(iter(error.fields.values()))), status=422)
    except Stale:
        return _grants(one, _granted(one), stale=True, status=412)
    toast(_("Access to the class saved: %(name)s", name=one.shown))
    return go("contacts.class_list")


@pages.post(f"{ONE_CLASS}/place", can=MANAGE_CLASSES)
def place_class(class_id: int) -> Response:
    """Move it to the place ``to``, counted from 0."""
    acts.move_class(_the(class_id), to=whole_number("to") or 0, by=actor())
    return go("contacts.class_list")


@pages.get(f"{ONE_CLASS}/deletion", can=MANAGE_CLASSES)
def deleting_class(class_id: int) -> Response:
    """What the contacts of this class should get: another class, or none."""
    one = _the(class_id)
    others = [(other.id, other.shown) for other in classes() if other.id != class_id]
    count = cards.counted_text(class_counts(to=actor())[class_id])
    return page("contacts/class_deletion.html", one=one, others=others, count=count)


@pages.post(f"{ONE_CLASS}/deletion", can=MANAGE_CLASSES)
def delete_class(class_id: int) -> Response:
    """Delete it, with or without a replacement: at once, or in the background where there are many."""
    one, replacement = _the(class_id), whole_number("replacement_id")
    name, another = one.shown, _the(replacement) if replacement else None
    if acts.delete_class(one, replacement=another, by=actor()) is None:
        toast(_("Class deleted: %(name)s", name=name))
    else:
        toast(_("Many contacts have it, so they change in the background"), kind="info")
    return go("contacts.class_list")


def _the(class_id: int) -> ContactClass:
    one: ContactClass = found(all_classes(), id=class_id)
    return one


def _typed() -> dict[str, Any]:
    lists = {name: request.form.getlist(name) for name in ("readers", "writers")}
    return {**lists, "version": request.form.get("version", "")}


def _posted(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {"grants": posted_grants(typed["readers"], typed["writers"])}


def _progress() -> dict[str, int] | None:
    """How many contacts have changed, of how many, in all that goes on; None where nothing does."""
    open_runs = reclassing.open_runs()
    done, total = sum(run.done for run in open_runs), sum(run.total or 0 for run in open_runs)
    return {"done": done, "total": max(done, total, 1)} if open_runs else None


def _list(values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    counts, busy = class_counts(to=actor()), reclassing.busy()
    rows = [
        (one, cards.counted_text(counts[one.id]), counts[one.id].value, one.id in busy) for one in classes()
    ]
    return page(
        "contacts/classes.html", status=status, rows=rows, run=_progress(), values=values, errors=errors or {}
    )


def _form(
    one: ContactClass, values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    return page("contacts/class.html", status=status, one=one, values=values, errors=errors or {})


def _preview(one: ContactClass, typed: Mapping[str, Any], seen: presenter.Preview) -> Response:
    hidden = [(name, value) for name in ("readers", "writers") for value in typed[name]]
    hidden.append(("version", typed["version"]))
    return page("contacts/class_preview.html", one=one, preview=seen, hidden=hidden)


def _granted(one: ContactClass) -> dict[str, Any]:
    """Whom it is granted to now, as the form posts it."""
    kinds = {"readers": Level.READ, "writers": Level.WRITE}
    now = grants_of_class(one.id)
    lists = {name: [who for who, level in now.items() if level == kind] for name, kind in kinds.items()}
    return {**lists, "version": str(one.version)}


def _grants(
    one: ContactClass,
    typed: Mapping[str, Any],
    *,
    error: str = "",
    stale: bool = False,
    status: int = 200,
) -> Response:
    return page(
        "contacts/class_grants.html",
        status=status,
        one=one,
        values=typed,
        grantees=offers.grantees({*typed["readers"], *typed["writers"]}, q=sought()),
        errors={"readers": error} if error else {},
        stale=stale,
    )
