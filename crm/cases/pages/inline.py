"""Editing a cell of the list in place: a part of the page with script, a page of its own without."""

from typing import Any

from flask import Response, request, url_for

from crm.cases.access import EDIT_CASES, READ_ONLY, VIEW_CASES
from crm.cases.actions.saving import edit_case
from crm.cases.actions.writing import fault_of_giving
from crm.cases.models.case import Case
from crm.cases.pages import custom, editing, lists
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.presenters import slots
from crm.cases.presenters.slots import Slot
from crm.cases.queries.columns import codes_in
from crm.cases.queries.wishes import Wish
from crm.journal.pages.plane import undo_then
from crm.kernel.errors import Invalid, NotFound, Stale
from crm.kernel.i18n import LazyText, _
from crm.web.answers import next_page, page, to_path, toast
from crm.web.here import actor


@pages.get(f"{ONE}/fields/<field>", can=EDIT_CASES)
def edit_field(case_id: int, field: str) -> Response:
    """The field to be edited."""
    one = _to_edit(case_id)
    fault = fault_of_giving(one, by=actor()) if field == "owner_id" else None
    return _form(one, field, getattr(one, field, None), error=fault)


@pages.post(f"{ONE}/fields/<field>", can=EDIT_CASES)
def save_field(case_id: int, field: str) -> Response:
    """Change this field alone. What somebody else wrote there meanwhile is shown first (CON-20).

    With ``?row`` it is a cell of the list: the answer is its row anew.
    """
    one, value = _to_edit(case_id), request.form.get(field, "")
    if field not in slots.CODES:
        raise NotFound
    if request.form.get("seen", seal := slots.seal(one, field)) != seal:
        return _form(one, field, value, theirs=True, status=412)
    try:
        values = {**editing.values_shown(one), field: value}
        shape = editing.shape_of(values, custom.changed(values["custom"], one.custom))
        one = edit_case(one, shape, version=one.version, by=actor())
    except Stale:
        return _form(the(case_id), field, value, theirs=True, status=412)
    except Invalid as error:
        return _form(one, field, value, error=next(iter(error.fields.values())), status=422)
    return _saved(one)


def _to_edit(case_id: int) -> Case:
    one = the(case_id)
    actor().must(EDIT_CASES, one, why=READ_ONLY)
    return one


def _saved(one: Case) -> Response:
    toast(_("Saved: %(name)s", name=one.shown_name), undo=undo_then(next_page()))
    if "row" not in request.args:
        return to_path(path) if (path := next_page()) else editing.after_saving(one)
    if not actor().may(VIEW_CASES, one):
        return Response(status=204)
    shown = lists.table_of(Wish(columns=codes_in(request.args.get("columns", ""))), [one])
    return page("cases/inline/row.html", **shown)


def _form(
    one: Case,
    field: str,
    value: Any,
    *,
    error: LazyText | str | None = None,
    theirs: bool = False,
    status: int = 200,
) -> Response:
    slot = _slot(one, field)
    return page(
        "cases/inline/form.html" if "HX-Request" in request.headers else "cases/inline/page.html",
        status=status,
        case=one,
        slot=slot,
        seen=slots.seal(one, field),
        value="" if value is None else value,
        error=error,
        now=slots.told(field, getattr(one, field), slot.choices) if theirs else None,
        theirs=theirs,
        back=next_page() or url_for("cases.show", case_id=one.id),
        next=next_page() or "",
    )


def _slot(one: Case, field: str) -> Slot:
    gives = field != "owner_id" or fault_of_giving(one, by=actor()) is None
    found = slots.slot(one, field, gives=gives, empty=_("Not set"))
    if found is None:
        raise NotFound
    return found
