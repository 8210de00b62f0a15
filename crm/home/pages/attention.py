"""Attention: what went wrong, in one place, with what helps (NOT-3); and all numbers of the navigation."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request, url_for

from crm.home.actions import leave_job, try_job_again
from crm.home.pages.plane import pages
from crm.home.presenters.work import count_told
from crm.home.queries import trouble, work
from crm.kernel.access import Actor, Doors
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.kernel.paging import Cursors
from crm.kernel.work import ATTEND
from crm.notifications import queries as notices
from crm.web import here
from crm.web.answers import onward, page, toast

JOB = f"/attention/work/<int(max={LARGEST_ID}):job_id>"


@pages.get("/attention", can=ATTEND)
def attention() -> Response:
    """What went wrong, newest first; of one ``?kind=``, further pages by ``?after=``."""
    me, kind, cursor = here.actor(), request.args.get("kind", "")[:60], request.args.get("after")
    cursors = Cursors(here.settings().derived("cursors"), f"attention {kind}")
    found = trouble.troubles(to=me, kind=kind, after=cursors.read(cursor) if cursor else None)
    key = trouble.next_key(found)
    older = cursors.write(*key) if key else None
    return page("home/attention.html", found=found, kinds=_kinds(me, kind), kind=kind, older=older)


@pages.get("/pulse.json", can=Doors.SIGNED_IN)
def pulse() -> Response:
    """How many notices wait, which is the newest, and the numbers of the navigation; asked every 20 s.

    Who sees as another user gets nothing: a page that was open before goes on asking, and no number of that
    user's own is for them.
    """
    if here.is_looking():
        return Response(status=HTTPStatus.NO_CONTENT)
    me = here.actor()
    counts = {"my-work": count_told(work.counted([me.user_id or 0], by=me))}
    if me.may(ATTEND):
        counts["attention"] = count_told(trouble.counted(me))
    unread, newest = notices.pulse(me)
    return jsonify({"unread": unread, "newest": newest, "counts": counts})


@pages.post(f"{JOB}/retry", can=ATTEND)
def retry(job_id: int) -> Response:
    """Have work that failed tried again."""
    try_job_again(job_id, by=here.actor())
    toast(_("It is being tried again."))
    return onward()


@pages.post(f"{JOB}/dismissal", can=ATTEND)
def dismiss(job_id: int) -> Response:
    """Leave work that failed undone."""
    leave_job(job_id, by=here.actor())
    toast(_("It is left undone."))
    return onward()


def _kinds(me: Actor, kind: str) -> list[dict[str, Any]]:
    counts = {source.key: source.count(me) for source in trouble.asked(me)}
    counts[""] = work.summed(counts.values())
    known = [("", _("All")), *((source.key, str(source.label)) for source in trouble.asked(me))]
    return [
        {
            "label": label,
            "url": url_for("home.attention", kind=key or None),
            "count": count_told(counts[key]) or None,
            "current": key == kind,
        }
        for key, label in known
    ]
