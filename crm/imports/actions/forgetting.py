"""Letting go of imports whose time is over: their rows hold what files said of people."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete

from crm.imports.models import GOING_ON, Import, ImportLine
from crm.imports.queries import expired
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.i18n import lazy

PART: Final = 10


def forget_some() -> bool:
    """Remove some imports with their lines; contacts, journal and history stay. False when none is left."""
    gone = db.session.scalars(expired().limit(PART)).all()
    if gone:
        _drop(gone)
        db.session.flush()
    return bool(gone)


def remove(one: Import) -> None:
    """Remove an import and the rows that became no contact; contacts, journal and history stay.

    Raises:
        Conflict: it is going on.
    """
    db.session.refresh(one, with_for_update=True)
    if one.stage in GOING_ON:
        raise Conflict(lazy("This import is going on: stop it first."))
    _drop([one.id])


def _drop(import_ids: Sequence[int]) -> None:
    """The imports first: whoever stages lines of one holds it, and these lines go with the others then."""
    db.session.execute(delete(Import).where(Import.id.in_(import_ids)))
    db.session.execute(delete(ImportLine).where(ImportLine.import_id.in_(import_ids)))
