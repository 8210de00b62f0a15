"""What was done, value by value, and undoing it (CON-19)."""

from typing import Final

from flask import Response, redirect, url_for

from crm.journal.actions import NothingUndone
from crm.journal.long_undo import cancel, run_of, undo_any
from crm.journal.models import Act
from crm.journal.pages.plane import pages, undo_url
from crm.journal.presenters import report, title
from crm.journal.queries import number_of_records, readable_by, undo_of, undoable
from crm.kernel import moments
from crm.kernel.access import Doors, found
from crm.kernel.anchors import anchors
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.web.answers import go, next_page, page, toast
from crm.web.here import actor

ONE: Final = f"/acts/<int(max={LARGEST_ID}):act_id>"


@pages.get(ONE, can=Doors.SIGNED_IN)
def show_act(act_id: int) -> Response:
    """What the act changed, and of an undo also what it left alone and why."""
    act: Act = found(readable_by(actor()), id=act_id)
    return page("journal/act.html", report=report(act, to=actor()))


@pages.get(f"{ONE}/undoing", can=Doors.SIGNED_IN)
def ask_undo(act_id: int) -> Response:
    """What an undo of an act on many would take back, before it is done: all of it, not one record's part."""
    act: Act = found(readable_by(actor()), id=act_id)
    if act.id not in undoable([act.id], by=actor()):
        return go("journal.show_act", act_id=act.id)
    number = number_of_records(act.id)
    told = moments.number(number.value) + ("+" if number.capped else "")
    here = next_page() or url_for("journal.show_act", act_id=act.id)
    return page("journal/asking.html", act=act, title=title(act), number=number.value, told=told, back=here)


@pages.post(f"{ONE}/undoing", can=Doors.SIGNED_IN)
def undo_act(act_id: int) -> Response:
    """Take the act back; the toast takes that back."""
    act: Act = found(readable_by(actor()), id=act_id)
    if undo_of(act.id) is not None:
        toast(_("This has been undone already."), kind="warn")
        return go("journal.show_act", act_id=act.id)
    try:
        reversal = undo_any(act, by=actor())
    except NothingUndone as refusal:
        told = report(act, to=actor(), refused=refusal.skipped)
        return page("journal/act.html", status=409, report=told)
    if run_of(reversal.id) is not None:
        return go("journal.show_act", act_id=reversal.id)
    toast(_("Undone: %(act)s", act=title(act)), undo=undo_url())
    return _after(reversal)


@pages.get(f"{ONE}/progress", can=Doors.SIGNED_IN)
def undo_progress(act_id: int) -> Response:
    """How far an undo in the background is: the part of the page that keeps itself up to date."""
    act: Act = found(readable_by(actor()), id=act_id)
    return page("journal/progress.html", report=report(act, to=actor()))


@pages.post(f"{ONE}/cancellation", can=Doors.SIGNED_IN)
def cancel_undo(act_id: int) -> Response:
    """Stop undoing; what is put back stays so, and can be undone in turn."""
    act: Act = found(readable_by(actor()), id=act_id)
    cancel(act)
    return go("journal.show_act", act_id=act.id)


def _after(reversal: Act) -> Response:
    """Where one was, else the record itself; if it is not seen or something was left alone, what was done."""
    told = report(reversal, to=actor())
    seen = anchors.visible(reversal.about_kind or "", [reversal.about_id or 0], actor())
    target = next_page() or (anchors.url(reversal.about_kind or "", reversal.about_id or 0) if seen else None)
    if told.skipped or target is None:
        return go("journal.show_act", act_id=reversal.id)
    return redirect(target, code=303)  # type: ignore[return-value]
