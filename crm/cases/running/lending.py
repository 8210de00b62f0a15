"""Which contact a run lends to its people, who see it by their steps while the case is open (CAS-8).

It is the case's main contact as somebody chose it who saw it: by starting the run, or by making another one
the main one since. What became the first by itself, as when the first one is deleted for good, or by the hand
of somebody who doesn't see it, is lent to nobody. So no restriction that is lifted, and nothing that comes
back from the bin, shows a contact to whoever was given a step by somebody who didn't see it.
"""

from typing import Any

from sqlalchemy import Select, exists, func, literal, select, true, tuple_

from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import ENDED
from crm.cases.queries.records import contact_ids
from crm.cases.running.models import OPEN, CaseRun, CaseStep
from crm.contacts.access import derive_access, restorable_by
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, Level
from crm.kernel.db import db


def lend(run: CaseRun, *, by: Actor) -> None:
    """Let the run lend the main contact as it is now, if the actor sees it."""
    run.main_id = next(iter(contact_ids(run.case_id)), None)
    run.lends = run.main_id is not None and sees(by, run.main_id)


def lend_anew(case_id: int, *, by: Actor) -> None:
    """The same for all runs of the case whose main contact has become another one."""
    main_id = next(iter(contact_ids(case_id)), None)
    others = select(CaseRun).where(CaseRun.case_id == case_id, CaseRun.main_id.is_distinct_from(main_id))
    runs = db.session.scalars(others.order_by(CaseRun.id).with_for_update()).all()
    for run in runs:
        lend(run, by=by)
    if runs:
        derive_access(contact_ids(case_id))


def sees(actor: Actor, contact_id: int) -> bool:
    """Whether the person sees the contact, or would find it in the bin."""
    either = (
        some.where(Contact.id == contact_id).with_only_columns(Contact.id).order_by(None).exists()
        for some in (Contact.visible_to(actor), restorable_by(actor))
    )
    return any(db.session.scalar(select(one)) for one in either)


def hides_what_is_lent(case_id: int, *, to: Actor) -> bool:
    """Whether the case's open run lends a contact that this person doesn't see."""
    lent = select(CaseRun.main_id).where(CaseRun.case_id == case_id, OPEN, CaseRun.lends)
    main_id = db.session.scalar(lent)
    return main_id is not None and not sees(to, main_id)


def step_grants(chosen: Any = None, *, even_restricted: bool = False) -> Select[Any]:
    """Whoever has or had a step reads what its run lends while the case is open, unless it is restricted.

    Only while that is still the main contact. Each principal of a contact once, however many steps let it in.
    """
    earlier = CaseContact.__table__.alias("earlier")
    here, there = (CaseContact.position, CaseContact.id), (earlier.c.position, earlier.c.id)
    is_main = ~exists().where(earlier.c.case_id == CaseContact.case_id, tuple_(*there) < tuple_(*here))
    people = func.unnest(CaseStep.user_ids.op("||")(CaseStep.told_ids))
    person = people.table_valued("id").render_derived(name="person")
    rows: Any = (
        select(
            func.concat("s", person.c.id).label("principal"),
            CaseContact.contact_id.label("contact_id"),
            literal(int(Level.READ)).label("level"),
        )
        .select_from(CaseContact)
        .join(Case, Case.id == CaseContact.case_id)
        .join(Contact, Contact.id == CaseContact.contact_id)
        .join(
            CaseRun,
            (CaseRun.case_id == Case.id) & (CaseRun.main_id == CaseContact.contact_id) & CaseRun.lends,
        )
        .join(CaseStep, CaseStep.run_id == CaseRun.id)
        .join(person, true())
        .where(Case.deleted_at.is_(None), Case.status.not_in(ENDED), is_main)
        .distinct()
    )
    rows = rows if even_restricted else rows.where(~Contact.restricted)
    wanted: Select[Any] = rows if chosen is None else rows.where(CaseContact.contact_id == chosen)
    return wanted
