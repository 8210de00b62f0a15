"""What happens to fields and their sections, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class FieldFact(Fact):
    """Base of the facts about one field."""

    about: ClassVar[str] = "field"
    field_id: int


@declared
class FieldAdded(FieldFact):
    """A field was added to a kind of record."""

    record: str
    sentence: ClassVar[LazyText] = lazy("Field added by %(actor)s")


@declared
class FieldEdited(FieldFact):
    """A field was changed: ``fields`` are the names of its columns."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Field changed by %(actor)s")


@declared
class FieldDeleted(FieldFact):
    """A field went out of sight with its values; both can come back."""

    sentence: ClassVar[LazyText] = lazy("Field deleted by %(actor)s")


@declared
class FieldRestored(FieldFact):
    """A deleted field came back with its values."""

    sentence: ClassVar[LazyText] = lazy("Field restored by %(actor)s")


@declared
class FieldsReordered(Fact):
    """The fields of a kind of record were put into another order, or into other sections."""

    about: ClassVar[str] = "workspace"
    record: str
    field_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Fields reordered by %(actor)s")
