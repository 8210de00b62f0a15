"""The lists of tasks, the saved views of them, and how many wait in each."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, jsonify, request, url_for

from crm.contacts.pages.asking import view_here
from crm.kernel.anchors import anchors
from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText, _, lazy
from crm.kernel.moments import number
from crm.kernel.paging import COUNT_CAP
from crm.tasks.access import CREATE_TASKS, VIEW_TASKS
from crm.tasks.actions.noting import RECORD
from crm.tasks.pages.asking import marker, query
from crm.tasks.pages.asking import wish as asked
from crm.tasks.pages.plane import here_path, pages, tasks_url
from crm.tasks.presenters import filters
from crm.tasks.presenters.rows import rows, sections
from crm.tasks.queries import states
from crm.tasks.queries.filterable import FIELDS
from crm.tasks.queries.lists import NOTHING, Slice, View, Wish, counts, listed
from crm.tasks.queries.settings import categories, templates
from crm.team.queries import names_of
from crm.views.kinds import ListKind, list_kinds
from crm.views.language import Condition, Node
from crm.views.pages.filtering import pairs
from crm.views.pages.strip import default_view, strip
from crm.views.queries import Shelf, shelf
from crm.views.queries import states as states_of
from crm.web.answers import page, to_path
from crm.web.here import actor

LABELS: Final[dict[View, LazyText]] = {
    "today": lazy("Today"),
    "overdue": lazy("Overdue"),
    "week": lazy("7 days"),
    "all": lazy("All open"),
    "done": lazy("Done"),
}
MOST_COUNTED: Final = 12
PEOPLE: Final[tuple[tuple[str, LazyText], ...]] = (
    ("mine", lazy("Mine")),
    ("group", lazy("My groups'")),
    ("given", lazy("Given to others")),
    ("everybody", lazy("All that I see")),
)
"""Whose tasks can be asked for."""


@pages.get("/tasks", can=VIEW_TASKS)
def index() -> Response:
    """The tasks of a view: today's at first; ``who``, ``category``, ``about``, ``q`` and ``f`` narrow it.

    ``after`` goes on. An address that asks for nothing opens the saved view that the person chose for that.
    """
    kind = list_kinds.of(RECORD, to=actor())
    if (chosen := default_view(kind)) is not None:
        return to_path(chosen)
    return _page(kind, shelf(RECORD, open_id=view_here(), to=actor()))


@pages.get("/tasks/counts", can=VIEW_TASKS)
def count() -> Response:
    """How many each view finds, for the strip of views, saved ones by ``id``: {view: text}."""
    found: dict[str, int] = dict(counts(asked(), to=actor()))
    ids = [one for text in request.args.getlist("id")[:MOST_COUNTED] if (one := states.as_id(text))]
    saved = states.counts_of(states_of(RECORD, ids, to=actor()), actor())
    found |= {str(key): one.value + one.capped for key, one in saved.items()}
    told = {
        key: number(min(many, COUNT_CAP)) + ("+" if many > COUNT_CAP else "") for key, many in found.items()
    }
    return jsonify(told)


def _page(kind: ListKind, over: Shelf) -> Response:
    wish, found, broken = _asked(over)
    shown, views = rows(found.tasks, to=actor()), _shelf(kind, over, wish)
    return page(
        "tasks/index.html", status=422 if broken else 200, broken=broken, wish=wish, query=query(wish),
        shelf=views, here=here_path(), views=[*_views(wish), *views["views"][1:]],
        counts="" if broken else _counting(wish, views), state=pairs({**query(wish), "q": None}),
        people=_people(wish), kinds=_kinds(wish), categories=_categories(wish), templates=templates(),
        sections=sections(shown) if wish.view != "done" else [], done=shown if wish.view == "done" else [],
        more=tasks_url(**query(wish), after=marker(wish, found.next_key)) if found.next_key else "",
        may_create=actor().may(CREATE_TASKS), **_bars(wish),
    )  # fmt: skip


def _asked(over: Shelf) -> tuple[Wish, Slice, str]:
    """What is asked for and found; for a broken filter nothing, and the sentence that says so."""
    wish = Wish(view_id=over.open.id if over.open else None)
    try:
        wish = asked(opened=over.open.state if over.open else None)
        return wish, listed(wish, to=actor()), ""
    except Invalid as refusal:
        if "filter" not in refusal.fields:
            raise
        return wish, Slice((), None), str(refusal.fields["filter"])


def _bars(wish: Wish) -> dict[str, Any]:
    """The filter as chips, what one click adds, and where to add more."""

    def address(parts: Sequence[Node]) -> str:
        return tasks_url(**query(wish, parts))

    def editor(part: int, at: int, field: str) -> str:
        return url_for("tasks.filter_fields", **query(wish), part=part, at=at, field=field)

    def added(parts: Sequence[Node], condition: Condition) -> str:
        """No list of certain days has what is undated."""
        return address(parts) if condition.field != "due" else tasks_url(**query(wish, parts, due="all"))

    return {
        "chips": filters.chips(wish.filter, FIELDS, address=address, editor=editor),
        "quick": filters.quick(wish.filter, address=added),
        "filter_url": url_for("tasks.filter_fields", **query(wish)),
    }


def _shelf(kind: ListKind, over: Shelf, wish: Wish) -> dict[str, Any]:
    """The saved views, and whether the list as it stands differs from the open one."""
    kept_as, state = f"due={wish.view}", states.told(wish)
    if over.open is not None:
        try:
            kept_as = states.normal(over.open.state)
        except Invalid:
            kept_as = over.open.state
    return strip(kind, over, state=state, changed=state != kept_as)


def _views(wish: Wish) -> list[dict[str, Any]]:
    """By when tasks are due. From a saved view they lead out of it."""
    base = Wish() if wish.view_id is not None else wish
    return [
        {
            "key": view,
            "label": str(label),
            "url": tasks_url(**query(base, due=view)),
            "current": wish.view_id is None and view == wish.view,
            "hot": view == "overdue",
        }
        for view, label in LABELS.items()
    ]


def _counting(wish: Wish, shelf: dict[str, Any]) -> str:
    base = Wish() if wish.view_id is not None else wish
    return url_for("tasks.count", **query(base), id=[one["key"] for one in shelf["views"][1:]])


def _people(wish: Wish) -> list[dict[str, Any]]:
    named = [(key, str(label)) for key, label in PEOPLE]
    if wish.user_id is not None:
        named.append((str(wish.user_id), names_of([wish.user_id]).get(wish.user_id, "")))
    chosen = states.who_text(wish) or "mine"
    return [
        {"label": label, "current": key == chosen, "url": tasks_url(**query(wish, who=key))}
        for key, label in named
    ]


def _categories(wish: Wish) -> list[dict[str, Any]]:
    named: list[tuple[int | None, str]] = [(None, _("All categories"))]
    named += [(one.id, one.shown) for one in categories()]
    return [
        {"label": label, "current": key == wish.category_id, "url": tasks_url(**query(wish, category=key))}
        for key, label in named
    ]


def _kinds(wish: Wish) -> list[dict[str, Any]]:
    """What tasks may be about; the record that they are narrowed to is named to who sees it."""
    named = [
        ("", _("About anything")), ("contact", _("About contacts")), ("case", _("About cases")),
        (NOTHING, _("About no record")),
    ]  # fmt: skip
    chosen = states.values(wish)["about"] or ""
    if wish.about is not None:
        record = anchors.visible(wish.about[0], [wish.about[1]], actor()).get(wish.about[1])
        title = anchors.title(wish.about[0], record) if record else _("A record that you don't see")
        named.append((chosen, _("About: %(title)s", title=title)))
    return [
        {"label": label, "current": key == chosen, "url": tasks_url(**query(wish, about=key))}
        for key, label in named
    ]
