"""Adding and changing a contact by the form."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from flask import Response, request, session

from crm.contacts.access import CREATE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.saving import create_contact, edit_contact
from crm.contacts.actions.sight import OutOfSight
from crm.contacts.actions.versions import at_version
from crm.contacts.actions.writing import missing_names
from crm.contacts.forms.contact import ContactShape, NewContactShape, values_of
from crm.contacts.models.contact import KINDS, Contact
from crm.contacts.pages import conflicts, custom, employer, finding, form, lookalikes, opened, photo, typed
from crm.contacts.pages.plane import ONE, as_id, pages, the
from crm.contacts.queries import suggestions
from crm.files.posted import PhotoWish, photo_wish
from crm.journal.pages.plane import undo_url
from crm.kernel.access import Reach
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.team.queries import workspace_settings
from crm.web.answers import form_values, go, is_search, toast
from crm.web.here import actor

KIND_LAST_USED: Final = "contact_kind"
AnyContact = TypeVar("AnyContact", bound=ContactShape)


@pages.get("/contacts/new", can=CREATE_CONTACTS)
def new() -> Response:
    """The empty form; it opens with the kind last used, a company at first (CON-1), or with ``?kind=``.

    With ``?company_id=`` it is the form of a person of that company.
    """
    me, settings = actor().user_id, workspace_settings()
    return form.show({
        "kind": finding.kind_asked() or _kind_last_used(),
        "comms": [],
        "manager_ids": [me],
        "lead_id": me,
        "sharing": settings.default_sharing,
        "custom": custom.texts_of(None),
        **employer.asked(),
    })  # fmt: skip


@pages.post("/contacts", can=CREATE_CONTACTS)
def create() -> Response:
    """Add the contact, or show the form again with what is wrong."""
    posted = form_values()
    values, kept = typed.contact_values(posted), {**employer.posted(posted), **opened.posted(posted)}
    try:
        wish, shape = photo_wish(), _new(values, opened.posted(posted))
        if found := lookalikes.unheeded(values):
            return form.show({**values, **kept}, lookalikes=found, status=409)
        contact = photo.carry_out(wish, _added(shape, wish, posted))
        employer.put(contact, employer.posted(posted), by=actor())
    except Invalid as why:
        return form.show({**values, **kept}, errors=opened.errors_on_page(why.fields), why=why, status=422)
    except OutOfSight as loss:
        return form.show({**values, **kept}, loss=loss, status=409)
    return _after_adding(contact)


def _added(shape: ContactShape, wish: PhotoWish, posted: Mapping[str, Any]) -> Contact:
    """The new contact, whole where it goes on with a photo or a company."""
    goes_on = wish.picture is not None or any(employer.posted(posted).values())
    return create_contact(shape, whole=goes_on, accepted=str(posted.get("accepted", "")), by=actor())


def _after_adding(contact: Contact) -> Response:
    lookalikes.remember(contact)
    session[KIND_LAST_USED] = [actor().user_id, contact.kind]
    toast(_("Added: %(name)s", name=contact.shown_name))
    return after_saving(contact)


@pages.get(f"{ONE}/edit", can=EDIT_CONTACTS)
def edit(contact_id: int) -> Response:
    """The form with the contact in it."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact)
    return form.show(typed.values_shown(contact), contact=contact)


@pages.post(ONE, can=EDIT_CONTACTS)
def save(contact_id: int) -> Response:
    """Change the contact, or show the form again with what is wrong, or ask what holds of two changes."""
    contact, posted = the(contact_id), form_values()
    values = {**_present(contact), **typed.contact_values(posted)}
    try:
        wish, shape = photo_wish(), _wanted(contact, values, contact.custom)
        if found := lookalikes.unheeded(values, contact.id):
            return form.show(values, contact=contact, lookalikes=found, status=409)
        photo.carry_out(wish, _edited(contact, shape, posted))
    except (Invalid, OutOfSight) as why:
        return _again(values, contact, why)
    except Stale:
        return _save_with_theirs(contact, values, since=_version(posted) or 0)
    lookalikes.remember(contact)
    toast(_("Saved: %(name)s", name=contact.shown_name), undo=undo_url())
    return after_saving(contact)


