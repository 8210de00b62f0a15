"""A contact's profile: who it is on the left, tabs in the middle, people and access on the right."""

from typing import Any

from flask import Response, request

from crm.contacts.access import ASSIGN_CONTACTS, DELETE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters import cards
from crm.contacts.queries import records
from crm.kernel.access import Doors
from crm.team.queries import names_of
from crm.web.answers import page
from crm.web.here import actor, product
from crm.web.product import Tab


@pages.get(ONE, can=VIEW_CONTACTS)
def show(contact_id: int) -> Response:
    """The contact; ``?tab=`` chooses what stands in the middle."""
    contact, by, tabs = the(contact_id), actor(), _tabs()
    current = next((tab for tab in tabs if tab.key == request.args.get("tab")), tabs[0])
    return page(
        "contacts/profile.html",
        contact=contact,
        **_columns(contact),
        tabs=[_link(tab, contact, current) for tab in tabs],
        body=current.shows(contact, by),
    )


def _columns(contact: Contact) -> dict[str, Any]:
    """What stands at the left and the right. ``choices`` None: they may not choose managers and sharing."""
    acts = (EDIT_CONTACTS, ASSIGN_CONTACTS, DELETE_CONTACTS)
    able = records.allowed(acts, [contact.id], to=actor())
    return {
        "may_edit": able[EDIT_CONTACTS.key],
        "may_delete": able[DELETE_CONTACTS.key],
        "badge": cards.badge(contact),
        "reaches": cards.reaches(contact.comms),
        "managers": cards.people(contact.managers),
        "made": cards.moment(contact.made_at),
        "changed": cards.moment(contact.changed_at),
        "made_by": names_of([contact.made_by]).get(contact.made_by or 0),
        "sharings": cards.sharing_options(),
        "sharing_badge": cards.SHARING_BADGES[contact.sharing],
        "sharing_help": cards.SHARING_HELP[contact.sharing],
        "choices": _choices(contact) if able[ASSIGN_CONTACTS.key] else None,
    }


def _tabs() -> list[Tab]:
    by = actor()
    ours = (tab for tab in product().tabs if tab.record == "contact")
    return [tab for tab in ours if isinstance(tab.can, Doors) or by.may(tab.can)]


def _link(tab: Tab, contact: Contact, current: Tab) -> dict[str, Any]:
    count = tab.badge(contact, actor()) if tab.badge else None
    return {"label": str(tab.title), "url": f"?tab={tab.key}", "count": count, "current": tab is current}


def _choices(contact: Contact) -> list[tuple[int, str, str, str]]:
    present = [manager.user_id for manager in contact.managers]
    return cards.manager_options(records.manager_choices(present))
