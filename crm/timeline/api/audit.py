"""The audit log in the JSON API (ACC-9)."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from crm.kernel.access import found
from crm.kernel.facts import FactRow
from crm.timeline.access import SEE_AUDIT
from crm.timeline.api.plane import audit as api
from crm.timeline.forms import AuditFilter
from crm.timeline.presenters import audit
from crm.timeline.queries.audit import all_facts, audited, wish_of
from crm.web.api.listing import Paged, read_cursor, write_cursor
from crm.web.here import actor

BY_ID: Final = "audit log"


class AuditQuery(Paged, AuditFilter):
    """Which acts are asked for."""


class AuditedActOut(BaseModel):
    """Something that was done."""

    id: int
    at: datetime
    name: Annotated[
        str, Field(description="The stable name of the act.", examples=["contacts.ContactEdited"])
    ]
    kind: Annotated[str, Field(description="What kind of act it is, in words.")]
    text: Annotated[str, Field(description="What was done, in words.")]
    actor_id: Annotated[int | None, Field(description="Who did it; null for Artel itself.")]
    actor: str
    through: Annotated[str, Field(examples=["page"])]
    address: Annotated[str | None, Field(description="The IP address that it was asked for from.")]
    about_kind: str
    about_id: Annotated[int | None, Field(description="Null where you can't see the record.")]
    about: Annotated[str, Field(description="The record's name; empty where you can't see it.")]


class AuditListing(BaseModel):
    """A page of the audit log, the newest acts first. Even a short one may be followed by others."""

    items: list[AuditedActOut]
    next_cursor: Annotated[str | None, Field(description="The `cursor` of what follows; null at the end.")]


class AuditedValueOut(BaseModel):
    """One value before and after, in words."""

    label: str
    before: str
    after: str


class AuditedChangesOut(AuditedActOut):
    """An act with what it changed, of records that you see."""

    changes: list[AuditedValueOut]


@api.get("/audit", can=SEE_AUDIT, gives=AuditListing, asks=AuditQuery)
def list_audit(asked: AuditQuery) -> AuditListing:
    """List what was done in the workspace.

    Signing in, exports, seeing as another user and changes of rights among it.
    """
    key = read_cursor(asked.cursor, of=BY_ID)
    page = audited(wish_of(asked, before=int(key[0]) if key else None, limit=asked.limit))
    return AuditListing(
        items=[AuditedActOut(**_shown(line)) for line in audit.lines(page.rows, to=actor())],
        next_cursor=write_cursor([page.next_before], of=BY_ID) if page.next_before else None,
    )


@api.get("/audit/<int:fact_id>", can=SEE_AUDIT, gives=AuditedChangesOut)
def get_audited_act(fact_id: int) -> AuditedChangesOut:
    """Read an act, with the values before and after."""
    row: FactRow = found(all_facts(), id=fact_id)
    [line] = audit.lines([row], to=actor())
    changes = [
        AuditedValueOut(label=one.label, before=one.before, after=one.after)
        for record in audit.values(line, to=actor())
        for one in record.changed
    ]
    return AuditedChangesOut(**_shown(line), changes=changes)


def _shown(line: audit.AuditLine) -> dict[str, Any]:
    row, hidden = line.row, line.subject.is_hidden
    return {
        "id": row.id, "at": row.at, "name": row.name, "kind": line.kind, "text": line.text,
        "actor_id": row.actor_id, "actor": line.who, "through": row.through, "address": line.address or None,
        "about_kind": row.subject_kind, "about_id": None if hidden else row.subject_id,
        "about": line.subject.title,
    }  # fmt: skip
