"""The calendar: a month, a week or a day of tasks (TSK-2)."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from flask import Response, request, url_for

from crm.kernel import written
from crm.kernel.i18n import _
from crm.tasks.access import CREATE_TASKS, VIEW_TASKS
from crm.tasks.pages.plane import here_path, pages, who_text, whose_asked
from crm.tasks.presenters import calendar as shown
from crm.tasks.presenters import when
from crm.tasks.queries.calendar import of_days
from crm.tasks.queries.lists import Wish, editable_among
from crm.team.queries import names_of, workspace_settings
from crm.web.answers import page
from crm.web.here import actor

VIEWS: Final = ("month", "week", "day")


@pages.get("/calendar", can=VIEW_TASKS)
def calendar() -> Response:
    """This month at first; ``view``, ``on`` and ``who`` say what else."""
    view = next((one for one in VIEWS if one == request.args.get("view")), "month")
    on, wish, first_weekday = _day_asked(), whose_asked(), workspace_settings().first_weekday
    days = _days(view, on, first_weekday)
    tasks = of_days(wish, days[0], days[-1], to=actor())
    movable = editable_among([task.id for task in tasks], by=actor())
    found = shown.entries(tasks, movable=movable, back=here_path())
    return page(
        "tasks/calendar.html", view=view, title=shown.title_of(view, on, days),
        heads=shown.heads(first_weekday),
        body=_body(view, on, days, found, wish), urls=_urls(view, on, wish), views=_views(view, on, wish),
        who=_people(view, on, wish), here=here_path(), may_create=actor().may(CREATE_TASKS), on=on,
        sooner=shown.put_off(first_weekday),
    )  # fmt: skip


def _day_asked() -> date:
    asked = written.day(request.args.get("on", ""))
    return min(max(asked, shown.EARLIEST), shown.LATEST) if asked else when.today()


def _days(view: str, on: date, first_weekday: int) -> list[date]:
    if view == "month":
        return [day for week in shown.month_weeks(on, first_weekday) for day in week]
    return shown.week_days(on, first_weekday) if view == "week" else [on]


def _body(view: str, on: date, days: list[date], found: dict[date, Any], wish: Wish) -> list[Any]:
    """Weeks of days, days, or hours, with their addresses."""
    if view == "day":
        return [replace(row, add=_add(on, row.hour)) for row in shown.hours_of(on, found)]
    some = shown.week_of(days, found) if view == "week" else shown.month_of(on, days, found)
    dated = zip(days, some, strict=True)
    told = [replace(one, url=_url("day", day, wish), add=_add(day)) for day, one in dated]
    return [told[at : at + 7] for at in range(0, len(told), 7)] if view == "month" else told


def _add(on: date, at: str = "") -> str:
    if not actor().may(CREATE_TASKS):
        return ""
    return url_for("tasks.new", on=on.isoformat(), at=at or None, next=here_path())


def _url(view: str, on: date, wish: Wish) -> str:
    return url_for("tasks.calendar", view=view, on=on.isoformat(), who=who_text(wish))


def _urls(view: str, on: date, wish: Wish) -> dict[str, str]:
    return {
        "before": _url(view, shown.step(view, on, -1), wish),
        "after": _url(view, shown.step(view, on, 1), wish),
        "today": _url(view, when.today(), wish),
        "move": url_for("tasks.move", task_id=0),
    }


def _views(view: str, on: date, wish: Wish) -> list[dict[str, Any]]:
    labels = {"month": _("Month"), "week": _("Week"), "day": _("Day")}
    return [{"label": labels[one], "url": _url(one, on, wish), "current": one == view} for one in VIEWS]


def _people(view: str, on: date, wish: Wish) -> list[dict[str, Any]]:
    named = [
        ("mine", _("Mine")),
        ("group", _("My groups'")),
        ("given", _("Given to others")),
        ("everybody", _("All that I see")),
    ]
    if wish.user_id is not None:
        named.append((str(wish.user_id), names_of([wish.user_id]).get(wish.user_id, "")))
    chosen = who_text(wish) or "mine"
    return [
        {"label": label, "current": key == chosen,
         "url": url_for("tasks.calendar", view=view, on=on.isoformat(), who=None if key == "mine" else key)}
        for key, label in named
    ]  # fmt: skip
