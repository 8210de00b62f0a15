"""What is taken along as vCards, as facts (CON-23, ACC-9)."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class VcardDownloaded(Fact):
    """Somebody took a contact along as a vCard."""

    about: ClassVar[str] = "contact"
    contact_id: int
    sentence: ClassVar[LazyText] = lazy("vCard downloaded by %(actor)s")


@declared
class VcardsDownloaded(Fact):
    """Somebody took a list of contacts along as vCards; ``contacts`` is how many."""

    about: ClassVar[str] = "workspace"
    contacts: int
    sentence: ClassVar[LazyText] = lazy("vCards downloaded by %(actor)s, contacts: %(contacts)s")
