"""The bin: what one may bring back, for 30 days (CON-18)."""

from typing import Final

from flask import Response, redirect, request, url_for

from crm.journal.access import EMPTY_BIN
from crm.journal.actions import purge
from crm.journal.bins import Unsettled, bins
from crm.journal.pages.plane import pages
from crm.journal.queries import binned
from crm.kernel.access import Doors
from crm.kernel.anchors import anchors
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.forms import LARGEST_ID, clean
from crm.kernel.i18n import _, ngettext
from crm.kernel.paging import Cursors
from crm.team.queries import names_of
from crm.web.answers import go, page, toast
from crm.web.here import actor, settings

ONE: Final = f"/bin/<kind>/<int(max={LARGEST_ID}):record_id>"
LONGEST_QUERY: Final = 200
MOST_AT_ONCE: Final = 100


@pages.get("/bin", can=Doors.SIGNED_IN)
def show_bin() -> Response:
    """What one may bring back, those deleted last first; ``q`` searches, ``after`` goes on."""
    q = str(clean(request.args.get("q", ""))).strip()[:LONGEST_QUERY]
    cursor = request.args.get("after")
    found = binned(q=q, after=_cursors().read(cursor) if cursor else None, to=actor())
    after = _cursors().write(*found.next_key) if found.next_key else None
    return page(
        "journal/bin.html",
        rows=found.rows,
        q=q,
        more=url_for("journal.show_bin", q=q or None, after=after) if after else "",
        may_purge=actor().may(EMPTY_BIN),
        people=names_of(row.deleted_by for row in found.rows),
    )


@pages.post("/bin/restoration", can=Doors.SIGNED_IN)
def restore_several() -> Response:
    """Bring back those that were chosen; a single one that asks something leads to its questions."""
    chosen = request.form.getlist("only") or request.form.getlist("item")
    wanted = [_read(item) for item in dict.fromkeys(chosen[:MOST_AT_ONCE])]
    if len(wanted) == 1:
        return _restored(*wanted[0])
    asking = sum(not _restore(kind, record_id) for kind, record_id in wanted)
    _tell(len(wanted) - asking, asking)
    return go("journal.show_bin")


@pages.get(f"{ONE}/restoration", can=Doors.SIGNED_IN)
def ask(kind: str, record_id: int) -> Response:
    """What of it can't come back as it was: leave that out, or leave it in the bin."""
    owner = bins.of(kind)
    row = owner.found(record_id, actor())
    return page("journal/restoration.html", row=row, questions=owner.questions(record_id, actor()))


@pages.post(f"{ONE}/restoration", can=Doors.SIGNED_IN)
def restore(kind: str, record_id: int) -> Response:
    """Bring it back without what was asked about (``leave_out``)."""
    return _restored(kind, record_id)


@pages.get(f"{ONE}/removal", can=EMPTY_BIN)
def removal(kind: str, record_id: int) -> Response:
    """Deleting it for good can't be undone: its name is typed."""
    return page("journal/removal.html", row=bins.of(kind).found(record_id, actor()), error="")


@pages.post(f"{ONE}/removal", can=EMPTY_BIN)
def remove(kind: str, record_id: int) -> Response:
    """Delete it for good."""
    owner = bins.of(kind)
    row = owner.found(record_id, actor())
    try:
        purge(owner, record_id, named=request.form.get("name", ""), by=actor())
    except Invalid as error:
        return page("journal/removal.html", status=422, row=row, error=str(error.fields["name"]))
    toast(_("Deleted for good: %(name)s", name=row.title))
    return go("journal.show_bin")


def _restored(kind: str, record_id: int) -> Response:
    row = bins.of(kind).found(record_id, actor())
    try:
        bins.of(kind).restore(record_id, request.form.getlist("leave_out"), actor())
    except Unsettled:
        return go("journal.ask", kind=kind, record_id=record_id)
    toast(_("Restored: %(name)s", name=row.title))
    seen = anchors.visible(kind, [record_id], actor())
    target = anchors.url(kind, record_id) if seen else None
    return redirect(target or url_for("journal.show_bin"), code=303)  # type: ignore[return-value]


def _restore(kind: str, record_id: int) -> bool:
    """Whether it came back; False for one that asks something first or is gone from the bin."""
    try:
        bins.of(kind).restore(record_id, (), actor())
    except (Unsettled, NotFound):
        return False
    return True


def _tell(restored: int, asking: int) -> None:
    if restored:
        toast(ngettext("Restored: %(num)s record", "Restored: %(num)s records", restored))
    if asking:
        sentence = ngettext(
            "%(num)s record stays in the bin: restore it by itself, it asks something",
            "%(num)s records stay in the bin: restore them one by one, they ask something",
            asking,
        )
        toast(sentence, kind="warn")


def _read(item: str) -> tuple[str, int]:
    kind, _colon, record_id = item.partition(":")
    if not (record_id.isascii() and record_id.isdecimal() and len(record_id) < 19):
        raise NotFound
    bins.of(kind)
    return kind, int(record_id)


def _cursors() -> Cursors:
    return Cursors(settings().derived("cursors"), "bin")
