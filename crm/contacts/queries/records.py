"""Contacts whole, and what stands around them: types, possible managers, facts."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import ARRAY, BigInteger, Select, Text, any_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.access import EDIT_CONTACTS, LEVELS, VIEW_CONTACTS, Sight, principals, seen, sight
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.lists import ContactType
from crm.files.models import StoredFile
from crm.kernel import phones
from crm.kernel.access import Actor, May, Reach
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.facts import FactRow
from crm.kernel.paging import COUNT_CAP, Count
from crm.team.access import FIXED, Builtin
from crm.team.models import Role, User, UserRole

WHOLE: Final = (
    joinedload(Contact.type),
    joinedload(Contact.contact_class),
    joinedload(Contact.photo).load_only(StoredFile.key, raiseload=True),
    joinedload(Contact.activity),
    selectinload(Contact.comms),
    selectinload(Contact.managers).joinedload(ContactManager.user),
)
PAGE: Final = 50
NAME_ORDER: Final[tuple[Any, Any]] = (Contact.sort_name, Contact.id)
Sort = Literal["name", "activity"]


def region() -> str:
    """The country that a phone without its code belongs to."""
    return phones.REGION_OF_LOCALE.get(tenant().locale, "US")


def all_types() -> Select[Any]:
    """The workspace's contact types in their order; everybody may know them."""
    return select(ContactType).order_by(ContactType.position, ContactType.id)


def types() -> Sequence[ContactType]:
    """The contact types themselves; a list is never longer than ``MOST_TYPES``."""
    return db.session.scalars(all_types()).all()


def possible_managers() -> Select[Any]:
    """The users who may be in charge of contacts: active, with a role that may change contacts."""
    given = [(Role.builtin == name, int(reach)) for name, reach in EDIT_CONTACTS.given.items()]
    chosen = func.coalesce(Role.reaches[EDIT_CONTACTS.key].as_integer(), case(*given, else_=0))
    writes = or_(
        Role.builtin.in_(FIXED),
        (chosen > Reach.NONE) & Role.builtin.is_distinct_from(Builtin.OBSERVER.value),
    )
    has_role = exists().where(UserRole.user_id == User.id, UserRole.role_id == Role.id, writes)
    return select(User).where(User.deactivated_at.is_(None), has_role).order_by(User.name, User.id)


def whole(contact_id: int, *, to: Actor) -> Contact:
    """The contact, whole, if this person sees it; three statements.

    Raises:
        NotFound: there is none, or it is hidden; nobody can tell which.
    """
    contact: Contact | None = db.session.scalar(_whole(sight(to)), {"contact": contact_id})
    if contact is None:
        raise NotFound
    return contact


@lru_cache(maxsize=256)
def _whole(by: Sight) -> Select[Any]:
    """Built once for who sees the same."""
    one = seen(by).where(Contact.id == bindparam("contact", type_=BigInteger))
    return one.options(*WHOLE).execution_options(prepared=True)


def facts_of(contact_id: int, *, before: int | None = None) -> Sequence[FactRow]:
    """A page of what happened to the contact, newest first, older than the fact ``before``."""
    facts = select(FactRow).where(FactRow.subject_kind == "contact", FactRow.subject_id == contact_id)
    if before is not None:
        facts = facts.where(FactRow.id < before)
    return db.session.scalars(facts.order_by(FactRow.id.desc()).limit(PAGE)).all()


def facts_since(contact_id: int, version: int) -> Sequence[FactRow]:
    """The latest facts by which the contact went beyond this version, newest first."""
    return [row for row in facts_of(contact_id) if row.body.get("version", 0) > version]


def type_counts() -> dict[int, Count]:
    """How many contacts outside the bin each type has, each counted up to 1,000."""
    of_type = select(Contact.id).where(Contact.type_id == ContactType.id, Contact.deleted_at.is_(None))
    number = select(func.count()).select_from(of_type.limit(COUNT_CAP + 1).correlate(ContactType).subquery())
    rows = db.session.execute(select(ContactType.id, number.correlate(ContactType).scalar_subquery()))
    return {type_id: Count(min(count, COUNT_CAP), capped=count > COUNT_CAP) for type_id, count in rows}


def allowed(mays: Collection[May], contact_ids: Collection[int], *, to: Actor) -> dict[str, set[int]]:
    """For each permission, by its key, those of these contacts that the person may do it to; one statement.

    None is sent for who may always or never. It reads the access list as ``access.reached`` does.
    """
    able = {may.key: set(contact_ids) if to.reach(may) is Reach.ALL else set() for may in mays}
    asked = [may for may in mays if Reach.NONE < to.reach(may) < Reach.ALL]
    view = to.reach(VIEW_CONTACTS)
    if not asked or not contact_ids or view is Reach.NONE:
        return able
    names = {may.key: set(principals(to, to.reach(may), LEVELS[may.key])) for may in asked}
    seeing = set(principals(to, view)) if view is not Reach.ALL else set()
    bound = {"ids": list(contact_ids), "names": sorted(seeing.union(*names.values()))}
    rows = db.session.execute(_GRANTS, bound).all()
    visible = {contact_id for contact_id, principal, _level in rows if principal in seeing}
    for contact_id, principal, level in rows:
        for may in asked:
            if (
                level >= LEVELS[may.key]
                and principal in names[may.key]
                and (not seeing or contact_id in visible)
            ):
                able[may.key].add(contact_id)
    return able


_GRANTS: Final = (
    select(ContactAcl.contact_id, ContactAcl.principal, ContactAcl.level)
    .where(
        ContactAcl.principal == any_(bindparam("names", type_=ARRAY(Text))),
        ContactAcl.contact_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
    )
    .execution_options(prepared=True)
)
