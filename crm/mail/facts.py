"""What admins do about mails that did not arrive."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class MailFact(Fact):
    """Base of the facts about one mail of the ledger."""

    about: ClassVar[str] = "mail"
    mail_id: int


@declared
class MailSentAgain(MailFact):
    """A mail that had failed, or of which nobody knows whether it arrived, goes out again."""

    sentence: ClassVar[LazyText] = lazy("Letter sent again by %(actor)s")


@declared
class MailLeft(MailFact):
    """A mail that had failed is not sent any more."""

    sentence: ClassVar[LazyText] = lazy("Letter left unsent by %(actor)s")
