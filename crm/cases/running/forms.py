"""What people say to the workflow of a case, as typed."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from crm.kernel.forms import Id, Prose, Shape
from crm.workflows.engine.walking import MOST_PEOPLE
from crm.workflows.state import Answer

Note = Annotated[Prose, StringConstraints(max_length=2_000)]
Act = Literal["pause", "resume", "skip", "cancel", "reassign"]


class StartShape(Shape):
    """Which workflow the case goes through."""

    workflow_id: Id


class AnswerShape(Shape):
    """An answer to the step of this round."""

    round: Annotated[int, Field(ge=1, le=1_000_000)]
    """The number of the step within its run: an answer to an earlier one counts for nothing."""
    answer: Answer
    """`done` for a step to complete; `approved` or `rejected` for one to approve."""
    note: Note = ""
    """What stands beside the answer; a rejection is told with it."""
    ticked: Annotated[list[Annotated[int, Field(ge=0, le=100)]], Field(max_length=100, default_factory=list)]
    """The numbers of what is ticked on the step's checklist, from 0."""


class SteeringShape(Shape):
    """Something done to a run as a whole or to the step that waits."""

    act: Act
    round: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Of the step to skip or to hand over: its number within the run."""
    reason: Note = ""
    """Kept in the history; skipping and cancelling ask for one."""
    user_ids: Annotated[list[Id], Field(max_length=MOST_PEOPLE, default_factory=list)]
    """Who has the step from now on, where it is handed over."""
