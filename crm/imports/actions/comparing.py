"""After an import: whom its contacts look like (CON-17), a few in each transaction."""

from typing import Final

from sqlalchemy import select

from crm.contacts.actions.duplicates import check
from crm.contacts.models.kinds import CONTACT
from crm.imports.models import Import, Stage
from crm.journal.models import Change
from crm.kernel.db import db

PART: Final = 200


def compare_some(import_id: int) -> bool:
    """Look for lookalikes of the next contacts that the import made; False when there are no more.

    Where it goes on meanwhile, its end begins this anew: until then some may stand before others.
    """
    one = db.session.get_one(Import, import_id, with_for_update=True, populate_existing=True)
    if one.stage == Stage.RUNNING:
        return False
    made = select(Change.id, Change.record_id).where(
        Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    )
    after = one.report.get("compared", 0)
    rows = db.session.execute(made.where(Change.id > after).order_by(Change.id).limit(PART)).all()
    if not rows:
        return False
    check([contact_id for _change, contact_id in rows])
    one.report = {**one.report, "compared": rows[-1][0]}
    db.session.flush()
    return True
