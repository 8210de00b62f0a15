"""The tab of tasks on a record; the package that owns the record puts it there, or ``wiring`` does."""

from functools import partial
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.i18n import lazy
from crm.tasks.access import CREATE_TASKS, VIEW_TASKS
from crm.tasks.presenters.rows import rows
from crm.tasks.queries.lists import Wish, counted, listed
from crm.web.answers import part
from crm.web.product import Tab

KEY: Final = "tasks"
DONE_SHOWN: Final = 10


def tasks_tab(record: str, *, weight: int = 40) -> Tab:
    """The tasks about records of this anchor kind, of those that the reader sees as tasks."""
    return Tab(
        KEY, lazy("Tasks"), VIEW_TASKS, partial(_shown, record), record=record,
        badge=partial(_counted, record), weight=weight,
    )  # fmt: skip


def _shown(kind: str, record: Any, by: Actor) -> Markup:
    about, place = (kind, record.id), f"{_path(kind, record.id)}?tab={KEY}"
    open_ones = listed(Wish(view="all", whose="everybody", about=about, limit=200), to=by)
    done = listed(Wish(view="done", whose="everybody", about=about, limit=DONE_SHOWN), to=by)
    return part(
        "tasks/tab.html",
        rows=rows(open_ones.tasks, to=by),
        done=rows(done.tasks, to=by),
        next=place,
        about=f"{kind}:{record.id}",
        may_create=by.may(CREATE_TASKS),
        new=url_for("tasks.new", about=f"{kind}:{record.id}", next=place),
    )


def _counted(kind: str, record: Any, by: Actor) -> int:
    return counted(Wish(view="all", whose="everybody", about=(kind, record.id)), to=by).value


def _path(kind: str, record_id: int) -> str:
    return anchors.url(kind, record_id) or "/tasks"
