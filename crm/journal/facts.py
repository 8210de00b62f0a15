"""What the journal tells of itself: acts on many records that are taken back."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class ManyUndone(Fact):
    """An act on many records is taken back by the act ``act_id``; ``action`` is what it was.

    ``contacts`` are its changes, of whatever records; of each of these a fact ``among_many`` tells.
    """

    about: ClassVar[str] = "workspace"
    act_id: int
    action: str
    contacts: int
    of_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("%(action)s for many records undone by %(actor)s: %(contacts)s")
