"""vCards that come in: a file or pasted text is looked at card by card, then made into contacts (CON-23)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import CREATE_CONTACTS
from crm.contacts.actions.vcards import importing
from crm.contacts.models.vcards import MOST_BYTES, MOST_CARDS
from crm.contacts.pages.plane import as_id, pages
from crm.contacts.presenters.vcards import coming
from crm.contacts.queries.pairs import seen_whole
from crm.files.store import BytesMissing
from crm.kernel import moments, runs
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _, lazy, ngettext
from crm.kernel.runs import Run
from crm.web.answers import go, page, toast
from crm.web.here import actor

ONE_IMPORT: Final = f"/contacts/vcards/<int(max={LARGEST_ID}):run_id>"
FIRST: Final = lazy("Choose a file or paste vCards first.")


@pages.get("/contacts/vcards/new", can=CREATE_CONTACTS)
def new_vcards() -> Response:
    """The form that takes a file, or text that is pasted."""
    return _form()


@pages.post("/contacts/vcards", can=CREATE_CONTACTS, uploads=True)
def send_vcards() -> Response:
    """Keep what was sent and go on to look at it; nothing is made of it yet."""
    try:
        run = importing.receive(_sent(), by=actor())
    except Invalid as error:
        return _form(text=request.form.get("text", ""), errors=error.fields, status=422)
    return go("contacts.show_vcards", run_id=run.id)


@pages.get(ONE_IMPORT, can=CREATE_CONTACTS)
def show_vcards(run_id: int) -> Response:
    """What would be made of the cards; later how far it is, and at the end what came of it."""
    run = _mine(run_id)
    if "skipped" in run.payload or not run.is_open:
        return page("contacts/vcards/import.html", run=run, **_progress(run), told=_told(run))
    try:
        cards = importing.cards_of(run)
    except BytesMissing:
        return _form(errors={"file": lazy("This was too long ago. Send the cards again.")}, status=410)
    return page("contacts/vcards/preview.html", run=run, **_preview(cards))


@pages.get(f"{ONE_IMPORT}/progress", can=CREATE_CONTACTS)
def vcards_progress(run_id: int) -> Response:
    """How far it is: the part of the page that keeps itself up to date."""
    run = _mine(run_id)
    return page("contacts/vcards/progress.html", run=run, **_progress(run))


@pages.post(f"{ONE_IMPORT}/import", can=CREATE_CONTACTS)
def import_vcards(run_id: int) -> Response:
    """Make contacts of the cards that were left ticked; sent twice, it acts once."""
    run = _mine(run_id)
    chosen = {as_id(number) for number in request.form.getlist("card")}
    shown = range(min(run.total or 0, importing.SHOWN))
    skips_alike = request.form.get("alike", "skip") == "skip"
    left_out = [number for number in shown if number not in chosen]
    importing.decide(run, skipped=left_out, skips_alike=skips_alike, by=actor())
    return go("contacts.show_vcards", run_id=run.id)


@pages.post(f"{ONE_IMPORT}/cancellation", can=CREATE_CONTACTS)
def cancel_vcards(run_id: int) -> Response:
    """Stop; contacts that were made stay, and can be undone."""
    run = _mine(run_id)
    begun = "skipped" in run.payload
    runs.cancel(run)
    if begun:
        return go("contacts.show_vcards", run_id=run.id)
    toast(_("Nothing was imported."), kind="info")
    return go("contacts.index")


def _mine(run_id: int) -> Run:
    run = importing.my_run(run_id, to=actor())
    if run is None:
        raise NotFound
    return run


def _sent() -> bytes:
    """The file, else the text.

    Raises:
        Invalid: neither was given.
    """
    file = request.files.get("file")
    content = file.stream.read(MOST_BYTES + 1) if file is not None else b""
    content = content or request.form.get("text", "").encode("utf-8", "replace")
    if not content.strip():
        raise Invalid({"file": FIRST})
    return content


def _form(*, text: str = "", errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    largest = MOST_BYTES // (1024 * 1024)
    known = {"text": text, "errors": errors or {}, "largest": largest, "most": moments.number(MOST_CARDS)}
    return page("contacts/vcards/new.html", status=status, **known)


def _preview(cards: Sequence[Any]) -> dict[str, Any]:
    outcomes = importing.judged_all(cards[: importing.SHOWN], by=actor())
    likes = importing.alike(outcomes, to=actor())
    contacts = {one.id: one for one in seen_whole([like.id for found in likes for like in found], to=actor())}
    rows = [
        coming.row(number, outcome, found, contacts)
        for number, (outcome, found) in enumerate(zip(outcomes, likes, strict=True))
    ]
    rest = len(cards) - len(rows)
    return {
        "rows": rows,
        "rest": ngettext("And %(num)s more card", "And %(num)s more cards", rest) if rest else "",
        "count": ngettext("%(num)s card", "%(num)s cards", len(cards)),
    }


def _progress(run: Run) -> dict[str, Any]:
    act_id = run.cursor.get("act_id")
    return {
        "percent": min(100, 100 * run.done // run.total) if run.total else 0,
        "poll": url_for("contacts.vcards_progress", run_id=run.id) if run.is_open else "",
        "counts": coming.counts(run.report),
        "undo": url_for("journal.undo_act", act_id=act_id) if act_id and not run.is_open else "",
    }


def _told(run: Run) -> list[tuple[str, str]]:
    """The contacts of whose cards something could not be kept as it was, with their paths."""
    contacts = seen_whole(run.report.get("told", ()), to=actor())
    return [(one.shown_name, url_for("contacts.show", contact_id=one.id)) for one in contacts]
