"""What a row of the list needs of each contact, as one text each; one statement for all.

Loading fifty contacts whole, with their ways to be reached and their managers, cost a third of a page of the
list; a row needs few columns, and few of the rows that hang on it: those that are shown. A text stays the
same as long as nothing changes that the row shows, so what was made of it once need not be made again.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from crm.contacts.access import LEVELS, NAMES, VIEW_CONTACTS, principals
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Comm, Contact, ContactManager
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType, Tag
from crm.contacts.queries.rows import FIELDS, ROW_ACTS, RowText
from crm.files.models import StoredFile
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.team.models import User

TOLD: Final = 200
"""So many characters of a description may become a row's second line."""


def row_texts(contact_ids: Sequence[int], *, columns: Collection[str], to: Actor) -> list[RowText]:
    """What these columns show of these contacts, in this order; what is no longer there is left out.

    The person must see each of them. One statement.
    """
    if not contact_ids:
        return []
    asked: dict[str, Any] = {"chosen": list(contact_ids), **_person(to)}
    statement = _statement(frozenset(columns) & OPTIONAL, to.reach(VIEW_CONTACTS) is Reach.ALL)
    rows = db.session.execute(statement, asked, execution_options={"prepared": True})
    found: dict[int, str] = {row[0]: row[1] for row in rows}
    return [RowText(one, found[one]) for one in contact_ids if one in found]


def _person(to: Actor) -> dict[str, Any]:
    """Under which names the access list knows the person, for seeing and for each act."""
    view = to.reach(VIEW_CONTACTS)
    seeing = principals(to, view) if Reach.NONE < view < Reach.ALL else []
    asked: dict[str, Any] = {"seeing": seeing}
    for act, may in ROW_ACTS.items():
        reach = to.reach(may)
        some = Reach.NONE < reach < Reach.ALL
        asked[f"{act}_always"] = reach is Reach.ALL
        asked[f"{act}_names"] = principals(to, reach, LEVELS[may.key]) if some else []
    return asked


@lru_cache(maxsize=256)
def _statement(columns: frozenset[str], sees_all: bool) -> Select[int, str]:  # noqa: FBT001 (a part of the key)
    parts: dict[str, Any] = {
        "id": Contact.id, "kind": Contact.kind, "first_name": Contact.first_name,
        "last_name": Contact.last_name, "middle_name": Contact.middle_name, "name": Contact.name,
        "description": func.left(Contact.description, TOLD), "job_title": Contact.job_title,
        "sharing": Contact.sharing, "restricted": Contact.restricted, "class_id": Contact.class_id,
        "inn": Contact.inn, "custom": Contact.custom, "photo_key": StoredFile.key,
        "active_at": ContactActivity.last_activity_at,
        "type": case((ContactType.id.is_not(None), _named(ContactType))),
        "comms": _comms(columns).scalar_subquery(), "managers": _managers(columns),
        "work": _work(sees_all).scalar_subquery(),
        "tags": _tags().scalar_subquery() if "tag" in columns else null(), "may": _may().scalar_subquery(),
        "more": _more(columns),
    }  # fmt: skip
    text = cast(func.json_build_array(*(parts[name] for name in FIELDS)), Text)
    return (
        select(Contact.id, text)
        .join(ContactActivity, ContactActivity.contact_id == Contact.id)
        .outerjoin(ContactType, ContactType.id == Contact.type_id)
        .outerjoin(StoredFile, StoredFile.id == Contact.photo_id)
        .where(Contact.id == any_(bindparam("chosen", type_=ARRAY(BigInteger))))
    )


def _named(of: Any) -> Any:
    return func.json_build_array(of.labels, of.name, of.hue)


def _more(columns: frozenset[str]) -> Any:
    """What only some columns show, by their codes."""
    shown = (part for code in MORE if code in columns for part in (literal(code, Text), MORE[code]))
    return func.json_build_object(*shown)


