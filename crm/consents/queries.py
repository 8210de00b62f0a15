"""Reading the ledger: what stands now, and how it came to that."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from crm.consents.models import Consent, Purpose
from crm.contacts.models.contact import Contact
from crm.kernel.db import db

PAGE: Final = 50
MOST_PURPOSES: Final = 50


def all_purposes() -> Select[Any]:
    """Every purpose in its order, those put aside too; everybody may know them."""
    return select(Purpose).order_by(Purpose.position, Purpose.id)


def purposes() -> Sequence[Purpose]:
    """The purposes that consent is asked for now."""
    return db.session.scalars(all_purposes().where(Purpose.archived_at.is_(None))).all()


def ledger(contact_id: int, *, before: int | None = None) -> Sequence[Consent]:
    """A page of the contact's lines, the latest first, those of contacts merged into it among them."""
    lines = select(Consent).where(_of(contact_id))
    if before is not None:
        lines = lines.where(Consent.id < before)
    return db.session.scalars(lines.order_by(Consent.id.desc()).limit(PAGE)).all()


def standing(contact_id: int) -> dict[int, Consent]:
    """For each purpose that was ever asked for, the line that holds now: that of the latest event."""
    latest = (
        select(Consent)
        .where(_of(contact_id))
        .ext(distinct_on(Consent.purpose_id))
        .order_by(Consent.purpose_id, Consent.happened_at.desc(), Consent.id.desc())
    )
    return {line.purpose_id: line for line in db.session.scalars(latest)}


def consenting(purpose_id: int) -> Any:
    """A condition on ``Contact``: it consents to this purpose now. Mailings ask nothing else (CON-22)."""
    line, later, merged = aliased(Consent), aliased(Consent), aliased(Contact)
    ids = select(merged.id).where(or_(merged.id == Contact.id, merged.merged_into == Contact.id))
    after = or_(
        later.happened_at > line.happened_at,
        (later.happened_at == line.happened_at) & (later.id > line.id),
    )
    overtaken = exists().where(
        later.contact_id.in_(ids.correlate(Contact)), later.purpose_id == purpose_id, after
    )
    return exists().where(
        line.contact_id.in_(ids.correlate(Contact)), line.purpose_id == purpose_id, line.given, ~overtaken
    )


def _of(contact_id: int) -> Any:
    merged = select(Contact.id).where(Contact.merged_into == contact_id)
    return or_(Consent.contact_id == contact_id, Consent.contact_id.in_(merged))
