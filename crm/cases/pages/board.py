"""The board of cases: a column for each status, cards to be moved between them."""

from typing import Any, Final

from flask import Response, url_for

from crm.cases.access import CREATE_CASES, EDIT_CASES, VIEW_CASES
from crm.cases.pages import asking
from crm.cases.pages.lists import bars
from crm.cases.pages.plane import pages
from crm.cases.presenters import cards
from crm.cases.queries.board import columns
from crm.cases.queries.records import allowed
from crm.cases.queries.setup import statuses
from crm.cases.queries.wishes import Wish
from crm.kernel.errors import Invalid
from crm.views.language import Condition
from crm.web.answers import page
from crm.web.here import actor

NOTHING: Final[dict[str, Any]] = {"columns": [], "movable": set()}


@pages.get("/cases/board", can=VIEW_CASES)
def board() -> Response:
    """The cases of the filter by status, the most urgent first; of many the first of each column."""
    asked, found, broken = _asked()
    return page(
        "cases/board.html",
        status=422 if broken else 200,
        **found,
        **bars(asked, "board"),
        broken=broken,
        searched=asked.q,
        may_create=actor().may(CREATE_CASES),
    )


def _asked() -> tuple[Wish, dict[str, Any], str]:
    """What is asked for and found; for a broken filter nothing, and the sentence that says so."""
    asked = Wish()
    try:
        asked = asking.wish()
        return asked, _columns(asked), ""
    except Invalid as refusal:
        if "filter" not in refusal.fields:
            raise
        return asked, NOTHING, str(refusal.fields["filter"])


def _of(status: str) -> Condition:
    return Condition("status", "is", (status,))


def _columns(asked: Wish) -> dict[str, Any]:
    by = actor()
    found = columns(asked, to=by)
    shown = {card.id: card for card in cards.cards([one for of in found.values() for one in of.cases], to=by)}
    movable = allowed((EDIT_CASES,), list(shown), to=by)[EDIT_CASES.key]
    told = [
        {
            "status": status,
            "all": url_for("cases.index", **asking.kept(asked, [*asked.filter.parts, _of(status.code)])),
            "cards": [shown[one.id] for one in found[status.code].cases],
            "count": cards.number_text(found[status.code].count),
            "more": found[status.code].count.capped
            or found[status.code].count.value > len(found[status.code].cases),
        }
        for status in statuses()
    ]
    return {"columns": told, "movable": movable}