def _comms(columns: frozenset[str]) -> Select[Any]:
    way = func.jsonb_build_array(
        Comm.id, Comm.kind, Comm.value, Comm.normalised, Comm.label, Comm.primary, Comm.valid, Comm.parts
    )
    first = Comm.primary & Comm.kind.in_(sorted(columns & {"email", "phone"}))
    told = select(func.jsonb_agg(aggregate_order_by(way, Comm.position, Comm.id), type_=JSONB).label("comms"))
    return told.where(Comm.contact_id == Contact.id, or_(first, Comm.kind == "address")).correlate(Contact)


def _managers(columns: frozenset[str]) -> Any:
    if not columns & {"manager", "lead"}:
        return null()
    photo = select(StoredFile.key).where(StoredFile.id == User.photo_id).scalar_subquery()
    person = func.jsonb_build_array(User.id, ContactManager.lead, User.name, photo)
    by = case((ContactManager.lead, 0), else_=1)
    told = select(func.jsonb_agg(aggregate_order_by(person, by, User.id), type_=JSONB).label("managers"))
    joined = told.join_from(ContactManager, User, User.id == ContactManager.user_id)
    return joined.where(ContactManager.contact_id == Contact.id).correlate(Contact).scalar_subquery()


def _tags() -> Select[Any]:
    tag = func.json_build_array(Tag.id, Tag.name, Tag.labels, Tag.hue)
    return select(func.json_agg(tag)).where(Tag.id == any_(Contact.tag_ids)).correlate(Contact)


def _work(sees_all: bool) -> Select[Any]:  # noqa: FBT001 (goes on from the statement's key)
    """The company to name beside a person, of those that the reader sees: the main one, else the first."""
    company = aliased(Contact)
    link = ContactLink.one_id == Contact.id, ContactLink.kind == "employment", ContactLink.former.is_(False)
    told = select(func.json_build_array(ContactLink.role, company.id, company.name))
    told = told.join(company, company.id == ContactLink.other_id).where(*link, company.deleted_at.is_(None))
    if not sees_all:
        told = told.where(company.principals.bool_op("&&")(bindparam("seeing", type_=NAMES)))
    first = ContactLink.main.desc(), ContactLink.position, ContactLink.id
    return told.order_by(*first).limit(1).correlate(Contact)


def _may() -> Select[Any]:
    """Which acts of the row's menu the reader may do to it, in the order of ``ROW_ACTS``."""
    names = {act: bindparam(f"{act}_names", type_=NAMES) for act in ROW_ACTS}

    def able(act: str) -> Any:
        granted = and_(
            ContactAcl.level >= LEVELS[ROW_ACTS[act].key], ContactAcl.principal == any_(names[act])
        )
        always = bindparam(f"{act}_always", type_=Boolean)
        return or_(always, func.coalesce(func.bool_or(granted), false()))

    told = select(func.json_build_array(*map(able, ROW_ACTS))).select_from(ContactAcl)
    asked = or_(*(ContactAcl.principal == any_(some) for some in names.values()))
    return told.where(ContactAcl.contact_id == Contact.id, asked).correlate(Contact)


def _class() -> Any:
    told = select(func.jsonb_build_array(ContactClass.labels, ContactClass.name, ContactClass.hue))
    return told.where(ContactClass.id == Contact.class_id).correlate(Contact).scalar_subquery()


MORE: Final[dict[str, Any]] = {
    "class": _class(), "created": Contact.made_at, "changed": Contact.changed_at, "born": Contact.born_on,
    "language": Contact.language, "source": Contact.source, "currency": Contact.currency,
    "external_id": Contact.external_id,
    "author": select(User.name).where(User.id == Contact.made_by).correlate(Contact).scalar_subquery(),
}  # fmt: skip
"""What only some columns show, by the column's code."""
OPTIONAL: Final = frozenset({*MORE, "email", "phone", "manager", "lead", "tag"})
