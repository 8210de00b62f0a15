"""What happens to many contacts at once, as facts (CON-12).

The whole act is one fact; each contact's history is told by a fact of its own, kept by the statement that
changes it. Those hold ids alone: the values stand in the journal.
"""

from typing import ClassVar, Final

from crm.contacts.facts import ContactDeleted, ContactEdited, ContactRestored, ContactReverted, RunDone
from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy

BULK_RUN: Final = "bulk_run"
EXPORT_RUN: Final = "export_run"
"""The runs as the bell's links call them."""


@declared
class ContactChangedWithOthers(ContactEdited):
    """A contact was changed by an act on many. ``fields`` are names of columns, or ``managers``."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Changed together with other contacts by %(actor)s")


@declared
class ContactDeletedWithOthers(ContactChangedWithOthers):
    """A contact went to the bin by an act on many."""

    sentence: ClassVar[LazyText] = lazy("Deleted together with other contacts by %(actor)s")


@declared
class ContactRevertedWithOthers(ContactReverted):
    """A contact was put back as an act on many was undone."""

    among_many: ClassVar[bool] = True


@declared
class ContactRestoredWithOthers(ContactRestored):
    """A contact came back from the bin as an act on many was undone."""

    among_many: ClassVar[bool] = True


@declared
class ContactBinnedWithOthers(ContactDeleted):
    """A contact went to the bin as the undoing of an act on many was undone, or of what had made them."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Deleted together with other contacts by %(actor)s")


@declared
class ManyContactsChanged(Fact):
    """An act on many contacts came to its end: ``contacts`` were changed. ``action`` is what was done."""

    about: ClassVar[str] = "workspace"
    run_id: int
    act_id: int
    action: str
    contacts: int
    skipped: int
    of_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("%(action)s for many contacts at once by %(actor)s: %(contacts)s")


@declared
class ManyContactsSettled(RunDone):
    """Whoever started an act on many contacts is told that it is done."""

    contacts: int
    sentence: ClassVar[LazyText] = lazy("A change of many contacts is done")
    told: ClassVar[LazyText | None] = lazy("The change of many contacts is done: %(contacts)s changed")


@declared
class ManyContactsAssigned(Fact):
    """Somebody became a manager of many contacts by one act: one fact for all, and so one summary (CON-7)."""

    about: ClassVar[str] = "user"
    user_id: int
    run_id: int
    contacts: int
    sentence: ClassVar[LazyText] = lazy("Many contacts assigned by %(actor)s: %(contacts)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s made you responsible for contacts: %(contacts)s")


@declared
class ContactsRetypedPart(Fact):
    """A part of deleting a type: some contacts, changed in one transaction; they got ``into_id``."""

    about: ClassVar[str] = "workspace"
    type_id: int
    into_id: int | None
    contact_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Type of contacts changed by %(actor)s")


@declared
class TypeSettled(RunDone):
    """A long deleting of a type is done."""

    sentence: ClassVar[LazyText] = lazy("All contacts of the deleted type are in step")
    told: ClassVar[LazyText | None] = lazy("Contact types: all contacts are in step now")


@declared
class ContactsExported(Fact):
    """Contacts were taken away as a file (ACC-9)."""

    about: ClassVar[str] = "workspace"
    run_id: int
    contacts: int
    format: str = "csv"
    sentence: ClassVar[LazyText] = lazy("Contacts exported by %(actor)s: %(contacts)s (%(format)s)")


@declared
class BulkReportExported(Fact):
    """The report of an act on many contacts was taken along as a file (ACC-9)."""

    about: ClassVar[str] = "workspace"
    run_id: int
    act_id: int
    sentence: ClassVar[LazyText] = lazy("Report of a change of many contacts downloaded by %(actor)s")


@declared
class ContactsExportReady(RunDone):
    """Whoever asked for a file of contacts is told that it is ready."""

    sentence: ClassVar[LazyText] = lazy("A file of contacts is ready")
    told: ClassVar[LazyText | None] = lazy("The file of contacts that you asked for is ready")


@declared
class VcardsImported(RunDone):
    """A file of vCards became contacts (CON-23)."""

    act_id: int | None
    contacts: int
    sentence: ClassVar[LazyText] = lazy("Contacts were imported from vCards")
    told: ClassVar[LazyText | None] = lazy("The import of vCards is done")
