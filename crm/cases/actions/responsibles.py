"""Who is responsible for a started step of a case: by that they see it, and its main contact (CAS-8).

The engine's to call.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ARRAY, BigInteger, any_, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.cases.models.case import Case, CaseContact
from crm.cases.queries.records import contact_ids
from crm.contacts.access import derive_access
from crm.kernel.db import db


def put_responsibles(one: Case, user_ids: Collection[int]) -> None:
    """Make these, and no others, the responsibles of started steps. The version of the case is not counted.

    Part of the transaction in which a step starts, ends or goes to another; the caller records the fact.
    """
    wanted = sorted(set(user_ids))
    changed = update(Case).where(Case.id == one.id, Case.responsible_ids != wanted)
    db.session.execute(
        changed.values(responsible_ids=wanted), execution_options={"synchronize_session": False}
    )
    db.session.refresh(one, ["responsible_ids"])
    derive_access(contact_ids(one.id))


def put_responsibles_of(people: Mapping[int, Collection[int]]) -> None:
    """The same for many cases at once, by id; six statements, however many they are."""
    rows = [{"id": case_id, "ids": sorted(set(user_ids))} for case_id, user_ids in people.items()]
    columns = column("id", BigInteger), column("ids", ARRAY(BigInteger))
    given = func.jsonb_to_recordset(literal(rows, JSONB)).table_valued(*columns)
    given = given.render_derived(name="given", with_types=True)
    changed = update(Case).where(Case.id == given.c.id, Case.responsible_ids != given.c.ids)
    db.session.execute(
        changed.values(responsible_ids=given.c.ids), execution_options={"synchronize_session": False}
    )
    of_them = CaseContact.case_id == any_(literal(list(people), ARRAY(BigInteger)))
    derive_access(set(db.session.scalars(select(CaseContact.contact_id).where(of_them))))
