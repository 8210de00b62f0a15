"""Letters: what a mail says, as blocks that become both its text and its HTML, and who writes which.

A package writes its letters in its ``letters.py`` and makes them known by ``@letter``::

    @letter("contacts.assigned", kind=MailKind.NOTICE)
    def assigned(posting: Posting) -> Letter | None: ...

The writer runs in the job that sends the mail, in the recipient's language and inside the workspace's
transaction. It returns None when by now nobody is to get the mail.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.mail.models import MailKind

_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do next. ``url`` is whole: ``posting.url("/contacts/41")``."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: a title that may be a link, a second line in grey, and what can be done with it."""

    title: str
    url: str = ""
    second: str = ""
    deeds: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of records. Whoever writes it keeps it short and says in a paragraph how many more there are."""

    items: tuple[Item, ...]


Block = Paragraph | Button | Items


class HeaderRefused(ValueError):
    """A text that holds a line break was to become a mail header."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along. ``kind`` is its media type: "text/csv"."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its writer thinks of it. ``why`` tells at the foot why somebody gets it.

    ``manage`` is where such letters can be chosen or turned off. ``preview`` is what a list of mails shows
    beside the subject (the first paragraph, if empty). What is ``attached`` is small: a megabyte or so.

    Raises:
        HeaderRefused: the subject holds a line break or another control character.
    """

    subject: str
    title: str
    body: tuple[Block, ...]
    why: str
    manage: Button | None = None
    preview: str = ""
    attached: tuple[Attached, ...] = ()

    def __post_init__(self) -> None:
        one_line(self.subject)


@dataclass(frozen=True, slots=True)
class Site:
    """Who writes: a workspace or, on the apex, Artel. ``address`` is stored, never a request's (I4).

    ``sender`` is the e-mail address mails come from; ``name`` stands beside it.
    """

    name: str
    address: str
    sender: str


@dataclass(frozen=True, slots=True)
class Posting:
    """What a letter is written from: for whom, about what, on which site."""

    site: Site
    to: str
    name: str = ""
    user_id: int | None = None
    about: tuple[str, int] | None = None
    context: Mapping[str, Any] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """The whole address of a path on the site."""
        return f"{self.site.address}{path}"


Compose = Callable[[Posting], Letter | None]


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A letter that can be asked for by name."""

    name: str
    kind: MailKind
    compose: Compose


TEMPLATES: dict[str, MailTemplate] = {}


def letter(name: str, *, kind: MailKind = MailKind.NOTICE) -> Callable[[Compose], Compose]:
    """Make a letter known under ``<package>.<name>``."""

    def register(compose: Compose) -> Compose:
        TEMPLATES[name] = MailTemplate(name, kind, compose)
        return compose

    return register


def one_line(text: str) -> str:
    """The text, if it may stand in a mail header.

    Raises:
        HeaderRefused: it holds a line break or another control character.
    """
    if _BREAKS.search(text):
        raise HeaderRefused("a mail header holds no line breaks")
    return text