def _edited(
    contact: Contact, shape: ContactShape, posted: Mapping[str, Any], version: int | None = None
) -> Contact:
    """The contact as wished, unless the person was not asked yet whether they want to lose it."""
    seen, accepted = version or _version(posted), str(posted.get("accepted", ""))
    return edit_contact(contact, shape, version=seen, accepted=accepted, by=actor())


def _again(values: dict[str, Any], contact: Contact, why: Invalid | OutOfSight) -> Response:
    """The form again, with why it was not saved."""
    if isinstance(why, OutOfSight):
        return form.show(values, contact=contact, loss=why, status=409)
    return form.show(values, contact=contact, errors=why.fields, status=422)


def _save_with_theirs(contact: Contact, values: dict[str, Any], *, since: int) -> Response:
    """Save what was typed beside what somebody else changed meanwhile; the contact is held (CON-20)."""
    base = at_version(contact.id, since, now=contact.version)
    try:
        wanted = _wanted(contact, values, conflicts.custom_at(base, contact))
        outcome = conflicts.reconciled(contact, wanted, base)
        if outcome.conflicts:
            return conflicts.ask(contact, outcome.conflicts, since=since)
        wish, shape = photo_wish(), read(ContactShape, outcome.values)
        photo.carry_out(wish, _edited(contact, shape, values, contact.version))
    except (Invalid, OutOfSight) as why:
        return _again(values, contact, why)
    toast(_("Saved beside what others changed: %(name)s", name=contact.shown_name), undo=undo_url())
    return after_saving(contact)


def after_saving(contact: Contact) -> Response:
    """Where one goes on: the next empty form, the contact, or, if that is out of sight now, the list."""
    if request.form.get("then") == "another":
        return go("contacts.new")
    if actor().reach(VIEW_CONTACTS) is Reach.ALL or actor().may(VIEW_CONTACTS, contact):
        return go("contacts.show", contact_id=contact.id)
    return go("contacts.index")


def _present(contact: Contact) -> dict[str, Any]:
    """What the contact is, for what was typed to be laid upon; its managers and sharing stay as they are."""
    return {**values_of(contact), "manager_ids": None, "sharing": None}


def _wanted(contact: Contact, values: Mapping[str, Any], seen: Mapping[str, Any]) -> ContactShape:
    """What was typed for the chosen kind; of custom values what differs from those ``seen``."""
    own = custom.changed(values["custom"], seen)
    return _shape({**_present(contact), **typed.of_its_kind(values), "custom": own})


def _kind_last_used() -> str:
    """What this person added last, in this browser or elsewhere; a company at first (CON-1)."""
    me = actor().user_id
    match session.get(KIND_LAST_USED):
        case [user_id, kind] if user_id == me and kind in KINDS:
            return str(kind)
    return (suggestions.kind_added_last(me) if me else None) or "company"


def _led(values: dict[str, Any]) -> dict[str, Any]:
    """Who adds a contact leads it, if among its managers and nobody else is chosen to."""
    me = str(actor().user_id)
    in_charge = values.get("manager_ids") or ()
    chosen = values.get("lead_id") in in_charge
    return {**values, "lead_id": me} if not chosen and me in in_charge else values


def _new(values: dict[str, Any], chosen: Mapping[str, Any]) -> NewContactShape:
    """A new contact as typed, with who else reaches it."""
    return _shape({**typed.of_its_kind(_led(values)), **opened.wished(chosen)}, of=NewContactShape)


def _shape(values: Mapping[str, Any], of: type[AnyContact] = ContactShape) -> AnyContact:  # type: ignore[assignment] # a default
    """What was typed, or everything that is wrong with it at once; not while somebody is looked for."""
    if is_search():
        raise Invalid({})
    try:
        return read(of, values)
    except Invalid as error:
        missing = missing_names(values, workspace=workspace_settings())
        raise Invalid({**missing, **error.fields}) from None


def _version(posted: Mapping[str, Any]) -> int | None:
    return as_id(posted.get("version"))
