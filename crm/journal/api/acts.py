"""Acts in the JSON API: what was done, and undoing it."""

from datetime import datetime
from typing import Annotated

from flask import url_for
from pydantic import BaseModel, Field

from crm.journal.api.plane import api
from crm.journal.long_undo import undo_any
from crm.journal.models import Act
from crm.journal.presenters import Report, report
from crm.journal.queries import readable_by, undo_of
from crm.journal.restorers import Told
from crm.kernel.access import Doors, found
from crm.kernel.forms import Shape
from crm.web.api.answers import Answer, created
from crm.web.here import actor


class TouchedOut(BaseModel):
    """One record that an act changed, or that an undo left alone."""

    kind: Annotated[str, Field(examples=["contact"])]
    id: int
    title: str
    fields: Annotated[list[str], Field(description="What of it, in the reader's words.")]
    reason: Annotated[str, Field(description="Why an undo left it alone; empty for what it changed.")] = ""
    reason_code: Annotated[str, Field(examples=["changed"])] = ""


class ActOut(BaseModel):
    """Something that was done and can be undone within 30 days."""

    id: int
    kind: Annotated[str, Field(examples=["contacts.edited"])]
    title: str
    made_at: datetime
    made_by: Annotated[int | None, Field(description="The user; null for the system.")]
    undoes_id: Annotated[int | None, Field(description="The act that this one took back.")]
    undone_by_id: Annotated[int | None, Field(description="The act that took this one back.")]
    may_undo: bool
    in_progress: Annotated[
        bool, Field(description="It is being undone in the background: read the act again.")
    ] = False
    percent: Annotated[int | None, Field(description="How far that is.")] = None
    changed: Annotated[list[TouchedOut], Field(description="Records that you see; at most 200.")]
    skipped: Annotated[
        list[TouchedOut], Field(description="Of an undo: what it left alone, and why; at most 200.")
    ]


class UndoingIn(Shape):
    """Nothing needs to be said: send an empty object."""


@api.get("/acts/<int:act_id>", can=Doors.SIGNED_IN, gives=ActOut)
def get_act(act_id: int) -> ActOut:
    """Read an act.

    The id stands in the header `Artel-Act` of the answer to each change that can be undone.
    """
    act: Act = found(readable_by(actor()), id=act_id)
    return shown(report(act, to=actor()))


@api.post("/acts/<int:act_id>/undoing", can=Doors.SIGNED_IN, takes=UndoingIn, gives=ActOut)
def undo_act(act_id: int, form: UndoingIn) -> Answer:
    """Undo an act.

    What was changed again since stays; `skipped` lists it. More than 500 changes are undone in the
    background: then `in_progress` is true, and `GET` tells how far it is. The answer is an act of its own,
    which can be undone in turn. Whoever did it may, and who may undo what others did.
    """
    reversal = undo_any(found(readable_by(actor()), id=act_id), by=actor())
    return created(shown(report(reversal, to=actor())), at=url_for(".get_act", act_id=reversal.id))


def shown(told: Report) -> ActOut:
    """A report as the API tells it."""
    act = told.act
    return ActOut(
        id=act.id, kind=act.kind, title=told.title, made_at=act.made_at, made_by=act.made_by,
        undoes_id=act.undoes_id, undone_by_id=undo_of(act.id), may_undo=told.may_undo,
        in_progress=told.run is not None, percent=told.percent if told.run else None,
        changed=[_touched(one) for one in told.done], skipped=[_touched(one) for one in told.skipped],
    )  # fmt: skip


def _touched(told: Told) -> TouchedOut:
    return TouchedOut(
        kind=told.kind, id=told.id, title=told.title, fields=[line.label for line in told.lines],
        reason=str(told.reason.sentence) if told.reason else "", reason_code=told.reason or "",
    )  # fmt: skip
