"""Answering a step by the link of its mail, without signing in (CAS-7)."""

from flask import Response, request

from crm.cases.pages.plane import pages
from crm.cases.running import links
from crm.cases.running.forms import Note
from crm.cases.running.letters import label
from crm.cases.running.presenters import OUTCOMES
from crm.kernel.access import Doors
from crm.kernel.errors import Conflict, Gone, Invalid
from crm.kernel.forms import Shape, read
from crm.kernel.i18n import _, speaking
from crm.web.answers import page
from crm.web.limits import limited
from crm.web.locale import asked_for


class NoteShape(Shape):
    """What stands beside the answer."""

    note: Note = ""


@pages.get("/answers/<secret>", can=Doors.ANYONE)
@limited("60 per hour")
def offered_answer(secret: str) -> Response:
    """What the link offers, and the one button that takes it: looking changes nothing."""
    try:
        return _page(links.offer_behind(secret))
    except (Conflict, Gone) as error:
        return _shut(error)


@pages.post("/answers/<secret>", can=Doors.ANYONE)
@limited("20 per hour")
def take_answer(secret: str) -> Response:
    """Give the answer, as whoever got the mail."""
    try:
        form = read(NoteShape, {"note": request.form.get("note", "")})
        return _page(links.take(secret, note=form.note), done=True)
    except Invalid as error:
        return _page(links.offer_behind(secret), error=str(error.fields["note"]), status=422)
    except (Conflict, Gone) as error:
        return _shut(error)


def _page(offer: links.Offer, *, done: bool = False, error: str = "", status: int = 200) -> Response:
    """In the language of whoever got the mail, unless the reader asks for the other one."""
    locale = asked_for() or offer.person.locale
    with speaking(locale, time_zone=offer.person.time_zone):
        return page(
            "cases/running/door.html", status=status, case=offer.case, step=offer.step, done=done,
            person=offer.person.name, label=label(offer.said), said=offer.said.value, error=error,
            given=str(OUTCOMES[offer.said.value]), note=request.form.get("note", ""),
        )  # fmt: skip


def _shut(error: Conflict | Gone) -> Response:
    """Why the link takes no answer, and where to look instead."""
    paused = isinstance(error, Conflict)
    title = _("It can’t be answered just now") if paused else _("This link is no longer valid")
    drawing = "player-pause" if paused else "clock"
    return page("cases/running/shut.html", status=error.status, title=title, why=error.text, drawing=drawing)
