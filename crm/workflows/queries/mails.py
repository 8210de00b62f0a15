"""How the mails about cases are worded: what the workspace chose, else the usual words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.i18n import LOCALES, speaking
from crm.workflows.models import MailTemplate
from crm.workflows.wording import WORDINGS, MailKey


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one mail in one language. ``version`` is 0 for the usual ones."""

    key: MailKey
    language: str
    subject: str
    body: str
    version: int = 0

    @property
    def is_usual(self) -> bool:
        """Whether the workspace has not chosen its own."""
        return self.version == 0


def mail_templates() -> Select[Any]:
    """What the workspace has reworded."""
    return select(MailTemplate)


def mail_key(kind: str) -> MailKey:
    """The kind of this name.

    Raises:
        NotFound: there is none.
    """
    if kind not in {key.value for key in MailKey}:
        raise NotFound
    return MailKey(kind)


def usual(key: MailKey, language: str) -> Words:
    """The usual words of a mail.

    Raises:
        NotFound: Artel doesn't speak the language.
    """
    if language not in LOCALES:
        raise NotFound
    wording = WORDINGS[key]
    with speaking(language):
        return Words(key, language, str(wording.subject), str(wording.body))


def words_of(key: MailKey, language: str) -> Words:
    """How this mail is worded in this language; one statement.

    Raises:
        NotFound: Artel doesn't speak the language.
    """
    known = usual(key, language)
    row = db.session.get(MailTemplate, (key.value, language))
    return known if row is None else _words(row)


def all_words() -> Sequence[Words]:
    """All mails in all languages; one statement."""
    rows = {(row.kind, row.language): row for row in db.session.scalars(mail_templates())}
    return [
        _words(rows[key.value, language]) if (key.value, language) in rows else usual(key, language)
        for key in MailKey
        for language in LOCALES
    ]


def _words(row: MailTemplate) -> Words:
    return Words(MailKey(row.kind), row.language, row.subject, row.body, row.version)
