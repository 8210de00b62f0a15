"""The lists of tasks, and how many wait in each."""

from dataclasses import replace
from typing import Any, Final

from flask import Response, jsonify, request, url_for

from crm.kernel.forms import clean
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.moments import number
from crm.kernel.paging import COUNT_CAP, Cursors
from crm.tasks.access import CREATE_TASKS, VIEW_TASKS
from crm.tasks.pages.plane import as_id, here_path, pages, tasks_url, who_text, whose_asked
from crm.tasks.presenters.rows import rows, sections
from crm.tasks.queries.lists import VIEWS, View, Wish, counts, listed
from crm.tasks.queries.settings import categories, templates
from crm.team.queries import names_of
from crm.web.answers import page
from crm.web.here import actor, settings

LABELS: Final[dict[View, LazyText]] = {
    "today": lazy("Today"),
    "overdue": lazy("Overdue"),
    "week": lazy("7 days"),
    "all": lazy("All open"),
    "done": lazy("Done"),
}
LONGEST_QUERY: Final = 100


@pages.get("/tasks", can=VIEW_TASKS)
def index() -> Response:
    """The tasks of a view: today's at first; ``who``, ``category``, ``q`` narrow it, ``after`` goes on."""
    wish = asked()
    found = listed(wish, to=actor())
    shown = rows(found.tasks, to=actor())
    more = _cursors(wish).write(*found.next_key) if found.next_key else None
    return page(
        "tasks/index.html", wish=wish, views=_views(wish), who=_people(wish), query=query(wish),
        sections=sections(shown) if wish.view != "done" else [], done=shown if wish.view == "done" else [],
        more=tasks_url(**query(wish), after=more) if more else "", here=here_path(),
        categories=categories(), templates=templates(), may_create=actor().may(CREATE_TASKS),
    )  # fmt: skip


@pages.get("/tasks/counts", can=VIEW_TASKS)
def count() -> Response:
    """How many each view finds, for the strip of views: {view: text}."""
    found = counts(asked(), to=actor())
    return jsonify(
        {
            view: number(min(found[view], COUNT_CAP)) + ("+" if found[view] > COUNT_CAP else "")
            for view in found
        }
    )


def asked() -> Wish:
    """What the query asks for; what it can't mean is left out."""
    wish, view = whose_asked(), request.args.get("view", "today")
    known: View = next((one for one in VIEWS if one == view), "today")
    q = " ".join(str(clean(request.args.get("q", ""))).split())[:LONGEST_QUERY]
    wish = replace(wish, view=known, q=q, category_id=as_id(request.args.get("category", "")))
    cursor = request.args.get("after")
    return replace(wish, after=_cursors(wish).read(cursor)) if cursor else wish


def query(wish: Wish, **other: Any) -> dict[str, Any]:
    """The wish as a query of the list, some of it otherwise."""
    told = {"view": wish.view, "who": who_text(wish), "category": wish.category_id, "q": wish.q}
    return {name: value for name, value in {**told, **other}.items() if value}


def _views(wish: Wish) -> list[dict[str, Any]]:
    return [
        {
            "key": view,
            "label": str(label),
            "url": tasks_url(**query(wish, view=view)),
            "current": view == wish.view,
            "hot": view == "overdue",
        }
        for view, label in LABELS.items()
    ]


def _people(wish: Wish) -> list[dict[str, Any]]:
    """Whose tasks can be asked for."""
    named: list[tuple[str, LazyText | str]] = [
        ("mine", lazy("Mine")), ("given", lazy("Given to others")), ("everybody", lazy("All that I see")),
    ]  # fmt: skip
    if wish.user_id is not None:
        named.append((str(wish.user_id), names_of([wish.user_id]).get(wish.user_id, "")))
    chosen = who_text(wish) or "mine"
    return [
        {"label": str(label), "current": key == chosen,
         "url": tasks_url(**query(wish, who=None if key == "mine" else key))}
        for key, label in named
    ]  # fmt: skip


def _cursors(wish: Wish) -> Cursors:
    return Cursors(settings().derived("cursors"), f"tasks {wish.view}")


def calendar_url(wish: Wish) -> str:
    """The calendar of the same people."""
    return url_for("tasks.calendar", who=who_text(wish))
