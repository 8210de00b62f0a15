"""What happens by imports, as facts: the whole is one; each contact's history begins with one of its own."""

from typing import ClassVar

from crm.contacts.facts import ContactCreated, ContactEdited, RunDone
from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class ContactImported(ContactCreated):
    """A contact was added by an import, along with others."""

    among_many: ClassVar[bool] = True
    import_id: int
    sentence: ClassVar[LazyText] = lazy("Imported from a file by %(actor)s")


@declared
class ContactUpdated(ContactEdited):
    """A contact that was there already was changed by an import, along with others."""

    among_many: ClassVar[bool] = True
    import_id: int
    sentence: ClassVar[LazyText] = lazy("Changed from a file by %(actor)s")


@declared
class ContactsImported(Fact):
    """An import came to its end, or was stopped: so many contacts were added."""

    about: ClassVar[str] = "workspace"
    import_id: int
    act_id: int
    contacts: int
    changed: int = 0
    left_out: int
    of_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Contacts imported from a file by %(actor)s: %(contacts)s")


@declared
class ImportSettled(RunDone):
    """Whoever started an import is told that it is done."""

    import_id: int
    contacts: int
    changed: int = 0
    left_out: int
    sentence: ClassVar[LazyText] = lazy("An import of contacts is done")
    told: ClassVar[LazyText | None] = lazy(
        "The import is done: %(contacts)s contacts added, %(changed)s changed, %(left_out)s rows left out"
    )


@declared
class ImportEndedEarly(ImportSettled):
    """Whoever started an import is told that it was stopped, or failed, before all its rows were done."""

    not_imported: int
    sentence: ClassVar[LazyText] = lazy("An import of contacts ended before its last row")
    told: ClassVar[LazyText | None] = lazy(
        "The import ended before its last row: %(contacts)s contacts added, %(changed)s changed,"
        " %(not_imported)s rows not imported"
    )


@declared
class ImportSetAside(Fact):
    """An admin has seen what an import left out, and wants to be told no more."""

    about: ClassVar[str] = "workspace"
    import_id: int
    sentence: ClassVar[LazyText] = lazy("Import taken out of Attention by %(actor)s")
