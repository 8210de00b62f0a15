"""What happens to who reaches contacts, as facts: grants, classes, restricted contacts (ACC-3, ACC-4)."""

from typing import ClassVar

from crm.contacts.facts import ContactFact, RunDone
from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class AccessChanged(ContactFact):
    """Who else reaches a contact was changed: ``fields`` are of ``grants``, ``class_id``, ``restricted``."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Access changed by %(actor)s")


class ClassFact(Fact):
    """Base of the facts about one class of contacts."""

    about: ClassVar[str] = "contact_class"
    contact_class_id: int


@declared
class ClassAdded(ClassFact):
    """A class was added."""

    sentence: ClassVar[LazyText] = lazy("Class of contacts added by %(actor)s")


@declared
class ClassEdited(ClassFact):
    """A class was renamed or coloured anew."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Class of contacts changed by %(actor)s")


@declared
class ClassGrantsChanged(ClassFact):
    """Who reaches the contacts of a class was changed: {grantee: level} before and after."""

    before: dict[str, int]
    after: dict[str, int]
    sentence: ClassVar[LazyText] = lazy("Access to a class of contacts changed by %(actor)s")


@declared
class ClassDeleted(ClassFact):
    """A class was deleted; its contacts got the replacement, or none. What it changed stands in its parts."""

    replacement_id: int | None
    sentence: ClassVar[LazyText] = lazy("Class of contacts deleted by %(actor)s")


@declared
class ClassesReordered(Fact):
    """The list of classes was put into another order."""

    about: ClassVar[str] = "workspace"
    class_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Classes of contacts reordered by %(actor)s")


@declared
class ContactsReclassedPart(Fact):
    """A part of deleting a class: some contacts, changed in one transaction; they got ``into_id``."""

    about: ClassVar[str] = "workspace"
    class_id: int
    into_id: int | None
    contact_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Class of contacts changed by %(actor)s")


@declared
class ClassSettled(RunDone):
    """A long deleting of a class is done."""

    sentence: ClassVar[LazyText] = lazy("All contacts of the deleted class are in step")
    told: ClassVar[LazyText | None] = lazy("Classes: all contacts are in step now")
