"""A contact's profile: who it is on the left, tabs in the middle, people and access on the right."""

from typing import Any, Final

from flask import Response, jsonify, request, url_for

from crm.contacts.access import ASSIGN_CONTACTS, DELETE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.granting import grants_of
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters import access, cards, linked, requisites, slots
from crm.contacts.queries import records
from crm.contacts.queries.links import around
from crm.contacts.queries.tags import tags_of
from crm.team.queries import names_of
from crm.web import tabs
from crm.web.answers import page
from crm.web.here import actor
from crm.web.product import Tab

ASIDE: Final = 5
"""So many companies and so many people stand at the right."""


@pages.get(ONE, can=VIEW_CONTACTS, kept=True, by_key=True)
def show(contact_id: int) -> Response:
    """The contact; ``?tab=`` chooses what stands in the middle."""
    contact, by = the(contact_id), actor()
    all_tabs = tabs.tabs_of("contact", to=by)
    current = next((tab for tab in all_tabs if tab.key == request.args.get("tab")), all_tabs[0])
    return page(
        "contacts/profile.html",
        contact=contact,
        **_columns(contact),
        acts=tabs.acts_of("contact", contact.id, to=by),
        tabs=[_link(tab, contact, current) for tab in all_tabs],
        tab={"key": current.key, "title": str(current.title), "body": tabs.shown(current, contact, to=by)},
    )


@pages.get(f"{ONE}/tabs/<key>", can=VIEW_CONTACTS, kept=True, by_key=True)
def tab(contact_id: int, key: str) -> Response:
    """One tab as a part of the page."""
    contact, by = the(contact_id), actor()
    chosen = tabs.chosen(tabs.tabs_of("contact", to=by), key)
    body = tabs.shown(chosen, contact, to=by)
    return page("contacts/tab.html", tab={"key": key, "title": str(chosen.title), "body": body})


@pages.get(f"{ONE}/tabs.json", can=VIEW_CONTACTS)
def tab_counts(contact_id: int) -> Response:
    """What stands behind each tab that counts anything; the page asks when it is there."""
    contact, by = the(contact_id), actor()
    return jsonify(tabs.counts(tabs.tabs_of("contact", to=by), contact, to=by))


def _columns(contact: Contact) -> dict[str, Any]:
    """What stands at the left and the right."""
    acts = (EDIT_CONTACTS, ASSIGN_CONTACTS, DELETE_CONTACTS)
    able = records.allowed(acts, [contact.id], to=actor())
    return {
        "may_edit": able[EDIT_CONTACTS.key],
        "may_delete": able[DELETE_CONTACTS.key],
        "badge": cards.badge(contact),
        "tags": cards.tag_links(tags_of([contact])[contact.id]),
        **_fields(contact),
        "requisites": requisites.told(contact),
        "managers": cards.people(contact.managers),
        "made": cards.moment(contact.made_at),
        "changed": cards.moment(contact.changed_at),
        "made_by": names_of([contact.made_by]).get(contact.made_by or 0),
        "sharings": cards.sharing_options(),
        "sharing_badge": cards.RESTRICTED if contact.restricted else cards.SHARING_BADGES[contact.sharing],
        "sharing_help": cards.RESTRICTED_HELP if contact.restricted else cards.SHARING_HELP[contact.sharing],
        "class_link": cards.class_link(contact),
        "granted_to": access.granted_to(grants_of(contact)) if able[ASSIGN_CONTACTS.key] else [],
        "may_assign": able[ASSIGN_CONTACTS.key],
        "about": linked.aside(contact, around([contact.id], to=actor(), most=ASIDE)[contact.id]),
    }


def _fields(contact: Contact) -> dict[str, Any]:
    """What is edited in place. ``to_add``: (name, label, where it is written) of what is not known yet."""
    by = actor()
    ways = slots.several(contact, ("phone", *(kind for kind in COMM_KINDS if kind != "phone")), to=by)
    head, details = slots.several(contact, slots.HEAD, to=by), slots.several(contact, slots.DETAILS, to=by)
    own, about = slots.own(contact, to=by), slots.several(contact, [slots.ABOUT], to=by)
    every = [*ways, *head, *details, *(one for _title, some in own for one in some), *about]
    empty = [one for one in every if one.is_empty]
    return {
        "ways": ways,
        "head": head,
        "details": details,
        "own": own,
        "description": about[0],
        "to_add": [(one.name, one.label, _edit(contact, one)) for one in empty],
        "add_some": slots.named(empty) if empty else "",
    }


def _edit(contact: Contact, slot: slots.Slot) -> str:
    return url_for("contacts.edit_field", contact_id=contact.id, field=slot.name)


def _link(tab: Tab, contact: Contact, current: Tab) -> dict[str, Any]:
    return {
        "key": tab.key,
        "label": str(tab.title),
        "url": f"{url_for('contacts.show', contact_id=contact.id)}?tab={tab.key}",
        "part": url_for("contacts.tab", contact_id=contact.id, key=tab.key),
        "counts": tab.badge is not None,
        "current": tab is current,
    }
