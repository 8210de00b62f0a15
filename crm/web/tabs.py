"""The tabs of a record's profile: which of them somebody gets, and showing one so that it fails alone."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from crm.kernel.access import Actor, Doors
from crm.kernel.db import db
from crm.kernel.errors import DomainError, NotFound
from crm.kernel.i18n import _
from crm.kernel.logs import get_logger
from crm.kernel.moments import number
from crm.web import here
from crm.web.answers import part
from crm.web.product import Tab

MOST_COUNTED: Final = 99
log = get_logger()


def tabs_of(record: str, *, to: Actor, within: str = "") -> list[Tab]:
    """The tabs of this kind of record, or the pieces of one, that the person may open, in their order."""
    ours = (tab for tab in here.product().tabs if tab.record == record and tab.within == within)
    return [tab for tab in ours if isinstance(tab.can, Doors) or to.may(tab.can)]


def acts_of(record: str, record_id: int, *, to: Actor) -> list[dict[str, Any]]:
    """What packages offer to do with this record in the menu of its profile, for whom it is allowed."""
    place: dict[str, Any] = {f"{record}_id": record_id}
    return [
        {
            "label": str(act.label),
            "url": url_for(act.endpoint, **place),
            "icon": act.icon,
            "posts": act.posts,
            "kind": "bad" if act.grave else "",
        }
        for act in here.product().record_acts
        if act.record == record and to.may(act.can)
    ]


def chosen(tabs: Sequence[Tab], key: str | None) -> Tab:
    """The tab of this name.

    Raises:
        NotFound: there is none, or it is not for this person.
    """
    tab = next((tab for tab in tabs if tab.key == key), None)
    if tab is None:
        raise NotFound
    return tab


def shown(tab: Tab, record: Any, *, to: Actor) -> Markup:
    """The tab's content. If it raises, what is shown says so, and the transaction goes on as if it had not.

    A refusal is told in its own words; anything else is logged, once.
    """
    try:
        with db.session.begin_nested():
            return Markup(tab.shows(record, to))  # noqa: S704 (a tab renders templates, which escape)
    except DomainError as error:
        return _failed(tab, str(error.text))
    except Exception as error:  # whatever a package does wrong stays within its tab
        log.error("tab failed", tab=tab.key, record=tab.record, exc_info=error)
        return _failed(tab, _("It has been noted; the rest of the page is not touched."))


def counts(tabs: Sequence[Tab], record: Any, *, to: Actor) -> dict[str, str]:
    """What waits behind each tab that counts anything: "12", or "99+"; a count that fails is left out."""
    return {tab.key: text for tab, text in _counted(tabs, record, to)}


def _counted(tabs: Sequence[Tab], record: Any, to: Actor) -> Iterator[tuple[Tab, str]]:
    for tab in tabs:
        if tab.badge is None:
            continue
        try:
            with db.session.begin_nested():
                count = tab.badge(record, to)
        except Exception as error:  # as above
            log.error("count of a tab failed", tab=tab.key, record=tab.record, exc_info=error)
            continue
        if count:
            yield tab, number(min(count, MOST_COUNTED)) + ("+" if count > MOST_COUNTED else "")


def _failed(tab: Tab, text: str) -> Markup:
    return part("web/tab_failed.html", text=text, retry=f"?tab={tab.key}")
