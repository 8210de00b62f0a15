"""The series of numbers of a workspace: none is given twice, none is left out (CAS-1)."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select
from sqlalchemy.dialects.postgresql import insert

from crm.cases.models.case import Case
from crm.cases.models.setup import THE_ONE, CaseSetup
from crm.kernel import clock
from crm.kernel.db import db
from crm.team.queries import workspace_settings


def next_number() -> str:
    """The next number of the series. Whoever else adds a case waits until this transaction has ended.

    A number that stands already, from a series that was set differently, is passed over.
    """
    return next_numbers(1)[0]


def next_numbers(many: int) -> list[str]:
    """So many of them, in their order, by as many statements as for one."""
    year, numbers = this_year(), list[str]()
    while len(numbers) < many:
        missing = many - len(numbers)
        series = _counted_up(year, by=missing)
        last = series.pop("last_number")
        fresh = [written(**series, last_number=number) for number in range(last - missing + 1, last + 1)]
        taken = set(db.session.scalars(select(Case.number).where(Case.number.in_(fresh))))
        numbers += [number for number in fresh if number not in taken]
    return numbers


def written(*, prefix: str, by_year: bool, digits: int, year: int, last_number: int) -> str:
    """The number as it stands on the case: 2026-0147."""
    return f"{prefix}{f'{year}-' if by_year else ''}{last_number:0{digits}}"


def this_year() -> int:
    """The year on the workspace's own clock."""
    now: datetime = clock.now().astimezone(ZoneInfo(workspace_settings().time_zone))
    return now.year


def _counted_up(year: int, *, by: int) -> dict[str, Any]:
    """The series after its next numbers, in one statement that holds its row. A year never goes back."""
    begins_anew = and_(CaseSetup.by_year, CaseSetup.year < year)
    first = insert(CaseSetup).values(id=THE_ONE, year=year, last_number=by)
    news = {
        "last_number": case((begins_anew, by), else_=CaseSetup.last_number + by),
        "year": func.greatest(CaseSetup.year, year),
    }
    counted = first.on_conflict_do_update(index_elements=["id"], set_=news)
    row = db.session.execute(counted.returning(*(getattr(CaseSetup, name) for name in SERIES))).one()
    return dict(zip(SERIES, row, strict=True))


SERIES: Final = ("prefix", "by_year", "digits", "year", "last_number")
