"""Answering a step by the link of its mail, without signing in (CAS-7)."""

from flask import Response, request

from crm.cases.pages.plane import pages
from crm.cases.running import links
from crm.cases.running.forms import Note
from crm.cases.running.letters import label
from crm.kernel.access import Doors
from crm.kernel.errors import Invalid
from crm.kernel.forms import Shape, read
from crm.kernel.i18n import speaking
from crm.web.answers import page
from crm.web.limits import limited


class NoteShape(Shape):
    """What stands beside the answer."""

    note: Note = ""


@pages.get("/answers/<secret>", can=Doors.ANYONE)
@limited("60 per hour")
def offered_answer(secret: str) -> Response:
    """What the link offers, and the one button that takes it: looking changes nothing."""
    return _page(links.offer_behind(secret))


@pages.post("/answers/<secret>", can=Doors.ANYONE)
@limited("20 per hour")
def take_answer(secret: str) -> Response:
    """Give the answer, as whoever got the mail."""
    try:
        form = read(NoteShape, {"note": request.form.get("note", "")})
        return _page(links.take(secret, note=form.note), done=True)
    except Invalid as error:
        return _page(links.offer_behind(secret), error=str(error.fields["note"]), status=422)


def _page(offer: links.Offer, *, done: bool = False, error: str = "", status: int = 200) -> Response:
    """In the language of whoever got the mail."""
    with speaking(offer.person.locale, time_zone=offer.person.time_zone):
        return page(
            "cases/running/door.html", status=status, case=offer.case, step=offer.step, done=done,
            person=offer.person.name, label=label(offer.said), said=offer.said.value, error=error,
            note=request.form.get("note", ""),
        )  # fmt: skip
