"""My work: what waits for me, or for those whose work I look at, the overdue first (CAS-7)."""

from typing import Any

from flask import Response, request, url_for

from crm.home.pages.plane import pages
from crm.home.presenters.work import count_told, sections
from crm.home.queries.work import asked, colleagues, summed, work_of
from crm.kernel.access import Actor, Doors
from crm.kernel.errors import NotFound
from crm.kernel.i18n import _
from crm.kernel.paging import Cursors
from crm.web import here
from crm.web.answers import page

MINE, GROUP = "", "group"


@pages.get("/my-work", can=Doors.SIGNED_IN)
def my_work() -> Response:
    """All that waits, or one ``?kind=`` of it; ``?who=`` is a colleague, or ``group`` for all of them.

    Further pages by ``?after=``.
    """
    me, kind = here.actor(), request.args.get("kind", "")[:60]
    people = colleagues(me)
    who, ids = _whose(me, people)
    cursors, cursor = _cursors(me, who, kind), request.args.get("after")
    told = work_of(ids, by=me, kind=kind, after=cursors.read(cursor) if cursor else None)
    more = cursors.write(*told.next_places) if told.next_places else None
    return page(
        "home/my_work.html", sections=sections(told.found, people if who else {}), who=who, people=people,
        kinds=_kinds(ids, me, kind, who), kind=kind, more=more, whose=people.get(ids[0], ""),
    )  # fmt: skip


def _cursors(me: Actor, who: str, kind: str) -> Cursors:
    return Cursors(here.settings().derived("cursors"), f"work {me.user_id} {who} {kind}")


def _whose(me: Actor, people: dict[int, str]) -> tuple[str, list[int]]:
    who = request.args.get("who", MINE)[:20]
    if who == MINE or who == str(me.user_id):
        return MINE, [me.user_id or 0]
    if who == GROUP and people:
        return GROUP, list(people)
    if who.isascii() and who.isdecimal() and int(who) in people:
        return who, [int(who)]
    raise NotFound


def _kinds(ids: list[int], me: Actor, kind: str, who: str) -> list[dict[str, Any]]:
    """All that waits, and each kind by itself, with their numbers."""
    counts = {source.key: source.count(ids, me) for source in asked()}
    counts[""] = summed(counts.values())
    known = [("", _("All")), *((source.key, str(source.label)) for source in asked())]
    return [
        {
            "label": label,
            "url": url_for("home.my_work", kind=key or None, who=who or None),
            "count": count_told(counts[key]) or None,
            "current": key == kind,
        }
        for key, label in known
    ]
