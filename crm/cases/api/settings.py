"""Types of cases, and how cases are numbered and statuses called, in the JSON API."""

from datetime import datetime
from typing import Annotated, Any

from flask import url_for
from pydantic import BaseModel, Field

from crm.cases.access import MANAGE_CASE_SETTINGS, VIEW_CASES
from crm.cases.actions import setup as acts
from crm.cases.api.plane import settings as api
from crm.cases.forms.setup import MOST_TYPES, CaseTypeShape, SetupShape
from crm.cases.models.setup import CaseSetup, CaseType
from crm.cases.models.words import Status
from crm.cases.queries.records import all_types, types
from crm.cases.queries.setup import setup, statuses
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.forms import Shape
from crm.kernel.i18n import mark
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class CaseTypeOut(BaseModel):
    """A kind of case that the workspace tells apart."""

    id: int
    name: str
    label: Annotated[str, Field(description=mark("In the reader's language, where it has a label in it."))]
    labels: dict[str, str]
    hue: Annotated[int, Field(description=mark("Its colour: one of eight hues."), ge=1, le=8)]
    workflow_id: Annotated[
        int | None, Field(description=mark("The workflow that each new case of this type starts."))
    ]
    archived_at: Annotated[datetime | None, Field(description=mark("Since when no new case may have it."))]


class CaseTypeListing(Listing[CaseTypeOut]):
    """All types of cases, in the workspace's order."""


class CaseTypeChangeShape(CaseTypeShape):
    """What can be changed of a type of cases."""

    position: Annotated[int, Field(ge=0, le=MOST_TYPES)] | None = None
    """Its place in the list, counted from 0."""
    archived: bool | None = None
    """Whether no new case may have it."""


CaseTypePatch = patch_of(
    CaseTypeChangeShape,
    name="CaseTypePatch",
    never_null={"name", "labels", "hue", "position", "archived"},
)


class StatusOut(BaseModel):
    """A status as the workspace calls it."""

    code: Status
    label: Annotated[str, Field(description=mark("In the reader's language."))]
    hue: Annotated[int, Field(description=mark("Its colour: one of eight hues."), ge=1, le=8)]


class CaseSettingsOut(BaseModel):
    """How cases are numbered, and what statuses are called."""

    version: Annotated[int, Field(description=mark("Grows with each change; the ETag is made of it."))]
    prefix: Annotated[str, Field(description=mark("What every number begins with."))]
    by_year: Annotated[bool, Field(description=mark("Numbers begin anew each year and hold it."))]
    digits: Annotated[int, Field(description=mark("A number has at least so many."))]
    statuses: Annotated[list[StatusOut], Field(description=mark("In the order of a case's life."))]


CaseSettingsPatch = patch_of(
    SetupShape, name="CaseSettingsPatch", never_null={"prefix", "by_year", "digits", "statuses"}
)


@api.get("/case-types", can=VIEW_CASES, gives=CaseTypeListing)
def list_case_types() -> CaseTypeListing:
    """List the types of cases.

    Their ids are what `type_id` of a case takes.
    """
    items = [_shown(kind) for kind in types()]
    return CaseTypeListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/case-types", can=MANAGE_CASE_SETTINGS, takes=CaseTypeShape, gives=CaseTypeOut)
def add_case_type(form: CaseTypeShape) -> Answer:
    """Add a type of cases, at the end of the list."""
    added = acts.add_type(form, by=actor())
    return created(_shown(added), at=url_for(".get_case_type", type_id=added.id))


@api.get("/case-types/<int:type_id>", can=VIEW_CASES, gives=CaseTypeOut)
def get_case_type(type_id: int) -> CaseTypeOut:
    """Read a type of cases."""
    return _shown(found(all_types(), id=type_id))


@api.patch("/case-types/<int:type_id>", can=MANAGE_CASE_SETTINGS, takes=CaseTypePatch, gives=CaseTypeOut)
def edit_case_type(type_id: int, form: Shape, if_match: str | None) -> CaseTypeOut:
    """Rename, colour, move or put aside a type of cases.

    By merge-patch: what is not sent stays, within `labels`, too. Cases keep a type that was put aside.
    """
    kind: CaseType = found(all_types().with_for_update(), id=type_id)
    present = {name: getattr(kind, name) for name in ("name", "labels", "hue", "workflow_id")}
    wanted = forms.read(CaseTypeChangeShape, merged(present, form))
    acts.edit_type(kind, forms.read(CaseTypeShape, _plain(wanted)), by=actor())
    if wanted.position is not None:
        acts.move_type(kind, to=wanted.position, by=actor())
    if wanted.archived is not None:
        (acts.archive_type if wanted.archived else acts.bring_back_type)(kind, by=actor())
    return _shown(kind)


@api.get("/case-settings", can=VIEW_CASES, gives=CaseSettingsOut)
def get_case_settings() -> CaseSettingsOut:
    """Read how cases are numbered, and what statuses are called."""
    return _settings(setup())


@api.patch("/case-settings", can=MANAGE_CASE_SETTINGS, takes=CaseSettingsPatch, gives=CaseSettingsOut)
def edit_case_settings(form: Shape, if_match: str | None) -> CaseSettingsOut:
    """Number cases otherwise from the next one on, or call statuses otherwise.

    By merge-patch. `next_number` can only be higher than it would be.
    """
    one = acts.held_setup()
    preconditions.expect(one.version, if_match)
    present = {name: getattr(one, name) for name in (*acts.PLAIN, "statuses")}
    return _settings(acts.change_setup(forms.read(SetupShape, merged(present, form)), by=actor()))


def _plain(wanted: CaseTypeChangeShape) -> dict[str, Any]:
    return wanted.model_dump(include=set(CaseTypeShape.model_fields))


def _shown(kind: CaseType) -> CaseTypeOut:
    return CaseTypeOut(
        id=kind.id, name=kind.name, label=kind.shown, labels=kind.labels, hue=kind.hue,
        workflow_id=kind.workflow_id, archived_at=kind.archived_at,
    )  # fmt: skip


def _settings(one: CaseSetup) -> CaseSettingsOut:
    names = [StatusOut(code=status.code, label=status.label, hue=status.hue) for status in statuses()]
    return CaseSettingsOut(
        version=one.version, prefix=one.prefix, by_year=one.by_year, digits=one.digits, statuses=names
    )
