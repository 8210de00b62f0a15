"""The tab of files on a record; the package that owns the record puts it there."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from flask import request, url_for
from markupsafe import Markup

from crm.files import presenters, queries
from crm.kernel.access import Actor, May
from crm.kernel.anchors import anchors
from crm.kernel.i18n import lazy
from crm.web.answers import part
from crm.web.here import settings
from crm.web.product import Tab

KEY: Final = "files"
MOST_COUNTED: Final = 100
IN_SUMMARY: Final = 3


def files_tabs(record: str, *, can: May, weight: int = 60) -> tuple[Tab, Tab]:
    """The files of records of this anchor kind, for whom ``can`` allows to see these; and in a summary."""
    title, shows, badge = lazy("Files"), partial(_shown, record), partial(_counted, record)
    whole = Tab(KEY, title, can, shows, record=record, badge=badge, weight=weight)
    return whole, replace(whole, shows=partial(_summed_up, record), badge=None, within="summary")


def _summed_up(kind: str, record: Any, _by: Actor) -> Markup | str:
    found = queries.page_of(kind, record.id, limit=IN_SUMMARY)
    return part("files/summary.html", rows=presenters.rows(found.files)) if found.files else ""


def _shown(kind: str, record: Any, by: Actor) -> Markup:
    before = request.args.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = queries.page_of(kind, record.id, before=last)
    return part(
        "files/tab.html",
        rows=presenters.rows(found.files),
        older=f"{anchors.url(kind, record.id)}?tab={KEY}&before={found.next_id}" if found.next_id else "",
        is_first=last is None,
        upload=url_for("files.upload", about_id=record.id, about_kind=kind),
        may_edit=anchors.is_editable(kind, record.id, by),
        largest=settings().largest_file_mb,
    )


def _counted(kind: str, record: Any, by: Actor) -> int:
    return queries.count_of(kind, record.id, most=MOST_COUNTED)
