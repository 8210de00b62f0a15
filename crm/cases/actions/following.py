"""What becomes of cases when their contact is merged or a colleague leaves (CON-16, TEN-7)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, func, literal, or_, select, update

from crm.cases.facts import CasesHandedOver
from crm.cases.models.case import Case, CaseContact
from crm.cases.running.models import CaseRun
from crm.contacts.access import derive_access
from crm.journal.models import Act, Change
from crm.journal.relinking import Relinked
from crm.journal.restorers import Noted, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record

CONTACTS: Final = Relinked("case_contact.contact", CaseContact, CaseContact.contact_id, of="contact")
"""Merging: the cases of the losers are the survivor's, and go back when that is undone."""
LENT: Final = Relinked("case_run.main", CaseRun, CaseRun.main_id, of="contact")
"""So is what their runs lend to who has a step."""


def put_contacts_back(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Give the cases back to whose they were, and bring in step who sees these by a step of theirs."""
    return _back(CONTACTS, changes, undo, by)


def put_loans_back(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """The same for what runs lend."""
    return _back(LENT, changes, undo, by)


FOLLOWING: Final = Restorer((CONTACTS.kind,), put_contacts_back, CONTACTS.weight)
LENDING: Final = Restorer((LENT.kind,), put_loans_back, LENT.weight)


def hand_over_cases(user_id: int, *, to: int, by: Actor) -> int:
    """Make ``to`` the owner or a member of every case in the user's place; returns how many there were.

    Those in the bin go along. Whether the actor may is the caller's question.
    Records: CasesHandedOver, if there is any.
    """
    mine = Case.member_ids.op("&&", is_comparison=True)(literal([user_id], ARRAY(BigInteger)))
    number = db.session.scalar(select(func.count()).where(or_(Case.owner_id == user_id, mine))) or 0
    if not number or user_id == to:
        return 0
    _write(Case.owner_id == user_id, {"owner_id": to})
    without = func.array_remove(func.array_remove(Case.member_ids, user_id), to)
    _write(mine, {"member_ids": func.array_append(without, to)})
    record(CasesHandedOver(user_id=user_id, heir_id=to, cases=number), by=by)
    return number


def _back(hung: Relinked, changes: Sequence[Change], undo: Act, by: Actor) -> list[Noted]:
    noted = [*hung.restorer().restore(changes, undo=undo, by=by)]
    name = hung.column.key
    ends = {(told or {}).get(name) for change in changes for told in (change.before, change.after)}
    derive_access([contact_id for contact_id in ends if contact_id is not None])
    return noted


def _write(which: Any, values: dict[str, Any]) -> None:
    changed = update(Case).where(which)
    changed = changed.values(**values, version=Case.version + 1, changed_at=func.now())
    db.session.execute(changed, execution_options={"synchronize_session": False})
