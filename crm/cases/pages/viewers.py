"""Who sees a case, and why (CAS-8)."""

from flask import Response, request, url_for

from crm.cases.access import EDIT_CASES, READ_ONLY
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.presenters.viewers import viewer_rows
from crm.cases.queries.explaining import viewers
from crm.kernel.paging import Cursors
from crm.web.answers import page
from crm.web.here import actor, settings


@pages.get(f"{ONE}/viewers", can=EDIT_CASES, endpoint="viewers")
def list_viewers(case_id: int) -> Response:
    """Everybody who sees the case, with all the reasons; the next page by ``after``."""
    one, cursor = the(case_id), request.args.get("after")
    actor().must(EDIT_CASES, one, why=READ_ONLY)
    cursors = Cursors(settings().derived("cursors"), f"viewers of case {one.id}")
    found = viewers(one, after=cursors.read(cursor) if cursor else None)
    onward = cursors.write(*found.next_key) if found.next_key else None
    return page(
        "cases/viewers.html",
        case=one,
        rows=viewer_rows(found.people, to=actor()),
        next=url_for("cases.viewers", case_id=one.id, after=onward) if onward else None,
    )
