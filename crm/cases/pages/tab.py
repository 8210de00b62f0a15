"""The tab of a contact's profile that lists its cases, and where one begins a new one."""

from typing import Final

from flask import url_for
from markupsafe import Markup

from crm.cases.access import CREATE_CASES, VIEW_CASES
from crm.cases.presenters import cards
from crm.cases.queries.listing import counted, listed
from crm.cases.queries.wishes import Wish
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor
from crm.kernel.i18n import lazy
from crm.views.language import parse
from crm.web.answers import part
from crm.web.product import RecordAct, Tab

OPEN: Final = parse("status:is:open,in_progress,waiting")
SHOWN: Final = 50
IN_SUMMARY: Final = 3


def show_cases(contact: Contact, by: Actor) -> Markup:
    """The cases that the person sees, those changed last first."""
    found = listed(Wish(contact_id=contact.id, limit=SHOWN), to=by)
    return part(
        "cases/tab.html",
        rows=cards.cards(found.cases, to=by),
        new=url_for("cases.new", contact_id=contact.id) if by.may(CREATE_CASES) else "",
        has_more=found.next_key is not None,
    )


def count_cases(contact: Contact, by: Actor) -> int:
    """How many are still open, of those that the person sees."""
    return counted(Wish(contact_id=contact.id, filter=OPEN), to=by).value


def sum_up(contact: Contact, by: Actor) -> Markup | str:
    """For the summary: the latest of those that are open."""
    found = listed(Wish(contact_id=contact.id, filter=OPEN, limit=IN_SUMMARY), to=by)
    return part("cases/summary.html", rows=cards.cards(found.cases, to=by)) if found.cases else ""


CASES: Final = Tab("cases", lazy("Cases"), VIEW_CASES, show_cases, badge=count_cases, weight=20)
OPEN_CASES: Final = Tab("cases", lazy("Cases"), VIEW_CASES, sum_up, weight=30, within="summary")
NEW: Final = RecordAct(lazy("New case"), "cases.new", "message-circle-plus", CREATE_CASES, weight=20)
