"""What happens to workflows and to the mails about cases, as facts."""

from typing import ClassVar, Final

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class WorkflowFact(Fact):
    """Base of the facts about one workflow."""

    about: ClassVar[str] = "workflow"
    workflow_id: int


@declared
class WorkflowAdded(WorkflowFact):
    """There is one more workflow; ``copy_of`` is the one that it was made from, if any."""

    copy_of: int | None = None
    sentence: ClassVar[LazyText] = lazy("Workflow added by %(actor)s")


@declared
class WorkflowRenamed(WorkflowFact):
    """It is called otherwise, or said to be for something else."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Workflow renamed by %(actor)s")


@declared
class WorkflowChanged(WorkflowFact):
    """Its steps are others: version ``number`` is in force; ``restored`` is the one that it brings back."""

    number: int
    restored: int | None = None
    sentence: ClassVar[LazyText] = lazy("Steps of the workflow changed by %(actor)s")


@declared
class WorkflowArchived(WorkflowFact):
    """No more cases are started by it."""

    sentence: ClassVar[LazyText] = lazy("Workflow archived by %(actor)s")


@declared
class WorkflowBroughtBack(WorkflowFact):
    """Cases can be started by it again."""

    sentence: ClassVar[LazyText] = lazy("Workflow brought back by %(actor)s")


class MailTemplateFact(Fact):
    """Base of the facts about the words of a mail."""

    about: ClassVar[str] = "workspace"
    kind: str
    language: str


@declared
class MailTemplateChanged(MailTemplateFact):
    """A mail about cases is worded otherwise."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Mail about cases reworded by %(actor)s")


@declared
class MailTemplateReset(MailTemplateFact):
    """A mail about cases has its usual words again."""

    sentence: ClassVar[LazyText] = lazy("Mail about cases set back to the usual words by %(actor)s")


OF_WORKFLOWS: Final = (
    WorkflowAdded, WorkflowRenamed, WorkflowChanged, WorkflowArchived, WorkflowBroughtBack,
)  # fmt: skip
