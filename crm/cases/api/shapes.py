"""A case as the API tells it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field

from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE, Priority, Source, Status
from crm.cases.queries.records import contacts_of
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.kernel.i18n import mark
from crm.web.api.listing import Listing
from crm.web.here import actor, workspace


class CapturedOut(BaseModel):
    """One field of a form as it was filled in."""

    label: str
    value: str


class CaseOut(BaseModel):
    """One interaction with customers."""

    seen_by_reader: ClassVar[tuple[str, ...]] = ("contact_ids", "custom")

    id: int
    version: Annotated[int, Field(description=mark("Grows with each change; the ETag is made of it."))]
    number: Annotated[str, Field(description=mark("Of the workspace's series."), examples=["2026-0147"])]
    title: str
    description: str
    type_id: Annotated[int | None, Field(description=mark("One of `GET /case-types`."))]
    source: Annotated[Source, Field(description=mark("How it came."))]
    captured: Annotated[list[CapturedOut], Field(description=mark("What a form caught, as it was."))]
    status: Status
    priority: Priority
    owner_id: Annotated[int | None, Field(description=mark("The user who is responsible for it."))]
    member_ids: Annotated[list[int], Field(description=mark("Users who work on it too."))]
    contact_ids: Annotated[
        list[int],
        Field(description=mark("The contacts that it is about and that you see, the main one first.")),
    ]
    due_on: Annotated[date | None, Field(description=mark("The day by which it should be solved."))]
    custom: Annotated[
        dict[str, Any],
        Field(
            description=mark(
                "Values of the workspace's own fields, by the field's id, as `GET /fields` describes"
                ' them. A contact that you may not see is "hidden"; sent back, it stays.'
            ),
        ),
    ]
    created_at: datetime
    updated_at: datetime
    closed_at: Annotated[datetime | None, Field(description=mark("When it was solved or closed."))]
    url: Annotated[
        str, Field(description=mark("The case's page, for people."), json_schema_extra={"format": "uri"})
    ]


class CaseListing(Listing[CaseOut]):
    """A page of the cases that the token's user sees."""


class CommentOut(BaseModel):
    """Something said in a case."""

    id: int
    version: Annotated[int, Field(description=mark("Grows with each change; the ETag is made of it."))]
    case_id: int
    body: str
    internal: Annotated[bool, Field(description=mark("For colleagues only; else the customer sees it too."))]
    created_at: datetime
    created_by: Annotated[int | None, Field(description=mark("A user; null for the system."))]
    changed_at: datetime | None
    mention_ids: Annotated[
        list[int], Field(description=mark("The users whom the text calls and who were told."))
    ]


class CommentListing(Listing[CommentOut]):
    """A page of what was said in a case, the newest first."""


def shown(one: Case) -> CaseOut:
    """A case (its type loaded) as the API tells it."""
    return shown_all([one])[0]


def shown_all(cases: Sequence[Case]) -> list[CaseOut]:
    """Cases as the API tells them; at most four statements."""
    contacts = contacts_of([one.id for one in cases], to=actor())
    customs = _customs(cases)
    return [_shown(one, [c.id for c in contacts[one.id]], customs[one.id]) for one in cases]


def comment_shown(comment: CaseComment) -> CommentOut:
    """A comment as the API tells it."""
    return CommentOut(
        id=comment.id, version=comment.version, case_id=comment.case_id, body=comment.body,
        internal=comment.internal, created_at=comment.made_at, created_by=comment.made_by,
        changed_at=comment.changed_at, mention_ids=comment.mention_ids,
    )  # fmt: skip


def _customs(cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    if not any(one.custom for one in cases):
        return {one.id: {} for one in cases}
    fields = fields_of(CASE)
    names = telling.names_in(fields, [one.custom for one in cases], to=actor())
    return {one.id: telling.as_json(fields, one.custom, names) for one in cases}


def _shown(one: Case, contact_ids: list[int], custom: dict[str, Any]) -> CaseOut:
    return CaseOut(
        id=one.id, version=one.version, number=one.number, title=one.title, description=one.description,
        type_id=one.type_id, source=one.source,
        captured=[CapturedOut.model_validate(line) for line in one.captured], status=one.status,
        priority=one.priority, owner_id=one.owner_id, member_ids=list(one.member_ids),
        contact_ids=contact_ids, due_on=one.due_on, custom=custom, created_at=one.made_at,
        updated_at=one.changed_at, closed_at=one.closed_at, url=f"{workspace().address}/cases/{one.id}",
    )  # fmt: skip
