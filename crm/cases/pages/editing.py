"""Adding and changing a case by the form, giving it a status, deleting it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.cases.access import CREATE_CASES, DELETE_CASES, EDIT_CASES, READ_ONLY, VIEW_CASES
from crm.cases.actions.bin import delete_case
from crm.cases.actions.saving import edit_case, open_case, set_status
from crm.cases.actions.writing import fault_of_giving
from crm.cases.forms.case import CaseShape, values_of
from crm.cases.models.case import Case
from crm.cases.models.words import PRIORITIES, SOURCES, STATUSES
from crm.cases.pages import custom
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.presenters import offers
from crm.cases.queries.records import contacts_of, types, types_in_use
from crm.cases.queries.setup import statuses, statuses_by_code
from crm.contacts.pages.plane import as_id, whole_number
from crm.fields.access import MANAGE_FIELDS
from crm.journal.pages.plane import needed, undo_then, undo_url
from crm.kernel.deletion import Needed
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy
from crm.web.answers import form_values, go, is_search, next_page, onward, page, sought, toast
from crm.web.here import actor

LISTS: Final = ("contact_ids", "member_ids")
SINGLE: Final = ("title", "description", "type_id", "source", "status", "priority", "owner_id", "due_on")


@pages.get("/cases/new", can=CREATE_CASES)
def new() -> Response:
    """The empty form; with ``?contact_id=`` it is about this contact."""
    contact_id = whole_number("contact_id")
    return _form({**_usual(), "contact_ids": [contact_id] if contact_id else []})


@pages.post("/cases", can=CREATE_CASES)
def create() -> Response:
    """Add the case, or show the form again with what is wrong."""
    values = _typed(form_values(), _usual())
    try:
        one = open_case(shape_of(values, custom.changed(values["custom"], None)), by=actor())
    except Invalid as error:
        return _form(values, errors=error.fields, status=422)
    toast(_("Case added: %(name)s", name=one.shown_name))
    return after_saving(one)


@pages.get(f"{ONE}/edit", can=EDIT_CASES)
def edit(case_id: int) -> Response:
    """The form with the case in it."""
    one = the(case_id)
    actor().must(EDIT_CASES, one, why=READ_ONLY)
    return _form(values_shown(one), one=one)


@pages.post(ONE, can=EDIT_CASES)
def save(case_id: int) -> Response:
    """Change the case, or show the form again with what is wrong."""
    one, posted = the(case_id), form_values()
    values = _typed(posted, values_shown(one))
    try:
        shape = shape_of(values, custom.changed(values["custom"], one.custom))
        one = edit_case(one, shape, version=as_id(posted.get("version")), by=actor())
    except Invalid as error:
        return _form(values, one=one, errors=error.fields, status=422)
    except Stale:
        return _form(values, one=the(case_id), stale=True, status=412)
    toast(_("Saved: %(name)s", name=one.shown_name), undo=undo_url())
    return after_saving(one)


@pages.post(f"{ONE}/status", can=EDIT_CASES)
def move(case_id: int) -> Response:
    """Give it the posted status; leads back to where it was pressed."""
    one, wanted = the(case_id), request.form.get("status", "")
    if wanted not in STATUSES:
        raise Invalid({"status": lazy("Choose one of the given values.")})
    set_status(one, wanted, by=actor())
    label = statuses_by_code()[wanted].label
    toast(_("%(number)s: %(status)s", number=one.shown_number, status=label), undo=undo_then(next_page()))
    return onward() if next_page() else after_saving(one)


@pages.post(f"{ONE}/deletion", can=DELETE_CASES)
def delete(case_id: int) -> Response:
    """Put it into the bin; the toast brings it back."""
    one = the(case_id)
    try:
        delete_case(one, by=actor())
    except Needed as refusal:
        return needed(refusal, title=one.shown_name, back=url_for("cases.show", case_id=case_id))
    toast(_("Deleted: %(name)s", name=one.shown_name), undo=undo_url())
    return go("cases.index")


def after_saving(one: Case) -> Response:
    """Where one goes on: the case, or, if that is out of sight now, the list."""
    if request.form.get("then") == "another":
        return go("cases.new")
    if actor().may(VIEW_CASES, one):
        return go("cases.show", case_id=one.id)
    return go("cases.index")


def _usual() -> dict[str, Any]:
    """What a new case is unless somebody says otherwise."""
    lists: dict[str, Any] = {"member_ids": [], "contact_ids": []}
    plain = {"owner_id": actor().user_id, "status": "open", "priority": "normal", "source": "manual"}
    return {**dict.fromkeys(SINGLE, ""), **plain, **lists, "custom": custom.texts_of(None)}


def values_shown(one: Case) -> dict[str, Any]:
    """The case as the form posts it; of its contacts those that the person sees."""
    seen = [contact.id for contact in contacts_of([one.id], to=actor())[one.id]]
    return {**values_of(one, seen), "custom": custom.texts_of(one.custom)}


def _typed(posted: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, laid upon what is there; lists that the form does not name stay."""
    plain = {name: posted[name] for name in SINGLE if name in posted}
    lists = {
        name: [one for one in request.form.getlist(name) if one] for name in LISTS if name in request.form
    }
    values = {**present, **plain, **lists, "custom": {**present["custom"], **custom.typed(posted)}}
    main, contacts = posted.get("main_id"), values["contact_ids"]
    if main in contacts:
        values["contact_ids"] = [main, *(one for one in contacts if one != main)]
    return values


def shape_of(values: Mapping[str, Any], own: Mapping[str, Any]) -> CaseShape:
    """What was typed; not while somebody is looked for."""
    if is_search():
        raise Invalid({})
    return read(CaseShape, {**values, "custom": dict(own)})


def _form(
    values: dict[str, Any],
    *,
    one: Case | None = None,
    errors: Mapping[str, Any] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    contact_ids = [number for number in map(as_id, values["contact_ids"]) if number]
    member_ids = [number for number in map(as_id, values["member_ids"]) if number]
    return page(
        "cases/form.html",
        status=status,
        case=one,
        action=url_for("cases.save", case_id=one.id) if one else url_for("cases.create"),
        values=values,
        errors=errors or {},
        stale=stale,
        contact_ids=contact_ids,
        contacts=offers.contacts(contact_ids, q=sought(), to=actor()),
        member_ids=member_ids,
        members=offers.members(member_ids, q=sought()),
        owners=_owners(values, one),
        own_blocks=custom.blocks(values["custom"], errors or {}),
        may_add_field=actor().may(MANAGE_FIELDS),
        **_choices(one),
    )


def _owners(values: Mapping[str, Any], one: Case | None) -> list[tuple[str, str]] | None:
    """Whom the person can make the owner; None where they can't choose."""
    if one is not None and fault_of_giving(one, by=actor()) is not None:
        return None
    return offers.owners(as_id(values["owner_id"]))


def _choices(one: Case | None) -> dict[str, Any]:
    known = types() if one is not None else types_in_use()
    kept = one.type_id if one is not None else None
    return {
        "types": [(kind.id, kind.shown) for kind in known if kind.archived_at is None or kind.id == kept],
        "statuses": [(each.code, each.label) for each in statuses()],
        "priorities": list(PRIORITIES.items()),
        "sources": list(SOURCES.items()),
    }
