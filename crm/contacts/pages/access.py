"""Who reaches a contact: chosen on one form, seen before it is saved; and who sees it, and why (ACC-7)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.actions import opening
from crm.contacts.actions.people import NOT_IN_CHARGE
from crm.contacts.forms.access import AccessShape, posted_grants
from crm.contacts.models.contact import Contact
from crm.contacts.pages.editing import after_saving
from crm.contacts.pages.plane import ONE, as_id, pages, the
from crm.contacts.presenters import access as presenter
from crm.contacts.presenters import cards, offers
from crm.contacts.queries.classes import classes
from crm.contacts.queries.explaining import viewers
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.kernel.paging import Cursors
from crm.web.answers import is_search, page, sought, toast
from crm.web.here import actor, settings

LISTS: Final = ("manager_ids", "readers", "writers")
SINGLE: Final = ("lead_id", "sharing", "class_id", "restricted", "version")


@pages.get(f"{ONE}/access", can=ASSIGN_CONTACTS)
def access(contact_id: int) -> Response:
    """The form with who reaches the contact now."""
    contact = _in_charge(contact_id)
    return _form(contact, _values(contact))


@pages.post(f"{ONE}/access", can=ASSIGN_CONTACTS)
def save_access(contact_id: int) -> Response:
    """Save it, once whoever does so has seen for whom that means what."""
    contact, typed = _in_charge(contact_id), _typed()
    try:
        shape = _shape(typed)
        if shown := _asked_first(contact, typed, shape):
            return shown
        opening.set_access(contact, shape, version=as_id(typed["version"]), by=actor())
    except Invalid as error:
        return _form(contact, typed, errors=error.fields, status=422)
    except Stale:
        return _form(contact, _values(contact), stale=True, status=412)
    toast(_("Access saved: %(name)s", name=contact.shown_name), undo=undo_url())
    return after_saving(contact)


@pages.get(f"{ONE}/viewers", can=ASSIGN_CONTACTS, endpoint="viewers")
def list_viewers(contact_id: int) -> Response:
    """Everybody who sees the contact, with all the reasons; the next page by ``after``."""
    contact, cursor = _in_charge(contact_id), request.args.get("after")
    cursors = Cursors(settings().derived("cursors"), f"viewers of {contact.id}")
    found = viewers(contact.id, after=cursors.read(cursor) if cursor else None)
    onward = cursors.write(*found.next_key) if found.next_key else None
    return page(
        "contacts/viewers.html",
        contact=contact,
        rows=presenter.viewer_rows(found.people),
        next=url_for("contacts.viewers", contact_id=contact.id, after=onward) if onward else None,
    )


def asked_before_losing(contact: Contact, **change: Any) -> Response | None:
    """For whom a change of these fields means what, if the person loses by it; the page leads on."""
    typed = {**_values(contact), **change}
    shape = _shape(typed)
    if not actor().may(ASSIGN_CONTACTS, contact) or not opening.loses(contact, shape, by=actor()):
        return None
    return _preview(
        contact, typed, presenter.preview(opening.preview(contact, shape, by=actor()), to=actor())
    )


def _asked_first(contact: Contact, typed: Mapping[str, Any], shape: AccessShape) -> Response | None:
    """The form again, or for whom it means what; None where that was seen, or means nothing for anybody."""
    then = request.form.get("then")
    if then == "edit" or is_search():
        return _form(contact, typed)
    seen = opening.preview(contact, shape, by=actor())
    if then == "save" or not seen.people:
        return None
    return _preview(contact, typed, presenter.preview(seen, to=actor()))


def _in_charge(contact_id: int) -> Contact:
    """The contact, if the person may choose who reaches it."""
    contact = the(contact_id)
    actor().must(ASSIGN_CONTACTS, contact, why=NOT_IN_CHARGE)
    return contact


def _values(contact: Contact) -> dict[str, Any]:
    """Who reaches the contact now, as the form posts it."""
    now = opening.as_is(contact)
    readers, writers = (
        [_grantee(one) for one in now["grants"] if one["level"] == level] for level in ("read", "write")
    )
    return {
        "manager_ids": list(map(str, now["manager_ids"])), "lead_id": str(now["lead_id"] or ""),
        "sharing": now["sharing"], "readers": readers, "writers": writers,
        "class_id": str(now["class_id"] or ""), "restricted": "1" if now["restricted"] else "",
        "version": str(contact.version),
    }  # fmt: skip


def _typed() -> dict[str, Any]:
    lists = {name: request.form.getlist(name) for name in LISTS}
    return {**lists, **{name: request.form.get(name, "") for name in SINGLE}}


def _shape(typed: Mapping[str, Any]) -> AccessShape:
    grants = posted_grants(typed["readers"], typed["writers"])
    plain = {name: typed[name] for name in ("manager_ids", "lead_id", "sharing", "class_id")}
    return read(AccessShape, {**plain, "grants": grants, "restricted": typed["restricted"] == "1"})


def _grantee(grant: Mapping[str, Any]) -> str:
    return f"u{grant['user_id']}" if "user_id" in grant else f"g{grant['group_id']}"


def _preview(contact: Contact, typed: Mapping[str, Any], seen: presenter.Preview) -> Response:
    hidden = [(name, value) for name in LISTS for value in typed[name]]
    hidden += [(name, typed[name]) for name in SINGLE]
    return page("contacts/access_preview.html", contact=contact, preview=seen, hidden=hidden)


def _form(
    contact: Contact,
    typed: Mapping[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    chosen = [number for number in map(as_id, typed["manager_ids"]) if number]
    return page(
        "contacts/access.html",
        status=status,
        contact=contact,
        values={**typed, "manager_ids": chosen, "lead_id": as_id(typed["lead_id"])},
        managers=offers.managers(chosen, q=sought()),
        grantees=offers.grantees({*typed["readers"], *typed["writers"]}, q=sought()),
        classes=[(str(one.id), one.shown) for one in classes()],
        sharings=cards.sharing_options(),
        errors=_on_page(errors or {}),
        stale=stale,
    )


def _on_page(errors: Mapping[str, Any]) -> dict[str, Any]:
    """Errors of grants stand at the first list of them."""
    return {"readers" if path.partition(".")[0] == "grants" else path: told for path, told in errors.items()}
