"""Contacts as lists show them, and how they are read from the texts that ``row_texts`` gives."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any, Final

from crm.contacts.access import ASSIGN_CONTACTS, DELETE_CONTACTS, EDIT_CONTACTS
from crm.contacts.models.contact import CommKind, Kind, Sharing
from crm.kernel import names, photos
from crm.kernel.i18n import locale

ROW_ACTS: Final = {"edit": EDIT_CONTACTS, "assign": ASSIGN_CONTACTS, "delete": DELETE_CONTACTS}
"""What the menu of a row offers."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to be reached, as ``Comm`` has it."""

    id: int
    kind: CommKind
    value: str
    normalised: str
    label: str
    primary: bool
    valid: bool
    parts: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Named:
    """A user as a name and a picture."""

    name: str
    photo_url: str


@dataclass(frozen=True, slots=True)
class InCharge:
    """A manager, as ``ContactManager`` has it."""

    user_id: int
    lead: bool
    user: Named


@dataclass(frozen=True, slots=True)
class Dot:
    """A type: what the reader calls it, and its hue."""

    shown: str
    hue: int


@dataclass(frozen=True, slots=True)
class ListedTag:
    """A tag, under the names that ``Tag`` has."""

    id: int
    name: str
    labels: dict[str, str]
    hue: int

    @property
    def shown(self) -> str:
        """What the reader calls it."""
        return self.labels.get(locale()) or self.name


@dataclass(frozen=True, slots=True)
class Company:
    """A company as a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """Where a person works, as far as the reader sees it; named as ``Linked`` has it."""

    role: str
    contact: Company


@dataclass(frozen=True, slots=True)
class RowText:
    """What the database tells of a contact for a row."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class ListedContact:
    """What a row shows of a contact, under the names that ``Contact`` has for it.

    ``comms`` are its first e-mail and phone and its addresses alone. What only some columns show (``type``,
    e-mail and phone, ``managers``, and ``more`` by the column's code) is there if they are.
    """

    id: int
    kind: Kind
    first_name: str
    last_name: str
    middle_name: str
    name: str
    description: str
    job_title: str
    sharing: Sharing
    restricted: bool
    class_id: int | None
    inn: str
    custom: dict[str, Any]
    photo_key: str | None
    active_at: datetime
    type: Dot | None
    comms: Sequence[Way]
    managers: Sequence[InCharge]
    work: Work | None
    tags: Sequence[ListedTag]
    may: Sequence[str]
    more: dict[str, Any]

    @property
    def shown_name(self) -> str:
        """What the reader calls the contact, in the reader's form (L10-1)."""
        if self.kind == "company":
            return self.name
        return names.full_name(first=self.first_name, last=self.last_name, middle=self.middle_name)

    @property
    def initials(self) -> str:
        """One or two capitals for the picture's place."""
        return names.initials(self.shown_name)

    @property
    def photo_url(self) -> str:
        """Where the contact's photo is; empty without one."""
        return photos.url(self.photo_key)

    @property
    def is_shared(self) -> bool:
        """Whether every user of the workspace may see it (ACC-2)."""
        return self.sharing != "private"


def listed(row: RowText) -> ListedContact:
    """The contact that is told of, in the reader's language."""
    values = dict(zip(FIELDS, json.loads(row.text), strict=True))
    kind = values.pop("type")
    values["type"] = _dot(*kind) if kind else None
    values["active_at"] = datetime.fromisoformat(values["active_at"])
    values["comms"] = [Way(*way) for way in values["comms"] or ()]
    values["managers"] = [
        InCharge(user_id, lead, Named(name, photos.url(photo)))
        for user_id, lead, name, photo in values["managers"] or ()
    ]
    work = values.pop("work")
    values["work"] = Work(work[0], Company(*work[1:])) if work else None
    values["tags"] = [ListedTag(*tag) for tag in values["tags"] or ()]
    values["may"] = [act for act, may in zip(ROW_ACTS, values["may"], strict=True) if may]
    values["more"] = {code: READ.get(code, _as_it_is)(value) for code, value in values["more"].items()}
    return ListedContact(**values)


def _dot(labels: dict[str, str], name: str, hue: int) -> Dot:
    return Dot(labels.get(locale()) or name, hue)


def _as_it_is(value: Any) -> Any:
    return value


READ: Final[dict[str, Callable[[Any], Any]]] = {
    "created": datetime.fromisoformat, "changed": datetime.fromisoformat,
    "born": lambda told: date.fromisoformat(told) if told else None,
}  # fmt: skip
"""How what has no form of its own in JSON is read."""
FIELDS: Final = tuple(field.name for field in dataclass_fields(ListedContact))
