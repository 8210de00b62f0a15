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


@declared
class FieldConverted(FieldFact):
    """A field has another type since, and its values were converted."""

    before: str
    after: str
    sentence: ClassVar[LazyText] = lazy("Type of a field changed by %(actor)s")


@declared
class FieldOptionRemoved(FieldFact):
    """A value to choose from was removed; the records that had it got the replacement, or none."""

    option_id: int
    replacement_id: int | None
    sentence: ClassVar[LazyText] = lazy("Value of a field removed by %(actor)s")


@declared
class FieldValuesRewritten(FieldFact):
    """A part of a change of values that follows from a change of their field: at most 10,000 records."""

    record: str
    record_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Values of a field brought in step by %(actor)s")


class SectionFact(Fact):
    """Base of the facts about one section."""

    about: ClassVar[str] = "field_section"
    field_section_id: int


@declared
class SectionAdded(SectionFact):
    """A section was added."""

    sentence: ClassVar[LazyText] = lazy("Section of fields added by %(actor)s")


@declared
class SectionEdited(SectionFact):
    """A section was renamed."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Section of fields changed by %(actor)s")


@declared
class SectionDeleted(SectionFact):
    """A section was deleted; its fields stand without a heading."""

    sentence: ClassVar[LazyText] = lazy("Section of fields deleted by %(actor)s")


@declared
class SectionRestored(SectionFact):
    """A deleted section came back, with the fields that had not found another one."""

    sentence: ClassVar[LazyText] = lazy("Section of fields restored by %(actor)s")


@declared
class SectionsReordered(Fact):
    """The sections of a kind of record were put into another order."""

    about: ClassVar[str] = "workspace"
    record: str
    section_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Sections of fields reordered by %(actor)s")
