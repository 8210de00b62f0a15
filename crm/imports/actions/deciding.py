"""Rows of contacts that are there already, about which the person is asked (IMP-3)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update

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


def decide(one: Import, shape: DecisionShape, *, by: Actor) -> int:
    """Settle what becomes of these rows, or of all that are asked about; returns how many are left.

    Of rows that change their contacts at most ``MOST`` are settled at once.

    Raises:
        Conflict: there is nothing to decide by now.
    """
    db.session.refresh(one, with_for_update=True)
    if one.stage != Stage.CHECKED:
        raise Conflict(lazy("Check the file first."))
    asked = [ImportLine.import_id == one.id, ImportLine.verdict == Verdict.ASK.value, ImportLine.line > 0]
    if shape.lines:
        asked.append(ImportLine.line.in_(shape.lines))
    if shape.choice in ("skip", "create"):
        verdict = Verdict.KNOWN if shape.choice == "skip" else Verdict.NEW
        known = {"contact_id": None} if shape.choice == "create" else {"wanted": None}
        settling = update(ImportLine).where(*asked).values(verdict=verdict.value, **known)
        db.session.execute(settling, execution_options={"synchronize_session": False})
    else:
        rows = db.session.scalars(select(ImportLine).where(*asked).order_by(ImportLine.line).limit(MOST))
        _plan(one, rows.all(), shape.choice, by)
    broken = one.counts.get("broken")
    one.counts = {**counted(one.id), **({"broken": broken} if broken else {})}
    db.session.flush()
    one.report = {**one.report, **gaining.told(one.id)}
    return int(one.counts.get(Verdict.ASK, 0))


def _plan(one: Import, rows: Sequence[ImportLine], choice: str, by: Actor) -> None:
    lines = [_staged(row) for row in rows]
    plan(lines, rule_of(choice, one.wish.get("targets", ())), by=by)
    unlink_unknown(one.id, lines)
    for row, line in zip(rows, lines, strict=True):
        row.verdict, row.faults = line.verdict.value, faults_of(line)
        row.wanted = line.planned


def _staged(row: ImportLine) -> Staged:
    wanted = row.wanted or {}
    return Staged(
        row.line, Verdict.ASK, row.cells, text_of(wanted), contact_id=row.contact_id,
        company=wanted.get("company", ""), company_name=wanted.get("firm", ""),
    )  # fmt: skip
