"""The finder: pairs of contacts that may be one, the search for them, what was said to be two (CON-17)."""

from typing import Any

from flask import Response, request, url_for

from crm.contacts.access import EDIT_CONTACTS, MERGE_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions import duplicates as acts
from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import as_id, pages, the
from crm.contacts.presenters.duplicates import pair_card
from crm.contacts.queries.pairs import counted, listed
from crm.kernel import moments, runs
from crm.kernel.errors import NotFound
from crm.kernel.i18n import _, ngettext
from crm.kernel.paging import Count, Cursors
from crm.kernel.runs import Run
from crm.web.answers import go, page, toast
from crm.web.here import actor, settings

ORDER = "duplicates by score"


@pages.get("/contacts/duplicates", can=VIEW_CONTACTS)
def duplicates() -> Response:
    """Pairs side by side, the likeliest first; ``?said=two`` lists those that were said to be two."""
    said_two, cursor = request.args.get("said") == "two", request.args.get("after")
    after = _cursors().read(cursor) if cursor else None
    found = listed(to=actor(), dismissed=said_two, after=after)
    return page(
        "contacts/duplicates.html",
        pairs=[pair_card(pair) for pair in found.pairs],
        said_two=said_two,
        count=_counted(counted(to=actor(), dismissed=said_two)),
        next=_next(found.next_key, said_two=said_two),
        **_search(),
    )


@pages.get("/contacts/duplicates/progress", can=VIEW_CONTACTS)
def search_progress() -> Response:
    """How far the search is: the part of the page that keeps itself up to date."""
    return page("contacts/duplicates_search.html", ended=True, **_search())


@pages.post("/contacts/duplicates/search", can=MERGE_CONTACTS)
def search_duplicates() -> Response:
    """Look through all contacts, in the background."""
    acts.begin_search(by=actor())
    return go("contacts.duplicates")


@pages.post("/contacts/duplicates/search/cancellation", can=MERGE_CONTACTS)
def cancel_search() -> Response:
    """Stop looking; what was found stays."""
    if (run := acts.running_search()) is not None:
        runs.cancel(run)
        toast(_("The search for duplicates is stopped"))
    return go("contacts.duplicates")


@pages.post("/contacts/duplicates/dismissal", can=EDIT_CONTACTS)
def dismiss_pair() -> Response:
    """Remember that the two are not the same; the toast takes it back."""
    one, other = _both()
    acts.dismiss(one, other, by=actor())
    undo = url_for("contacts.take_pair_back", one=one.id, other=other.id)
    toast(_("Remembered: these are two contacts"), undo=undo)
    return go("contacts.duplicates")


@pages.post("/contacts/duplicates/return", can=EDIT_CONTACTS)
def take_pair_back() -> Response:
    """Forget that the two are not the same."""
    acts.take_back(*_both(), by=actor())
    toast(_("The pair is among the possible duplicates again"))
    return go("contacts.duplicates")


def _both() -> tuple[Contact, Contact]:
    ids = [as_id(request.values.get(name, "")) for name in ("one", "other")]
    if None in ids or ids[0] == ids[1]:
        raise NotFound
    return the(ids[0] or 0), the(ids[1] or 0)


def _search() -> dict[str, Any]:
    """The search that runs, in percent: how many contacts there are is not everybody's business."""
    run = acts.running_search()
    percent = _percent(run) if run else None
    return {
        "percent": percent,
        "poll": url_for("contacts.search_progress") if run else "",
        "may_search": actor().may(MERGE_CONTACTS),
    }


def _percent(run: Run) -> int:
    return min(100, 100 * run.done // run.total) if run.total else 0


def _counted(count: Count) -> str:
    number = moments.number(count.value) + ("+" if count.capped else "")
    # Translators: %(num)s is a number such as 12 or 1,000+
    return ngettext("%(num)s pair", "%(num)s pairs", count.value, num=number)


def _next(key: list[Any] | None, *, said_two: bool) -> str | None:
    if key is None:
        return None
    said = "two" if said_two else None
    return url_for("contacts.duplicates", after=_cursors().write(*key), said=said)


def _cursors() -> Cursors:
    return Cursors(settings().derived("cursors"), ORDER)
