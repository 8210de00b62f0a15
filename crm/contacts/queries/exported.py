"""Contacts as an export needs them: some thousand at a time, by one statement for each kind of thing."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Executable,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.types import NullType

from crm.contacts.models.access import ContactActivity
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import COMM_KINDS, Comm, Contact, ContactManager
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType
from crm.contacts.queries.links import all_ends
from crm.contacts.queries.tags import tags
from crm.files.models import StoredFile
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.memory import uncollected
from crm.kernel.runs import RunPart
from crm.team.models import User, Workspace

WAYS: Final = "ways"
MANAGERS: Final = "managers"
COMPANIES: Final = "companies"
LINKS: Final = "links"
PHOTOS: Final = "photos"
CUSTOM: Final = "custom"
REQUISITES: Final = "requisites"
IDS: Final = ARRAY(BigInteger)
Needs = frozenset[str]
"""What else is read beside the contacts themselves."""
_COLUMNS: Final = (
    Contact.id, Contact.version, Contact.kind, Contact.first_name, Contact.last_name, Contact.middle_name,
    Contact.name, Contact.type_id, Contact.job_title, Contact.description, Contact.language, Contact.source,
    Contact.currency, Contact.external_id, Contact.born_on, Contact.sharing, Contact.class_id,
    Contact.restricted,
    type_coerce(Contact.tag_ids, NullType()).label("tag_ids"), Contact.photo_id, Contact.inn,
    Contact.made_at, Contact.made_by, Contact.changed_at, ContactActivity.last_activity_at,
)  # fmt: skip
"""Arrays are read by the driver alone. What is JSON is read apart: most of it is empty, or not wanted."""
_CHOSEN: Final = cast(bindparam("chosen", type_=Text), IDS)
"""As one text: the driver took longer to write some thousand numbers than PostgreSQL to find their rows."""


@dataclass(slots=True)
class Batch:
    """Some contacts in the order that was asked for, and what stands around them, by their ids.

    ``ways`` are rows of ``contact_comm`` in their order, ``managers`` ids with the lead first, ``companies``
    the (post, id, name) of the company to name beside a person, ``photos`` keys of the store; ``custom`` and
    ``requisites`` are there where they are not empty.
    """

    rows: Sequence[Any]
    ways: dict[int, list[Any]] = field(default_factory=dict)
    managers: dict[int, list[Any]] = field(default_factory=dict)
    companies: dict[int, Any] = field(default_factory=dict)
    links: dict[int, list[Any]] = field(default_factory=dict)
    custom: dict[int, dict[str, Any]] = field(default_factory=dict)
    requisites: dict[int, dict[str, Any]] = field(default_factory=dict)
    photos: dict[int, str] = field(default_factory=dict)
    _of_kind: dict[str, list[Sequence[Any]]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Sequence[Any]]:
        """The ways of this kind of each of the contacts, the primary one first."""
        if not self._of_kind:
            self._of_kind = _by_kind(self.rows, self.ways)
        return self._of_kind[kind]


@dataclass(slots=True)
class Known:
    """What contacts name that is the same for all: the workspace's lists and its users, read once."""

    types: dict[int, ContactType]
    classes: dict[int, str]
    tags: dict[int, str]
    """In the reader's order."""
    users: dict[int, str]
    currency: str
    places: dict[int, int] = field(default_factory=dict)

    def place(self, tag_id: int) -> int:
        """The place of a tag in the reader's order."""
        if not self.places:
            self.places.update({one: number for number, one in enumerate(self.tags)})
        return self.places.get(tag_id, 0)


def known() -> Known:
    """Everything that contacts may name; five statements."""
    return Known(
        types={one.id: one for one in db.session.scalars(select(ContactType))},
        classes={one.id: one.shown for one in db.session.scalars(select(ContactClass))},
        tags={tag.id: tag.shown for tag in tags()},
        users={row.id: row.name for row in db.session.execute(select(User.id, User.name))},
        currency=db.session.scalars(select(Workspace.currency)).first() or "",
    )


@uncollected()
def batch(ids: Sequence[int], *, needs: Needs, to: Actor) -> Batch:
    """Those of these contacts that the person sees now; one statement, and one for each of the needs."""
    seen = Contact.visible_to(to).with_only_columns(*_COLUMNS)
    seen = seen.join(ContactActivity, ContactActivity.contact_id == Contact.id)
    rows = _rows(seen.where(Contact.id == any_(_CHOSEN)), ids)
    by_id = {row.id: row for row in rows}
    found = Batch([by_id[one] for one in ids if one in by_id])
    for need in needs:
        setattr(found, need, READ[need]([row.id for row in found.rows], to))
    return found


def in_braces(ids: Iterable[int]) -> str:
    """Ids as a text that PostgreSQL reads as an array."""
    return f"{{{','.join(map(str, ids))}}}"


def parts_of(run_id: int) -> Iterable[Sequence[int]]:
    """The ids of a run, part by part: each is read when its turn comes."""
    number = 0
    while True:
        part = select(RunPart.ids).where(RunPart.run_id == run_id, RunPart.number == number)
        ids = db.session.scalar(part)
        if ids is None:
            return
        yield ids
        number += 1


