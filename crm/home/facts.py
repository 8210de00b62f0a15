"""What admins do about work in the background that failed."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class WorkFact(Fact):
    """Base of the facts about one job of the background; ``kind`` is the job's."""

    about: ClassVar[str] = "job"
    job_id: int


@declared
class WorkTriedAgain(WorkFact):
    """Work that had failed is tried again."""

    sentence: ClassVar[LazyText] = lazy("Work in the background tried again by %(actor)s")


@declared
class WorkLeft(WorkFact):
    """Work that had failed is left undone."""

    sentence: ClassVar[LazyText] = lazy("Work in the background left undone by %(actor)s")
