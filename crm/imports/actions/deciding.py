"""Rows of contacts that are there already, about which the person is asked (IMP-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Update, cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.imports.actions import gaining
from crm.imports.actions.checking import counted
from crm.imports.actions.looking import plan, unlink_unknown
from crm.imports.actions.merging import rule_of
from crm.imports.actions.staging import Staged, faults_of, text_of
from crm.imports.forms import DecisionShape
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.i18n import lazy

MOST: Final = 1_000
"""So many rows are compared with their contacts at once."""
ASKED: Final = "asked"
"""Beside what is decided stands so what the row was asked about."""
MARK: Final = "decisions"
DECIDED: Final = "decided"


@dataclass(frozen=True, slots=True)
class Decided:
    """How many rows a decision settled, or took back, and how many are left to be decided.

    ``mark`` names it, for ``ask_again``; ``earlier`` is what had been decided of the one row that it was
    about, which stays then.
    """

    settled: int
    left: int
    mark: int
    earlier: str = ""


def decide(one: Import, shape: DecisionShape, *, by: Actor) -> Decided:
    """Settle what becomes of these rows, or of all that are asked about; what is decided of others stays.

    Of rows that change their contacts at most ``MOST`` are settled at once. What a row was asked about is
    kept beside what is decided, so that it can be asked about again until the run.

    Raises:
        Conflict: there is nothing to decide by now.
    """
    if shape.choice == "ask":
        return ask_again(one, lines=shape.lines)
    _hold(one)
    mark = one.counts.get(MARK, 0) + 1
    asked = [ImportLine.import_id == one.id, ImportLine.verdict == Verdict.ASK.value, ImportLine.line > 0]
    if shape.lines:
        asked.append(ImportLine.line.in_(shape.lines))
    if shape.choice in ("skip", "create"):
        settled = _settle(asked, shape.choice, mark)
    else:
        rows = db.session.scalars(select(ImportLine).where(*asked).order_by(ImportLine.line).limit(MOST))
        settled = _plan(one, rows.all(), shape.choice, mark, by)
    earlier = "" if settled else _earlier(one, shape.lines)
    return _counted(one, settled, mark, decided=one.counts.get(DECIDED, 0) + settled, earlier=earlier)


def ask_again(one: Import, *, mark: int | None = None, lines: Sequence[int] = ()) -> Decided:
    """Take back what was decided: by the decision of this mark, of these rows, or all of it.

    Raises:
        Conflict: nothing can be decided by now.
    """
    _hold(one)
    asked = ImportLine.wanted[ASKED]
    decided = [ImportLine.import_id == one.id, ImportLine.line > 0, ImportLine.wanted.has_key(ASKED)]
    if mark is not None:
        decided.append(asked["mark"].astext == str(mark))
    if lines:
        decided.append(ImportLine.line.in_(lines))
    known = cast(asked["contact_id"].astext, BigInteger)
    undone = update(ImportLine).where(*decided).values(
        verdict=Verdict.ASK.value, wanted=asked["wanted"], contact_id=known, faults=[]
    )  # fmt: skip
    back = _number(undone)
    last = one.counts.get(MARK, 0)
    return _counted(one, back, last, decided=max(0, one.counts.get(DECIDED, 0) - back))


def _hold(one: Import) -> None:
    db.session.refresh(one, with_for_update=True)
    if one.stage != Stage.CHECKED:
        raise Conflict(lazy("Check the file first."))


def _counted(one: Import, number: int, mark: int, *, decided: int, earlier: str = "") -> Decided:
    broken = {name: one.counts[name] for name in ("broken",) if name in one.counts}
    one.counts = {**counted(one.id), **broken, MARK: mark, DECIDED: decided}
    db.session.flush()
    one.report = {**one.report, **gaining.told(one.id)}
    return Decided(number, int(one.counts.get(Verdict.ASK, 0)), mark, earlier)


def _settle(asked: Sequence[ColumnElement[bool]], choice: str, mark: int) -> int:
    """Leave these rows out, or make contacts of them; one statement, however many they are."""
    before = func.jsonb_build_object(
        "mark", mark, "choice", choice, "contact_id", ImportLine.contact_id, "wanted", ImportLine.wanted
    )
    kept = func.jsonb_build_object(ASKED, before, type_=JSONB)
    if choice == "skip":
        return _number(update(ImportLine).where(*asked).values(verdict=Verdict.KNOWN.value, wanted=kept))
    both = ImportLine.wanted.op("||", return_type=JSONB)(kept)
    made = update(ImportLine).where(*asked)
    return _number(made.values(verdict=Verdict.NEW.value, contact_id=None, wanted=both))


def _number(statement: Update) -> int:
    """Execute it; returns of how many rows."""
    done = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined] # an update's result has it


def _plan(one: Import, rows: Sequence[ImportLine], choice: str, mark: int, by: Actor) -> int:
    lines = [_staged(row) for row in rows]
    plan(lines, rule_of(choice, one.wish.get("targets", ())), by=by)
    unlink_unknown(one.id, lines)
    for row, line in zip(rows, lines, strict=True):
        before = {"mark": mark, "choice": choice, "contact_id": row.contact_id, "wanted": row.wanted}
        row.verdict, row.faults = line.verdict.value, faults_of(line)
        row.wanted = {**(line.planned or {}), ASKED: before}
    return len(rows)


def _earlier(one: Import, lines: Sequence[int]) -> str:
    """What had been decided of this row; empty if nothing had, or if it is not just one."""
    if len(lines) != 1:
        return ""
    of_line = ImportLine.import_id == one.id, ImportLine.line == lines[0]
    return db.session.scalar(select(ImportLine.wanted[ASKED]["choice"].astext).where(*of_line)) or ""


def _staged(row: ImportLine) -> Staged:
    wanted = row.wanted or {}
    return Staged(
        row.line, Verdict.ASK, row.cells, text_of(wanted), contact_id=row.contact_id,
        company=wanted.get("company", ""), company_name=wanted.get("firm", ""),
    )  # fmt: skip
