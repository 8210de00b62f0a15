"""Holding a field against others while it is being changed."""

from sqlalchemy import select

from crm.fields.models import CustomField
from crm.kernel.db import db
from crm.kernel.errors import NotFound, Stale


def hold(field: CustomField, *, version: int | None = None) -> CustomField:
    """Lock the field until the transaction ends and load it as it is now.

    Raises:
        NotFound: it was deleted meanwhile.
        Stale: ``version`` is given and is not the present one.
    """
    fresh = select(CustomField).where(CustomField.id == field.id).with_for_update()
    held: CustomField | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    if held is None or held.deleted_at is not None:
        raise NotFound
    if version is not None and held.version != version:
        raise Stale
    return held
