"""What happens to a case on its way through a workflow, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class RunFact(Fact):
    """Base of the facts about a case's run."""

    about: ClassVar[str] = "case"
    case_id: int
    run_id: int


class StepFact(RunFact):
    """Base of the facts about one step that a run has begun."""

    step_id: int


@declared
class WorkflowStarted(RunFact):
    """The case goes through this version of a workflow from now on."""

    workflow_id: int
    number: int
    sentence: ClassVar[LazyText] = lazy("Workflow started by %(actor)s")


@declared
class WorkflowPaused(RunFact):
    """All its clocks stand still."""

    sentence: ClassVar[LazyText] = lazy("Workflow paused by %(actor)s")


@declared
class WorkflowResumed(RunFact):
    """They go on with the time that was left."""

    sentence: ClassVar[LazyText] = lazy("Workflow resumed by %(actor)s")


@declared
class WorkflowDone(RunFact):
    """The last step is over. Whoever started it and the case's owner are told."""

    sentence: ClassVar[LazyText] = lazy("Workflow completed by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("All steps of %(subject)s are done")


@declared
class WorkflowRejected(RunFact):
    """A step was rejected and there was no way back; ``in_circles``: it was sent back too often."""

    in_circles: bool
    sentence: ClassVar[LazyText] = lazy("Workflow stopped by the rejection of %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A rejection has stopped the workflow of %(subject)s")


@declared
class WorkflowCancelled(RunFact):
    """Somebody ended it."""

    sentence: ClassVar[LazyText] = lazy("Workflow cancelled by %(actor)s")


@declared
class StepBegun(StepFact):
    """A step began, for these people."""

    user_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Step begun by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A step of %(subject)s waits for you")


@declared
class StepReturned(StepBegun):
    """A step began anew, since a later one was rejected."""

    sentence: ClassVar[LazyText] = lazy("Step sent back by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A step of %(subject)s was sent back to you")


@declared
class StepInformed(StepFact):
    """A step told its people something, and was over."""

    user_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("For information, from %(actor)s")
    told: ClassVar[LazyText | None] = lazy("For your information: %(subject)s")


@declared
class StepAnswered(StepFact):
    """One of a step's people answered: ``done``, ``approved`` or ``rejected``."""

    answer: str
    sentence: ClassVar[LazyText] = lazy("Step answered by %(actor)s")


@declared
class StepEnded(StepFact):
    """A step is over: ``skipped``, ``passed`` or ``cancelled``, or it was answered well enough."""

    outcome: str
    sentence: ClassVar[LazyText] = lazy("Step ended by %(actor)s")


@declared
class StepHandedOver(StepFact):
    """A step waits for these people now."""

    user_ids: list[int]
    by_escalation: bool = False
    sentence: ClassVar[LazyText] = lazy("Step handed to others by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A step of %(subject)s waits for you")


@declared
class StepReminded(StepFact):
    """Its people were reminded that it will be due soon."""

    user_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Reminder by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A step of %(subject)s still waits for you")


@declared
class StepEscalated(StepFact):
    """It is late, and others are told."""

    user_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Escalation by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("A step of %(subject)s is late")


@declared
class StepStuck(StepFact):
    """It waits, but nobody was found for it."""

    sentence: ClassVar[LazyText] = lazy("Nobody found for the step, says %(actor)s")


class ManyFact(Fact):
    """Base of the facts of which one stands for the steps of many cases that began by one act (CON-12)."""

    about: ClassVar[str] = "user"
    user_id: int
    run_id: int
    way: str
    """By which they are told: ``bell``, ``email`` or ``both``."""
    cases: int


@declared
class ManyStepsBegun(ManyFact):
    """Steps of so many cases wait for somebody."""

    sentence: ClassVar[LazyText] = lazy("Steps of many cases begun by %(actor)s: %(cases)s")
    told: ClassVar[LazyText | None] = lazy("Steps of new cases from %(actor)s wait for you: %(cases)s")


@declared
class ManyStepsInformed(ManyFact):
    """So many cases told somebody something."""

    sentence: ClassVar[LazyText] = lazy("For information about many cases, from %(actor)s: %(cases)s")
    told: ClassVar[LazyText | None] = lazy("For your information, new cases from %(actor)s: %(cases)s")


@declared
class ManyWorkflowsDone(ManyFact):
    """The workflows of so many cases were over as soon as they began."""

    sentence: ClassVar[LazyText] = lazy("Workflows of many cases completed by %(actor)s: %(cases)s")
    told: ClassVar[LazyText | None] = lazy("All steps of new cases from %(actor)s are done: %(cases)s")
