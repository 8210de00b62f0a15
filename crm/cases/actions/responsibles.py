"""Who is responsible for a started step of a case: by that they see it, and its main contact (CAS-8).

The engine's to call.
"""

from collections.abc import Collection

from sqlalchemy import update

from crm.cases.models.case import Case
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
