"""What is done at a person's request, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class SubjectExported(Fact):
    """Everything that is held about a contact was gathered for who asked for it."""

    about: ClassVar[str] = "contact"
    contact_id: int
    run_id: int
    sentence: ClassVar[LazyText] = lazy("Personal data exported by %(actor)s")


@declared
class SubjectExportReady(Fact):
    """The archive is there; who asked for it is told."""

    about: ClassVar[str] = "subject_export"
    subject_export_id: int
    for_id: int
    sentence: ClassVar[LazyText] = lazy("Export of personal data is ready")
    told: ClassVar[LazyText | None] = lazy("The personal data that you asked for can be downloaded now")


@declared
class SubjectErasureBegun(Fact):
    """Somebody asked for a contact to be erased; nobody reaches it from then on."""

    about: ClassVar[str] = "contact"
    contact_id: int
    erasure_id: int
    sentence: ClassVar[LazyText] = lazy("Erasure of personal data begun by %(actor)s")


@declared
class SubjectErased(Fact):
    """Everything that was held about a contact is gone."""

    about: ClassVar[str] = "contact"
    contact_id: int
    erasure_id: int
    sentence: ClassVar[LazyText] = lazy("Personal data erased by %(actor)s")
