"""What happens to what people write down about contacts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, Plural, lazy, lazy_plural


class EntryFact(Fact):
    """Base of the facts about one entry of a contact's history; ``kind`` is the entry's."""

    about: ClassVar[str] = "contact"
    contact_id: int
    entry_id: int
    kind: str


@declared
class EntryAdded(EntryFact):
    """A note, call, meeting or mail was written down. Those in ``mentioned`` are told, never who did it."""

    mentioned: list[int]
    sentence: ClassVar[LazyText] = lazy("Entry added by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s mentioned you: %(subject)s")
    told_many: ClassVar[Plural | None] = lazy_plural(
        "%(actor)s mentioned you %(num)s time", "%(actor)s mentioned you %(num)s times"
    )


@declared
class EntryEdited(EntryFact):
    """An entry was changed. ``mentioned`` are those whom it did not mention before; they are told."""

    mentioned: list[int]
    act_id: int
    sentence: ClassVar[LazyText] = lazy("Entry changed by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s mentioned you: %(subject)s")
    told_many: ClassVar[Plural | None] = lazy_plural(
        "%(actor)s mentioned you %(num)s time", "%(actor)s mentioned you %(num)s times"
    )


@declared
class EntryDeleted(EntryFact):
    """An entry was deleted."""

    act_id: int
    sentence: ClassVar[LazyText] = lazy("Entry deleted by %(actor)s")


@declared
class EntryRestored(EntryFact):
    """A change of an entry, or its deletion, was undone."""

    act_id: int
    sentence: ClassVar[LazyText] = lazy("Entry restored by %(actor)s")


@declared
class EntryPinned(EntryFact):
    """An entry was pinned to the top of the history."""

    sentence: ClassVar[LazyText] = lazy("Entry pinned by %(actor)s")


@declared
class EntryUnpinned(EntryFact):
    """An entry was taken from the top of the history."""

    sentence: ClassVar[LazyText] = lazy("Entry unpinned by %(actor)s")


@declared
class AuditExported(Fact):
    """Somebody took a part of the audit log along as a file; ``rows`` is how many acts it tells of."""

    about: ClassVar[str] = "workspace"
    rows: int
    sentence: ClassVar[LazyText] = lazy("Audit log exported by %(actor)s")
