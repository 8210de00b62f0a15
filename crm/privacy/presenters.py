"""Erasures in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.consents.forms import SOURCES
from crm.contacts.models.kinds import CONTACT
from crm.kernel import moments
from crm.kernel.i18n import _
from crm.kernel.subjects import subjects
from crm.privacy.forms import REASONS
from crm.privacy.models import Erasure
from crm.team.queries import names_of


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: the old id, why and by whom, what went, and the lines of the proof."""

    id: int
    number: int
    reason: str
    by: str
    asked_at: datetime
    erased_at: datetime | None
    went: Sequence[tuple[str, str]]
    proof: Sequence[tuple[str, str]]


def register(erasures: Sequence[Erasure]) -> list[Line]:
    """The erasures in words; one query for the people who asked."""
    people = names_of(erasure.asked_by for erasure in erasures)
    return [
        Line(
            id=erasure.id,
            number=erasure.subject_id,
            reason=str(REASONS.get(erasure.reason, erasure.reason)),
            by=people.get(erasure.asked_by or 0) or _("Artel"),
            asked_at=erasure.asked_at,
            erased_at=erasure.erased_at,
            went=count_lines(erasure.counts),
            proof=[_proof(line) for line in erasure.proof],
        )
        for erasure in erasures
    ]


def count_lines(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What is held and how much of it, in the order of an export."""
    holdings = subjects.holdings(CONTACT)
    return [
        (str(holding.title), moments.number(counts[holding.key]))
        for holding in holdings
        if counts.get(holding.key)
    ]


def _proof(line: Mapping[str, Any]) -> tuple[str, str]:
    """A line of the ledger as it is kept: what for, and what was said when and how."""
    at = moments.exact(datetime.fromisoformat(line["happened_at"]))
    words = {
        "source": str(SOURCES.get(line["source"], line["source"])),
        "when": at,
        "version": line["text_version"],
    }
    if line["given"]:
        return line["purpose"], _("Given %(when)s, %(source)s, to text %(version)s", **words)
    return line["purpose"], _("Withdrawn %(when)s, %(source)s, text %(version)s", **words)
