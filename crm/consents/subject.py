"""The ledger of a person's consents: listed for the export; of an erasure it is the proof (CON-22).

The lines themselves go with the contact. What stays of them names nobody: what for, to
which words, when, how.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select

from crm.consents.forms import SOURCES
from crm.consents.models import Consent, Purpose
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of

MOST_PROOF: Final = 5_000
PROOF: Final = ("purpose_id", "given", "text_version", "text", "source", "happened_at")


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Every line with its words."""
    rows = _of(subject).where(Consent.id > after).order_by(Consent.id).limit(PART)
    return [_item(line, purpose) for line, purpose in db.session.execute(rows)]


def count(subject: Subject) -> int:
    """How many lines there are."""
    return db.session.scalar(select(func.count()).where(Consent.contact_id.in_(subject.ids))) or 0


def proof(subject: Subject) -> list[dict[str, Any]]:
    """The lines without their notes and without who wrote them, by which a controller shows that it asked."""
    rows = _of(subject).order_by(Consent.id).limit(MOST_PROOF)
    return [_proof(line, purpose) for line, purpose in db.session.execute(rows)]


def _of(subject: Subject) -> Any:
    lines = select(Consent, Purpose).join(Purpose, Purpose.id == Consent.purpose_id)
    return lines.where(Consent.contact_id.in_(subject.ids))


def _proof(line: Consent, purpose: Purpose) -> dict[str, Any]:
    values = columns_of(line)
    return {"id": line.id, "purpose": purpose.name, **{name: values[name] for name in PROOF}}


def _item(line: Consent, purpose: Purpose) -> Item:
    told = (
        (_("Consent was given") if line.given else _("Consent was withdrawn"), purpose.shown),
        (_("When"), moments.exact(line.happened_at)),
        (_("How it came"), str(SOURCES.get(line.source, line.source))),
        (_("Proof"), line.note),
        (_("The text"), line.text),
    )
    return Item(line.id, {"purpose": purpose.name, **columns_of(line)}, told)


HOLDING: Final = Holding(
    "consents", lazy("Consents"), Consent.__tablename__, items, count, weight=60, proof=proof
)
