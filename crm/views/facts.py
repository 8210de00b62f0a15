"""What happens to saved views, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class ViewFact(Fact):
    """Base of the facts about one view. ``act_id`` is the act in the journal that can be taken back."""

    about: ClassVar[str] = "saved_view"
    saved_view_id: int
    act_id: int | None = None


@declared
class ViewSaved(ViewFact):
    """A list of this kind of ``record`` was saved under a name; ``sharing`` is own, groups or all."""

    record: str
    sharing: str
    group_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("View of a list saved by %(actor)s")


@declared
class ViewEdited(ViewFact):
    """A view was renamed, shared otherwise or given other filters: ``fields`` are its columns."""

    fields: list[str]
    sharing: str
    group_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("View of a list changed by %(actor)s")


@declared
class ViewDeleted(ViewFact):
    """A view went out of sight; it can come back."""

    sentence: ClassVar[LazyText] = lazy("View of a list deleted by %(actor)s")


@declared
class ViewRestored(ViewFact):
    """A deleted view came back."""

    sentence: ClassVar[LazyText] = lazy("View of a list restored by %(actor)s")


@declared
class ViewsReordered(Fact):
    """Somebody put their own views into another order."""

    about: ClassVar[str] = "workspace"
    record: str
    view_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Views of a list reordered by %(actor)s")
