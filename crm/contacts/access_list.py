"""How the access list is derived from managers, grants, class, sharing and restriction (DATA, "Contacts").

A part of ``access``, which says what its rows mean; whatever changes one of these calls ``derive_access``.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Delete,
    Select,
    Table,
    Update,
    any_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.footings import EVERYONE
from crm.kernel.access import Level
from crm.kernel.db import db


def derive_access(contact_ids: Collection[int], *, new: bool = False) -> None:
    """Bring the access list of these contacts in step with their managers, sharing, name and activity.

    Part of the caller's transaction. The contacts are locked first: of two who change one contact at the
    same instant, the second derives from what the first has left. ``new`` ones, which this transaction has
    made, nobody else knows, and nobody stands in their list.
    """
    db.session.flush()
    asked, options = {"ids": list(contact_ids)}, {"prepared": len(contact_ids) <= FEW}
    steps = (_coming(), _copying()) if new else (_LOCKED, _going(), _coming(), _copying())
    for step in steps:
        db.session.execute(step, asked, execution_options=options)


FURTHER: Final[list[Callable[..., Select[Any]]]] = []
"""What packages above grant besides: each makes of the contacts that are ``chosen`` (None: all) a select of
principal, contact and level, no principal of a contact twice. Nothing of a restricted one, but where
``even_restricted`` asks what it would be otherwise. Wired before the first act."""
FEW: Final = 10
"""For so many contacts one plan suits all; of more, how many they are decides how they are looked for."""
_ACL: Final = cast("Table", ContactAcl.__table__)
_CHOSEN: Final = bindparam("ids", type_=ARRAY(BigInteger))
_LOCKED: Final = select(Contact.id).where(Contact.id == any_(_CHOSEN)).order_by(Contact.id).with_for_update()


@cache
def _going() -> Delete:
    """Rows that no longer follow from anything. Built once, as are those below: every act ends with them."""
    wanted = derived_rows(any_(_CHOSEN)).subquery()
    kept = select(wanted.c.principal, wanted.c.contact_id)
    here = tuple_(ContactAcl.principal, ContactAcl.contact_id)
    return delete(_ACL).where(ContactAcl.contact_id == any_(_CHOSEN), here.not_in(kept))


@cache
def _coming() -> Insert:
    """Rows that are not there yet, or not as they should be."""
    wanted = derived_rows(any_(_CHOSEN)).subquery()
    row = insert(_ACL).from_select(list(COPIED), select(*(wanted.c[name] for name in COPIED)))
    news = {name: row.excluded[name] for name in COPIED[2:]}
    differs = or_(*(getattr(ContactAcl, name) != new for name, new in news.items()))
    return row.on_conflict_do_update(index_elements=COPIED[:2], set_=news, where=differs)


@cache
def _copying() -> Update:
    """Each contact's own copy of its principals, where it is another one."""
    names = _names_of(Contact.id)
    stale = Contact.id == any_(_CHOSEN), Contact.principals != names
    return update(Contact.__table__).where(*stale).values(principals=names)


def derived_rows(chosen: Any = None) -> Select[tuple[str, int, int, object, str]]:
    """The access list as it should be, for every contact outside the bin, or those that are ``chosen``."""
    grants = _grants(chosen).subquery()
    return (
        select(
            grants.c.principal,
            grants.c.contact_id,
            grants.c.level,
            ContactActivity.last_activity_at,
            Contact.sort_name,
        )
        .join(Contact, Contact.id == grants.c.contact_id)
        .join(ContactActivity, ContactActivity.contact_id == Contact.id)
        .where(Contact.deleted_at.is_(None))
    )


def besides(contact_id: int) -> dict[str, int]:
    """What packages above would grant of this contact if it were not restricted: levels by principal."""
    rows: dict[str, int] = {}
    for further in FURTHER:
        found = db.session.execute(further(contact_id, even_restricted=True))
        rows |= {principal: level for principal, _contact_id, level in found}
    return rows


def astray() -> Iterator[tuple[str, int]]:
    """Principals and contacts whose row of the access list is missing, wrong or left over; at most 1,000.

    With an empty principal: the contact's own copy of its principals is wrong.
    """
    columns = [getattr(ContactAcl, name) for name in COPIED]
    should, stands = derived_rows(), select(*columns)
    differing = union_all(should.except_(stands), stands.except_(should)).subquery()
    keys = select(differing.c[0], differing.c[1]).distinct().limit(1000)
    yield from (tuple(row) for row in db.session.execute(keys))
    copies = select(Contact.id).where(Contact.principals != _names_of(Contact.id)).limit(1000)
    yield from (("", contact_id) for contact_id in db.session.scalars(copies))


def _names_of(contact_id: Any) -> Any:
    """The principals that the access list holds for a contact, in order; none for one in the bin."""
    named = select(ContactAcl.principal).where(ContactAcl.contact_id == contact_id)
    return func.array(named.order_by(ContactAcl.principal).correlate(Contact).scalar_subquery())


COPIED: Final = ("principal", "contact_id", "level", "last_activity_at", "sort_name")


def _grants(chosen: Any) -> CompoundSelect[tuple[str, int, int]]:
    """Who reaches each contact, and how far; each person once, since managing goes beyond any grant."""
    name = func.concat(case((Contact.restricted, "u"), else_="m"), ContactManager.user_id)
    managers = (
        select(name.label("principal"), Contact.id.label("contact_id"), _level(Level.MANAGE).label("level"))
        .join(ContactManager, ContactManager.contact_id == Contact.id)
    )  # fmt: skip
    manages = exists().where(
        ContactManager.contact_id == ContactGrant.contact_id,
        func.concat("u", ContactManager.user_id) == ContactGrant.grantee,
    )
    grants = select(ContactGrant.grantee, ContactGrant.contact_id, ContactGrant.level).where(~manages)
    shared = select(
        literal(EVERYONE),
        Contact.id,
        case((Contact.sharing == "write", _level(Level.WRITE)), else_=_level(Level.READ)),
    ).where(Contact.sharing != "private", ~Contact.restricted)
    classed = select(func.concat("c", Contact.class_id), Contact.id, _level(Level.WRITE)).where(
        Contact.class_id.is_not(None), ~Contact.restricted
    )
    if chosen is not None:
        grants = grants.where(ContactGrant.contact_id == chosen)
        managers, shared, classed = (part.where(Contact.id == chosen) for part in (managers, shared, classed))
    return union_all(managers, grants, shared, classed, *(further(chosen) for further in FURTHER))


def _level(level: Level) -> ColumnElement[int]:
    return literal(int(level))
