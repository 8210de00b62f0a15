"""Cases whole, and what stands around them: types, possible owners, contacts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, any_, case, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from crm.cases.access import EDIT_CASES, reached
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.setup import CaseType
from crm.contacts.models.contact import Contact
from crm.files.models import StoredFile
from crm.kernel.access import Actor, May, Reach, found
from crm.kernel.db import db
from crm.team.access import FIXED, Builtin
from crm.team.models import Role, User, UserRole

WHOLE: Final = (joinedload(Case.type),)


def whole(case_id: int, *, to: Actor) -> Case:
    """The case, if this person sees it.

    Raises:
        NotFound: there is none, or it is hidden; nobody can tell which.
    """
    one: Case = found(Case.visible_to(to).options(*WHOLE), id=case_id)
    return one


def all_types() -> Select[Any]:
    """The workspace's types of cases in their order, those put aside too; everybody may know them."""
    return select(CaseType).order_by(CaseType.position, CaseType.id)


def types() -> Sequence[CaseType]:
    """The types themselves; the list is never longer than ``MOST_TYPES``."""
    return db.session.scalars(all_types()).all()


def types_in_use() -> Sequence[CaseType]:
    """Those that a case may be given."""
    return db.session.scalars(all_types().where(CaseType.archived_at.is_(None))).all()


def possible_owners() -> Select[Any]:
    """The users who may own cases: active, with a role that may change cases."""
    given = [(Role.builtin == name, int(reach)) for name, reach in EDIT_CASES.given.items()]
    chosen = func.coalesce(Role.reaches[EDIT_CASES.key].as_integer(), case(*given, else_=0))
    writes = or_(
        Role.builtin.in_(FIXED),
        (chosen > Reach.NONE) & Role.builtin.is_distinct_from(Builtin.OBSERVER.value),
    )
    has_role = exists().where(UserRole.user_id == User.id, UserRole.role_id == Role.id, writes)
    return select(User).where(User.deactivated_at.is_(None), has_role).order_by(User.name, User.id)


def contact_ids(case_id: int) -> list[int]:
    """All contacts of the case, seen by anybody or not, the main one first, each once."""
    rows = select(CaseContact.contact_id).where(CaseContact.case_id == case_id)
    return list(dict.fromkeys(db.session.scalars(rows.order_by(CaseContact.position, CaseContact.id))))


def hides_main_contact(case_id: int, *, to: Actor) -> bool:
    """Whether responsibles of the case see a main contact that this person doesn't see."""
    main = select(CaseContact.contact_id).where(CaseContact.case_id == case_id)
    main = main.order_by(CaseContact.position, CaseContact.id).limit(1)
    seen = Contact.visible_to(to).with_only_columns(Contact.id).order_by(None)
    open_to_all = Contact.deleted_at.is_(None), ~Contact.restricted
    hidden = exists().where(Contact.id == main.scalar_subquery(), *open_to_all, Contact.id.not_in(seen))
    return bool(db.session.scalar(select(hidden)))


def contacts_of(case_ids: Collection[int], *, to: Actor) -> dict[int, list[Contact]]:
    """The contacts of each case that the person sees, the main one first; others are left out (CAS-8).

    One statement.
    """
    found: dict[int, dict[int, Contact]] = defaultdict(dict)
    if case_ids:
        rows = (
            Contact.visible_to(to)
            .join(CaseContact, CaseContact.contact_id == Contact.id)
            .where(CaseContact.case_id == any_(literal(list(case_ids), ARRAY(BigInteger))))
            .options(joinedload(Contact.photo).load_only(StoredFile.key, raiseload=True))
            .add_columns(CaseContact.case_id)
            .order_by(CaseContact.case_id, CaseContact.position, CaseContact.id)
        )
        for contact, case_id in db.session.execute(rows):
            found[case_id].setdefault(contact.id, contact)
    return {case_id: list(found[case_id].values()) for case_id in case_ids}


def allowed(mays: Collection[May], case_ids: Collection[int], *, to: Actor) -> dict[str, set[int]]:
    """For each permission, by its key, those of these that the person may do it to; a statement each."""
    able: dict[str, set[int]] = {}
    for may in mays:
        rows = reached(to, may).where(Case.id.in_(list(case_ids))).with_only_columns(Case.id)
        nobody = not case_ids or to.reach(may) is Reach.NONE
        able[may.key] = set() if nobody else set(db.session.scalars(rows))
    return able
