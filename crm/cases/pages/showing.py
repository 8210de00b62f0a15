"""A case's page: what it is about, the workflow that it runs, what was said; facts and people beside it."""

from typing import Any, Final

from flask import Response, jsonify, request, url_for
from markupsafe import Markup

from crm.cases.access import DELETE_CASES, EDIT_CASES, VIEW_CASES
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.pages import custom
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.presenters import cards, story
from crm.cases.queries import talk
from crm.cases.queries.records import allowed
from crm.cases.queries.setup import statuses
from crm.contacts.pages.plane import whole_number
from crm.contacts.presenters.cards import moment
from crm.kernel.access import Actor
from crm.kernel.i18n import lazy
from crm.kernel.prose import prose
from crm.team.queries import names_of
from crm.web import tabs
from crm.web.answers import page, part
from crm.web.here import actor
from crm.web.product import Tab

MOST_COUNTED: Final = 100


@pages.get(ONE, can=VIEW_CASES)
def show(case_id: int) -> Response:
    """The case; ``?tab=`` chooses what stands below."""
    one, by = the(case_id), actor()
    all_tabs = tabs.tabs_of(CASE, to=by)
    current = next((tab for tab in all_tabs if tab.key == request.args.get("tab")), all_tabs[0])
    over = [tabs.shown(tab, one, to=by) for tab in tabs.tabs_of(CASE, to=by, within="flow")]
    return page(
        "cases/case.html",
        case=one,
        description=prose(one.description),
        **_columns(one),
        over=over,
        acts=tabs.acts_of(CASE, one.id, to=by),
        tabs=[_link(tab, one, current) for tab in all_tabs],
        tab={"key": current.key, "title": str(current.title), "body": tabs.shown(current, one, to=by)},
    )


@pages.get(f"{ONE}/tabs/<key>", can=VIEW_CASES)
def tab(case_id: int, key: str) -> Response:
    """One tab as a part of the page."""
    one, by = the(case_id), actor()
    chosen = tabs.chosen(tabs.tabs_of(CASE, to=by), key)
    body = tabs.shown(chosen, one, to=by)
    return page("contacts/tab.html", tab={"key": key, "title": str(chosen.title), "body": body})


@pages.get(f"{ONE}/tabs.json", can=VIEW_CASES)
def tab_counts(case_id: int) -> Response:
    """What stands behind each tab that counts anything; the page asks when it is there."""
    one, by = the(case_id), actor()
    return jsonify(tabs.counts(tabs.tabs_of(CASE, to=by), one, to=by))


def show_talk(one: Case, by: Actor) -> Markup:
    """What was said, the newest first, and where one says something."""
    rows = talk.comments(one.id, before=whole_number("before"))
    shown = rows[: talk.PAGE]
    writes = bool(allowed((EDIT_CASES,), [one.id], to=by)[EDIT_CASES.key])
    older = url_for("cases.show", case_id=one.id, before=shown[-1].id) if len(rows) > talk.PAGE else ""
    return part(
        "cases/talk.html",
        case=one,
        comments=story.comments(shown, writes=writes, to=by),
        writes=writes,
        older=older,
        is_first=whole_number("before") is None,
    )


def count_comments(one: Case, by: Actor) -> int:
    """How many comments there are."""
    return talk.number_of_comments(one.id, most=MOST_COUNTED)


def show_history(one: Case, by: Actor) -> Markup:
    """What happened to it, the newest first."""
    rows, more = talk.facts(one.id, before=whole_number("before"), to=by)
    older = url_for("cases.show", case_id=one.id, tab=HISTORY.key, before=more) if more else ""
    return part("cases/history.html", days=story.days(rows, to=by), older=older)


TALK: Final = Tab(
    "talk", lazy("Conversation"), VIEW_CASES, show_talk, record=CASE, badge=count_comments, weight=10
)
HISTORY: Final = Tab("history", lazy("History"), VIEW_CASES, show_history, record=CASE, weight=80)


def _columns(one: Case) -> dict[str, Any]:
    """What stands over the tabs and at the right."""
    by = actor()
    able = allowed((EDIT_CASES, DELETE_CASES), [one.id], to=by)
    return {
        "card": cards.cards([one], to=by)[0],
        "may_edit": bool(able[EDIT_CASES.key]),
        "may_delete": bool(able[DELETE_CASES.key]),
        "statuses": statuses(),
        "own": custom.facts(one.custom, to=by),
        "made": moment(one.made_at),
        "changed": moment(one.changed_at),
        "closed": moment(one.closed_at) if one.closed_at else None,
        "made_by": names_of([one.made_by]).get(one.made_by or 0),
    }


def _link(tab: Tab, one: Case, current: Tab) -> dict[str, Any]:
    return {
        "key": tab.key,
        "label": str(tab.title),
        "url": url_for("cases.show", case_id=one.id, tab=tab.key),
        "part": url_for("cases.tab", case_id=one.id, key=tab.key),
        "current": tab.key == current.key,
        "counts": tab.badge is not None,
    }
