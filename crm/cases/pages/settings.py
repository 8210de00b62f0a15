"""Settings of cases: their types, the series of their numbers, names and colours of statuses."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.cases.access import MANAGE_CASE_SETTINGS
from crm.cases.actions import setup as acts
from crm.cases.actions.numbers import this_year, written
from crm.cases.forms.setup import HUES, CaseTypeShape, SetupShape
from crm.cases.models.setup import CaseSetup, CaseType
from crm.cases.models.words import STATUS_HUES, STATUSES
from crm.cases.pages.plane import pages
from crm.cases.queries.records import all_types, types
from crm.cases.queries.setup import setup
from crm.contacts.pages.plane import as_id, whole_number
from crm.contacts.pages.types import list_entry_values
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import LOCALES, _
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor
from crm.workflows.queries.workflows import workflows_in_use

TYPES: Final = "/settings/case-types"
ONE: Final = f"{TYPES}/<int(max={LARGEST_ID}):type_id>"


@pages.get("/settings/cases", can=MANAGE_CASE_SETTINGS)
def settings() -> Response:
    """All of it on one page."""
    return _page()


@pages.post("/settings/cases", can=MANAGE_CASE_SETTINGS)
def save_settings() -> Response:
    """Number otherwise from the next case on, and call statuses otherwise."""
    values = _posted()
    try:
        shape = read(SetupShape, _shaped(values))
        acts.change_setup(shape, version=as_id(values.get("version")), by=actor())
    except Invalid as error:
        return _page(setup_values=values, errors=error.fields, status=422)
    except Stale:
        return _page(stale=True, status=412)
    toast(_("Saved."))
    return go("cases.settings")


@pages.post(TYPES, can=MANAGE_CASE_SETTINGS)
def add_type() -> Response:
    """Add a type at the end."""
    values = _type_values()
    try:
        added = acts.add_type(read(CaseTypeShape, values), by=actor())
    except Invalid as error:
        return _page(type_values=values, type_errors=error.fields, status=422)
    toast(_("Type added: %(name)s", name=added.shown))
    return go("cases.settings")


@pages.get(ONE, can=MANAGE_CASE_SETTINGS)
def edit_type(type_id: int) -> Response:
    """Its name, its colour, the workflow that it starts."""
    kind = _the(type_id)
    values = {"name": kind.name, "labels": kind.labels, "hue": kind.hue, "workflow_id": kind.workflow_id}
    return _type_form(kind, values)


@pages.post(ONE, can=MANAGE_CASE_SETTINGS)
def save_type(type_id: int) -> Response:
    """Change it."""
    kind, values = _the(type_id), _type_values()
    try:
        acts.edit_type(kind, read(CaseTypeShape, values), by=actor())
    except Invalid as error:
        return _type_form(kind, values, errors=error.fields, status=422)
    toast(_("Type saved: %(name)s", name=kind.shown))
    return go("cases.settings")


@pages.post(f"{ONE}/place", can=MANAGE_CASE_SETTINGS)
def place_type(type_id: int) -> Response:
    """Move it to the place ``to``, counted from 0."""
    acts.move_type(_the(type_id), to=whole_number("to") or 0, by=actor())
    return go("cases.settings")


@pages.post(f"{ONE}/archive", can=MANAGE_CASE_SETTINGS)
def archive_type(type_id: int) -> Response:
    """Give it to no further case; the toast takes it back."""
    kind = _the(type_id)
    acts.archive_type(kind, by=actor())
    toast(_("Put aside: %(name)s", name=kind.shown), undo=url_for("cases.return_type", type_id=type_id))
    return go("cases.settings")


@pages.post(f"{ONE}/return", can=MANAGE_CASE_SETTINGS)
def return_type(type_id: int) -> Response:
    """Let cases have it again."""
    kind = _the(type_id)
    acts.bring_back_type(kind, by=actor())
    toast(_("In use again: %(name)s", name=kind.shown))
    return go("cases.settings")


def _the(type_id: int) -> CaseType:
    kind: CaseType = found(all_types(), id=type_id)
    return kind


def _type_values() -> dict[str, Any]:
    return {**list_entry_values(), "workflow_id": request.form.get("workflow_id", "")}


def _posted() -> dict[str, Any]:
    posted = form_values()
    statuses = {
        code: {name: str(posted.get(f"{code}_{name}", "")) for name in (*LOCALES, "hue")} for code in STATUSES
    }
    plain = {name: str(posted.get(name, "")) for name in ("prefix", "digits", "next_number", "version")}
    return {**plain, "by_year": posted.get("by_year") == "1", "statuses": statuses}


def _shaped(values: Mapping[str, Any]) -> dict[str, Any]:
    """The posted form in the words of the shape: what is as usual is left out."""
    statuses = {}
    for code, hue in STATUS_HUES.items():
        given = values["statuses"][code]
        labels = {language: given[language] for language in LOCALES if given[language].strip()}
        own_hue = given["hue"] if given["hue"] not in ("", str(hue)) else None
        statuses[code] = {"labels": labels, "hue": own_hue}
    plain = {name: values[name] for name in ("prefix", "digits", "by_year")}
    following = {"next_number": values["next_number"]} if values["next_number"].strip() else {}
    return {**plain, **following, "statuses": statuses}


def _values_of(one: CaseSetup) -> dict[str, Any]:
    """The settings as the form posts them."""
    statuses = {}
    for code, hue in STATUS_HUES.items():
        own = one.statuses.get(code) or {}
        labels = own.get("labels") or {}
        told = {language: labels.get(language, "") for language in LOCALES}
        statuses[code] = {**told, "hue": str(own.get("hue") or hue)}
    plain = {name: str(getattr(one, name)) for name in ("prefix", "digits", "version")}
    return {**plain, "by_year": one.by_year, "next_number": "", "statuses": statuses}


def _page(
    *,
    setup_values: Mapping[str, Any] | None = None,
    type_values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    type_errors: Mapping[str, Any] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    known, one = types(), setup()
    return page(
        "cases/settings/all.html",
        status=status,
        rows=sorted(known, key=lambda kind: kind.archived_at is not None),
        setup=setup_values or _values_of(one),
        following=_following(one),
        statuses=[(code, str(label)) for code, label in STATUSES.items()],
        values=type_values or {"labels": {}, "hue": len(known) % HUES + 1},
        workflows=_workflows(),
        errors=errors or {},
        type_errors=type_errors or {},
        stale=stale,
    )


def _workflows() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in db.session.scalars(workflows_in_use())]


def _following(one: CaseSetup) -> str:
    """The number that the next case gets."""
    year = max(one.year, this_year())
    number = 1 if one.by_year and one.year < year else one.last_number + 1
    return written(prefix=one.prefix, by_year=one.by_year, digits=one.digits, year=year, last_number=number)


def _type_form(
    kind: CaseType,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "cases/settings/type.html",
        status=status,
        type=kind,
        values=values,
        type_errors=errors or {},
        workflows=_workflows(),
    )