def of_run(run_id: int) -> Select[Any]:
    """The ids that a run is about."""
    return select(func.unnest(RunPart.ids)).where(RunPart.run_id == run_id)


def widest(ids: Select[Any], *, to: Actor) -> dict[str, int]:
    """How many ways of each kind, and bank accounts (``account``), one of these contacts has at most.

    Two statements. Contacts that the person does not see don't count.
    """
    some = ids.subquery("some")
    seen = Contact.visible_to(to).join(some, some.c[0] == Contact.id)
    ways = seen.join(Comm, Comm.contact_id == Contact.id)
    each = ways.with_only_columns(Comm.kind, func.count().label("number")).group_by(
        Comm.contact_id, Comm.kind
    )
    counted = each.subquery("each")
    at_most = select(counted.c.kind, func.max(counted.c.number)).group_by(counted.c.kind)
    accounts = func.jsonb_array_length(Contact.requisites["accounts"])
    have = seen.where(func.jsonb_typeof(Contact.requisites["accounts"]) == "array")
    number = db.session.scalar(have.with_only_columns(func.max(accounts)))
    return {**{row[0]: row[1] for row in db.session.execute(at_most)}, "account": number or 0}


def _by_kind(rows: Sequence[Any], ways: Mapping[int, Sequence[Any]]) -> dict[str, list[Sequence[Any]]]:
    found: dict[str, list[Sequence[Any]]] = {kind: [] for kind in COMM_KINDS}
    for row in rows:
        some: dict[str, list[Any]] = {}
        for way in ways.get(row[0], ()):
            some.setdefault(way[2], []).append(way)
        for kind, of_kind in found.items():
            these = some.get(kind, ())
            of_kind.append(sorted(these, key=_primary_first) if len(these) > 1 else these)
    return found


def _primary_first(way: Any) -> bool:
    return not way[5]


def _ways(ids: Collection[int], _to: Actor) -> dict[int, list[Any]]:
    return _grouped(_rows(_WAYS, ids))


def _managers(ids: Collection[int], _to: Actor) -> dict[int, list[Any]]:
    return _grouped(_rows(_MANAGERS, ids))


def _companies(ids: Collection[int], to: Actor) -> dict[int, Any]:
    """The main company of each, else the first that they are in now, of those that the reader sees."""
    link = ContactLink.other_id == Contact.id, ContactLink.kind == "employment", ~ContactLink.former
    seen = Contact.visible_to(to).join(ContactLink, link[0] & link[1] & link[2])
    first = ContactLink.one_id, ContactLink.main.desc(), ContactLink.position, ContactLink.id
    told = seen.with_only_columns(ContactLink.one_id, ContactLink.role, Contact.id, Contact.name)
    told = (
        told.where(ContactLink.one_id == any_(_CHOSEN)).ext(distinct_on(ContactLink.one_id)).order_by(*first)
    )
    return {one: (role, company, name) for one, role, company, name in _rows(told, ids)}


def _links(ids: Collection[int], to: Actor) -> dict[int, list[Any]]:
    return _grouped(db.session.execute(all_ends(ids, to=to)))


def _photos(ids: Collection[int], _to: Actor) -> dict[int, str]:
    return {row.id: row.key for row in _rows(_PHOTOS, ids)}


def _read_json(column: Any) -> Callable[[Collection[int], Actor], dict[int, Any]]:
    told = select(Contact.id, cast(column, Text)).where(
        Contact.id == any_(_CHOSEN), column != cast(literal("{}"), JSONB)
    )

    def read(ids: Collection[int], _to: Actor) -> dict[int, Any]:
        rows = _rows(told, ids)
        values = json.loads(
            f"[{','.join([text for _one, text in rows])}]"
        )  # at once, since a call takes longer
        return {row[0]: value for row, value in zip(rows, values, strict=True)}

    return read


def _rows(asked: Executable, ids: Iterable[int]) -> Sequence[Any]:
    """The rows as the driver has them: they are columns, so the session has nothing to do with them."""
    return db.session.connection().execute(asked, {"chosen": in_braces(ids)}).all()


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """By their first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


_WAYS: Final = (
    select(
        Comm.contact_id,
        Comm.id,
        Comm.kind,
        Comm.value,
        Comm.label,
        Comm.primary.label("primary"),
        Comm.valid,
        Comm.parts,
    )
    .where(Comm.contact_id == any_(_CHOSEN))
    .order_by(Comm.contact_id, Comm.position, Comm.id)
)
_MANAGERS: Final = (
    select(ContactManager.contact_id, ContactManager.user_id, ContactManager.lead.label("lead"))
    .where(ContactManager.contact_id == any_(_CHOSEN))
    .order_by(ContactManager.contact_id, ContactManager.lead.desc(), ContactManager.user_id)
)
_PHOTOS: Final = (
    select(Contact.id, StoredFile.key)
    .join(StoredFile, StoredFile.id == Contact.photo_id)
    .where(Contact.id == any_(_CHOSEN))
)
READ: Final[dict[str, Any]] = {
    WAYS: _ways, MANAGERS: _managers, COMPANIES: _companies, LINKS: _links, PHOTOS: _photos,
    CUSTOM: _read_json(Contact.custom), REQUISITES: _read_json(Contact.requisites),
}  # fmt: skip
