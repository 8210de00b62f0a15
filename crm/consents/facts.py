"""What happens to consents, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class ConsentFact(Fact):
    """Base of the facts about a contact's consents."""

    about: ClassVar[str] = "contact"
    contact_id: int
    purpose_id: int
    consent_id: int


@declared
class ConsentGiven(ConsentFact):
    """A consent was written down."""

    sentence: ClassVar[LazyText] = lazy("Consent recorded by %(actor)s")


@declared
class ConsentWithdrawn(ConsentFact):
    """The withdrawal of a consent was written down."""

    sentence: ClassVar[LazyText] = lazy("Withdrawal of consent recorded by %(actor)s")


class PurposeFact(Fact):
    """Base of the facts about one purpose."""

    about: ClassVar[str] = "consent_purpose"
    consent_purpose_id: int


@declared
class PurposeAdded(PurposeFact):
    """Consent can be asked for something more."""

    sentence: ClassVar[LazyText] = lazy("Purpose of consent added by %(actor)s")


@declared
class PurposeEdited(PurposeFact):
    """A purpose was renamed or its words were changed; ``text_version`` is the one since."""

    fields: list[str]
    text_version: int
    sentence: ClassVar[LazyText] = lazy("Purpose of consent changed by %(actor)s")


@declared
class PurposeArchived(PurposeFact):
    """Consent is no longer asked for this."""

    sentence: ClassVar[LazyText] = lazy("Purpose of consent put aside by %(actor)s")


@declared
class PurposeBroughtBack(PurposeFact):
    """Consent is asked for this again."""

    sentence: ClassVar[LazyText] = lazy("Purpose of consent brought back by %(actor)s")
