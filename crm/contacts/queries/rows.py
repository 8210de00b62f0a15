"""Contacts as lists show them: what a row needs of each, all in one statement.

Loading fifty contacts whole, with their ways to be reached and their managers, cost a third of a page of the
list; a row needs few columns, and few of the rows that hang on it: those that are shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, any_, bindparam, case, func, null, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from crm.contacts.models.access import ContactActivity
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Comm, CommKind, Contact, ContactManager, Kind, Sharing
from crm.contacts.models.lists import ContactType
from crm.files.models import StoredFile
from crm.kernel import names, photos
from crm.kernel.db import db
from crm.kernel.i18n import locale
from crm.team.models import User

TOLD: Final = 200
"""So many characters of a description may become a row's second line."""


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
    tag_ids: list[int]
    custom: dict[str, Any]
    photo_key: str | None
    active_at: datetime
    type: Dot | None
    comms: Sequence[Way]
    managers: Sequence[InCharge]
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


def rows_of(contact_ids: Sequence[int], *, columns: Collection[str]) -> list[ListedContact]:
    """These contacts in this order with what these columns show, what is no longer there left out.

    One statement.
    """
    rows = db.session.execute(_statement(frozenset(columns) & OPTIONAL), {"chosen": list(contact_ids)})
    found = {row.id: _listed(row) for row in rows}
    return [found[contact_id] for contact_id in contact_ids if contact_id in found]


def _listed(row: Any) -> ListedContact:
    values = row._asdict()
    more = {code: values.pop(f"more_{code}") for code in MORE if f"more_{code}" in values}
    labels, type_name, hue = values.pop("labels"), values.pop("type_name"), values.pop("hue")
    values["type"] = Dot(labels.get(locale()) or type_name, hue) if hue is not None else None
    values["comms"] = [Way(*way) for way in values["comms"] or ()]
    values["managers"] = [
        InCharge(user_id, lead, Named(name, photos.url(photo)))
        for user_id, lead, name, photo in values["managers"] or ()
    ]
    return ListedContact(**values, more=more)


@lru_cache(maxsize=256)
def _statement(columns: frozenset[str]) -> Select[Any]:
    comms, managers = _comms(columns).lateral("ways"), _managers(columns).lateral("in_charge")
    more = (MORE[code].label(f"more_{code}") for code in MORE if code in columns)
    return (
        select(
            Contact.id, Contact.kind, Contact.first_name, Contact.last_name, Contact.middle_name,
            Contact.name, func.left(Contact.description, TOLD).label("description"), Contact.job_title,
            Contact.sharing, Contact.restricted, Contact.class_id, Contact.inn, Contact.tag_ids,
            Contact.custom, StoredFile.key.label("photo_key"),
            ContactActivity.last_activity_at.label("active_at"), ContactType.labels,
            ContactType.name.label("type_name"), ContactType.hue, comms.c.comms, managers.c.managers, *more,
        )
        .join(ContactActivity, ContactActivity.contact_id == Contact.id)
        .outerjoin(ContactType, ContactType.id == Contact.type_id)
        .outerjoin(StoredFile, StoredFile.id == Contact.photo_id)
        .join(comms, true())
        .join(managers, true())
        .where(Contact.id == any_(bindparam("chosen", type_=ARRAY(BigInteger))))
    )  # fmt: skip


def _comms(columns: frozenset[str]) -> Select[Any]:
    way = func.jsonb_build_array(
        Comm.id, Comm.kind, Comm.value, Comm.normalised, Comm.label, Comm.primary, Comm.valid, Comm.parts
    )
    first = Comm.primary & Comm.kind.in_(sorted(columns & {"email", "phone"}))
    told = select(func.jsonb_agg(aggregate_order_by(way, Comm.position, Comm.id), type_=JSONB).label("comms"))
    return told.where(Comm.contact_id == Contact.id, or_(first, Comm.kind == "address")).correlate(Contact)


def _managers(columns: frozenset[str]) -> Select[Any]:
    if not columns & {"manager", "lead"}:
        return select(null().cast(JSONB).label("managers"))
    photo = select(StoredFile.key).where(StoredFile.id == User.photo_id).scalar_subquery()
    person = func.jsonb_build_array(User.id, ContactManager.lead, User.name, photo)
    by = case((ContactManager.lead, 0), else_=1)
    told = select(func.jsonb_agg(aggregate_order_by(person, by, User.id), type_=JSONB).label("managers"))
    joined = told.join_from(ContactManager, User, User.id == ContactManager.user_id)
    return joined.where(ContactManager.contact_id == Contact.id).correlate(Contact)


def _class() -> Any:
    told = select(func.jsonb_build_array(ContactClass.labels, ContactClass.name, ContactClass.hue))
    return told.where(ContactClass.id == Contact.class_id).correlate(Contact).scalar_subquery()


MORE: Final[dict[str, Any]] = {
    "class": _class(), "created": Contact.made_at, "changed": Contact.changed_at, "born": Contact.born_on,
    "language": Contact.language, "source": Contact.source, "currency": Contact.currency,
    "author": select(User.name).where(User.id == Contact.made_by).correlate(Contact).scalar_subquery(),
}  # fmt: skip
"""What only some columns show, by the column's code."""
OPTIONAL: Final = frozenset({*MORE, "email", "phone", "manager", "lead"})
