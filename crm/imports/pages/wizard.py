"""One import from its columns to its report: every step is the same address."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, send_file, url_for

from crm.contacts.models.kinds import CONTACT
from crm.files.store import BytesMissing
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions import deciding, lists, remembering, running, uploading, wishing
from crm.imports.actions.foreseeing import unknown_names
from crm.imports.forms import DecisionShape, ReadingShape, WishShape
from crm.imports.models import Import, Stage
from crm.imports.pages.plane import ONE, pages, the
from crm.imports.presenters import decisions, mapping, telling
from crm.imports.presenters.rows import delimiter_of, rows_left_out
from crm.imports.presenters.strangers import strangers
from crm.imports.queries import touched_by_import
from crm.imports.reading.refusals import Unreadable
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.kernel.tables import csv_file
from crm.views import selecting
from crm.web.answers import form_values, go, is_search, page, sought, toast
from crm.web.here import actor


@pages.get(ONE, can=RUN_IMPORTS)
def show(import_id: int) -> Response:
    """What is to be chosen now, how far the work is, or what came of it."""
    one = the(import_id)
    if one.stage == Stage.MAPPING or (one.stage == Stage.CHECKED and "mapping" in request.args):
        return _mapping(one)
    return page("imports/show.html", **_told(one))


@pages.get(f"{ONE}/progress", can=RUN_IMPORTS)
def progress(import_id: int) -> Response:
    """The part of the page that keeps itself up to date."""
    return page("imports/progress.html", **_told(the(import_id)))


@pages.post(f"{ONE}/reading", can=RUN_IMPORTS)
def read_anew(import_id: int) -> Response:
    """Read the file in another way, and show what it holds then; what was chosen stays where it can."""
    one, values, is_part = the(import_id), form_values(), "HX-Request" in request.headers
    try:
        _keep(one, values)
        if "anew" in values:
            remembering.guessed(one)
        uploading.read_anew(one, read(ReadingShape, mapping.reading_of(values)))
    except (Unreadable, Invalid, BytesMissing) as refusal:
        told = refusal.fields if isinstance(refusal, Invalid) else {"reading": refusal.text}
        return _mapping(one, told, values, status=200 if is_part else 422)
    return _mapping(one) if is_part else go("imports.show", import_id=one.id, mapping="")


@pages.post(f"{ONE}/check", can=RUN_IMPORTS)
def check(import_id: int) -> Response:
    """Keep what was chosen and begin the dry run."""
    one = the(import_id)
    values = form_values()
    if is_search():
        return _mapping(one, {}, {**values, "find": sought()})
    try:
        wishing.choose(one, _wish(one, values), by=actor())
    except Invalid as refusal:
        return _mapping(one, refusal.fields, values, status=422)
    wishing.check(one, by=actor())
    return go("imports.show", import_id=one.id)


@pages.post(f"{ONE}/decisions", can=RUN_IMPORTS)
def decide(import_id: int) -> Response:
    """Settle what becomes of rows of contacts that are there already."""
    one, shape = the(import_id), read(DecisionShape, form_values())
    try:
        done = deciding.decide(one, shape, by=actor())
    except Conflict as refusal:
        toast(str(refusal.text), kind="warn")
    else:
        text, is_new = decisions.decision(shape, done)
        undo = url_for("imports.ask_again", import_id=one.id, mark=done.mark) if is_new else None
        toast(text, undo=undo, kind="ok" if is_new else "warn")
    return _in_place(one, shape)


@pages.post(f"{ONE}/questions", can=RUN_IMPORTS)
def ask_again(import_id: int) -> Response:
    """Take back what was decided: by the decision that ``mark`` names, or all of it."""
    one = the(import_id)
    try:
        done = deciding.ask_again(one, mark=request.args.get("mark", type=int))
        toast(decisions.asked_again(done))
    except Conflict as refusal:
        toast(str(refusal.text), kind="warn")
    return _in_place(one, DecisionShape(choice="ask", lines=[]))


@pages.post(f"{ONE}/selection", can=RUN_IMPORTS)
def select(import_id: int) -> Response:
    """Select the contacts that the import added or changed, and show them as a list."""
    selecting.clear(CONTACT, by=actor())
    selecting.put(CONTACT, touched_by_import(the(import_id), actor()), by=actor())
    if not selecting.at_hand(CONTACT, [], to=actor())[0]:
        toast(_("None of these contacts is there any more."), kind="warn")
        return go("imports.show", import_id=import_id)
    return go("contacts.index", selected="1")


@pages.post(f"{ONE}/run", can=RUN_IMPORTS)
def run(import_id: int) -> Response:
    """Begin the import itself; sent twice, it acts once."""
    one = the(import_id)
    try:
        running.start(one, by=actor())
    except Conflict as refusal:
        toast(str(refusal.text), kind="warn")
    return go("imports.show", import_id=one.id)


@pages.post(f"{ONE}/cancellation", can=RUN_IMPORTS)
def cancel(import_id: int) -> Response:
    """Stop; contacts that were made stay, and can be undone."""
    running.cancel(the(import_id))
    return go("imports.show", import_id=import_id)


@pages.get(f"{ONE}/rows", can=RUN_IMPORTS)
def rows(import_id: int) -> Response:
    """The rows that were left out, as a table that can be mended and uploaded again (IMP-6)."""
    one = the(import_id)
    return send_file(
        csv_file(rows_left_out(one), delimiter=delimiter_of(one)),
        mimetype="text/csv",
        as_attachment=True,
        download_name=telling.rows_name(one),
    )


def _wish(one: Import, values: Mapping[str, Any]) -> WishShape:
    """What was posted; the targets come as a list by column. Without them, all but what was posted stays.

    Raises:
        Invalid: with a sentence for each choice at fault.
    """
    kept = {name: one.wish[name] for name in WishShape.model_fields if name in one.wish}
    kept = {} if "targets" in values else kept
    posted = mapping.posted(values)
    if "lists" not in posted:
        kept["lists"] = lists.still_good(one, by=actor())
    return read(WishShape, {**kept, **posted})


def _keep(one: Import, values: Mapping[str, Any]) -> None:
    """Keep what was chosen so far, as far as it can be kept."""
    wish = _wish(one, values)
    if len(wish.targets) == len(one.seen["columns"]):
        one.wish = wish.model_dump(mode="json")


def _mapping(
    one: Import,
    errors: Mapping[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    names = unknown_names(one, mapping.wish_of(one, typed or {}), by=actor())
    told = mapping.told(one, typed or {}, errors or {}, unknown=names, to=actor())
    return page("imports/mapping.html", status=status, one=one, **told)


def _in_place(one: Import, after: DecisionShape) -> Response:
    """The page again; with script only what is put in the place of what stands there."""
    if "HX-Request" in request.headers and one.stage != Stage.MAPPING:
        return page("imports/show.html", **_told(one, after=after))
    return go("imports.show", import_id=one.id)


def _told(one: Import, *, after: DecisionShape | None = None) -> dict[str, Any]:
    is_checked = one.stage == Stage.CHECKED
    names = (
        strangers(unknown_names(one, one.wish, by=actor()), wish=one.wish, to=actor()) if is_checked else []
    )
    return {"one": one, "strangers": names, **telling.told(one, to=actor(), after=after)}
