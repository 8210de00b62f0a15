"""Reading the ledger: what stands now, and how it came to that."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm.consents.models import Consent, Purpose
from crm.contacts.models.contact import Contact
from crm.contacts.queries.merging import parts_of
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
    """A condition on ``Contact``: it consents to this purpose now. Mailings ask nothing else (CON-22).

    What was said by a contact that was merged, however many merges ago, is said by the survivor. One pass
    over the lines of the purpose, for however many contacts.
    """
    said = select(Consent.contact_id.label("by"), Consent.contact_id.label("at"))
    said = said.where(Consent.purpose_id == purpose_id).distinct()
    home = said.cte("home", recursive=True, nesting=True)
    onward = select(home.c.by, Contact.merged_into).join(Contact, Contact.id == home.c.at)
    home = home.union(onward.where(Contact.merged_into.is_not(None)))
    lines = select(home.c.at, Consent.given).join(Consent, Consent.contact_id == home.c.by)
    latest = (
        lines.where(Consent.purpose_id == purpose_id)
        .ext(distinct_on(home.c.at))
        .order_by(home.c.at, Consent.happened_at.desc(), Consent.id.desc())
        .subquery()
    )
    return Contact.id.in_(select(latest.c.at).where(latest.c.given))


def _of(contact_id: int) -> Any:
    return Consent.contact_id.in_(parts_of(contact_id))
