"""What the workspace calls its statuses, and how it numbers cases."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.cases.models.setup import THE_ONE, CaseSetup
from crm.cases.models.words import STATUS_HUES, STATUSES, Status
from crm.kernel.db import db
from crm.kernel.i18n import locale


@dataclass(frozen=True, slots=True)
class StatusName:
    """A status in the reader's words, in the workspace's colour."""

    code: Status
    label: str
    hue: int


def statuses() -> list[StatusName]:
    """All of them, in the order of a case's life; one statement."""
    own = db.session.scalar(select(CaseSetup.statuses).where(CaseSetup.id == THE_ONE)) or {}
    return [_named(code, own.get(code) or {}) for code in STATUSES]


def statuses_by_code() -> dict[str, StatusName]:
    """The same, by code."""
    return {one.code: one for one in statuses()}


def setup() -> CaseSetup:
    """The settings as they stand; the usual ones where nothing was ever said."""
    usual = CaseSetup(
        id=THE_ONE, prefix="", by_year=True, digits=4, year=0, last_number=0, statuses={}, version=1
    )
    return db.session.get(CaseSetup, THE_ONE) or usual


def _named(code: Status, own: dict[str, Any]) -> StatusName:
    label = (own.get("labels") or {}).get(locale()) or str(STATUSES[code])
    return StatusName(code, label, own.get("hue") or STATUS_HUES[code])
