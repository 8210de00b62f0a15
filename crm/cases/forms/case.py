"""A case as typed."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from crm.cases.models.case import Case
from crm.cases.models.words import Priority, Source, Status
from crm.fields.forms import CustomValues
from crm.kernel import written
from crm.kernel.forms import Id, Line, OptionalId, Prose, Shape, refusal
from crm.kernel.i18n import mark

MOST_CONTACTS: Final = 20
"""So many a person may give a case; what came by merges, or from others, may stay."""
MOST_LINKED: Final = 100
MOST_MEMBERS: Final = 50
MOST_CAPTURED: Final = 100
_YEARS: Final = range(2000, 2101)


def _thinkable(value: date | None) -> date | None:
    if value is not None and value.year not in _YEARS:
        raise refusal("date", mark("This date can't be right."))
    return value


def _day(value: Any) -> Any:
    """The day that a text tells, as people or as programs write it; an empty text is none."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    day = written.day(value)
    if day is None:
        raise refusal("date", mark("Write the date like 22.11.2026 or 2026-11-22."))
    return day


def _each_once(ids: list[int]) -> list[int]:
    return list(dict.fromkeys(ids))


Due = Annotated[date | None, BeforeValidator(_day), AfterValidator(_thinkable)]
Title = Annotated[Line, StringConstraints(min_length=1)]
ContactIds = Annotated[
    list[Id], Field(max_length=MOST_LINKED, default_factory=list), AfterValidator(_each_once)
]
MemberIds = Annotated[
    list[Id], Field(max_length=MOST_MEMBERS, default_factory=list), AfterValidator(_each_once)
]


class CaseShape(Shape):
    """A case as typed."""

    title: Title
    """What it is about, in a line."""
    description: Prose = ""
    type_id: OptionalId = None
    """One of the workspace's types of cases."""
    source: Source = "manual"
    """How it came."""
    status: Status = "open"
    priority: Priority = "normal"
    owner_id: OptionalId = None
    """The user who is responsible for it; of a new case whoever adds it, if nothing is said."""
    member_ids: MemberIds
    """Users who work on it too."""
    contact_ids: ContactIds
    """The contacts that it is about, the main one first."""
    due_on: Due = None
    """The day by which it should be solved."""
    custom: CustomValues


class CapturedShape(Shape):
    """One field of a form as it was filled in."""

    label: Annotated[Line, StringConstraints(min_length=1)]
    """What the field was called."""
    value: Annotated[Prose, StringConstraints(max_length=5_000)] = ""


class CaseForEachShape(Shape):
    """A case as it is opened for each of many contacts."""

    title: Title
    """What it is about, in a line."""
    description: Prose = ""
    type_id: OptionalId = None
    """One of the workspace's types of cases; its workflow starts for each of them."""
    priority: Priority = "normal"
    owner_id: OptionalId = None
    """The user who is responsible for them; whoever opens them, if nothing is said."""
    owner: Literal["user", "lead"] = "user"
    """With `lead` the lead manager of each contact; `owner_id` where there is none who may own cases."""
    due_on: Due = None
    """The day by which they should be solved."""
    custom: CustomValues

    def case(self) -> CaseShape:
        """The same as a case, not yet about anybody."""
        return CaseShape.model_validate(self.model_dump(include=self.model_fields_set - {"owner"}))


class NewCaseShape(CaseShape):
    """A case to add."""

    captured: Annotated[list[CapturedShape], Field(max_length=MOST_CAPTURED, default_factory=list)]
    """What a form caught, kept as it is."""


class CommentShape(Shape):
    """Something said in a case."""

    body: Annotated[Prose, StringConstraints(min_length=1)]
    internal: bool = True
    """For colleagues only; else the customer sees it too."""


PLAIN_FIELDS: Final = (
    "title", "description", "type_id", "source", "status", "priority", "owner_id", "due_on",
)  # fmt: skip


def values_of(case: Case, contact_ids: list[int]) -> dict[str, Any]:
    """The case in the shape's words; ``contact_ids`` are those that the person sees."""
    plain = {name: getattr(case, name) for name in PLAIN_FIELDS}
    return {**plain, "member_ids": list(case.member_ids), "contact_ids": contact_ids}
