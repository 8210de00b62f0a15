"""The dry run: every line of the file is read, judged and staged, part by part; no contact is touched."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from crm.imports.actions import doubles, employers, firms, gaining, looking
from crm.imports.actions.ahead import parts_ahead
from crm.imports.actions.judging import Judge, judge_for
from crm.imports.actions.matching import among, nobody
from crm.imports.actions.staging import SOON, Part, Staged, stage
from crm.imports.actions.uploading import on_disk
from crm.imports.models import Import, ImportCompany, ImportLine, Stage, Verdict
from crm.imports.reading.files import parts
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row, Shape
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import kept
from crm.kernel.memory import uncollected
from crm.kernel.runs import Run

PART: Final = 2_000
"""So many lines are judged at once."""
LONG: Final = 5_000
"""The rows of a file of so many are judged by two processes."""


def checked(run: Run, *, by: Actor) -> Iterator[int]:
    """Stage line after line from where the run stands; what is yielded is to be committed.

    Raises:
        BytesMissing, StorageAway: the file can't be had.
    """
    one = db.session.get(Import, run.payload["import_id"])
    if one is None:
        runs.cancel(run)
        return
    if not run.cursor:
        for staged in (ImportLine, ImportCompany):
            db.session.execute(delete(staged).where(staged.import_id == one.id))
    while run.is_open and not run.cursor.get("read"):
        yield from _read(one, run, by)
    yield from doubles.marked(one, run)
    if _held(one.id):
        _end(one, run)


def _read(one: Import, run: Run, by: Actor) -> Iterator[int]:
    """Stage the rest of the file; if contacts come into a workspace that had none, what comes before them."""
    shape = Shape.from_dict(one.shape)
    judge = judge_for(one, by=by)
    after = run.cursor.get("line", 0)
    try:
        with on_disk(one.key) as path:
            judges = 2 if one.seen["rows"] - run.done >= LONG else 1
            rows = partial(_rows, path, shape, after)
            for part in parts_ahead(rows, judge, judges=judges, strange=run.report.get("strange", {})):
                if not _goes_on(one.id, run) or (judge.alone and not nobody()):
                    return
                with uncollected():
                    _staged(one, run, part, judge, by)
                yield run.done
    except Unreadable as refusal:
        run.report = {**run.report, "broken": kept(refusal.sentence)}
    run.cursor = {**run.cursor, "read": True}


def _goes_on(import_id: int, run: Run) -> bool:
    db.session.refresh(run, with_for_update=True)
    if not _held(import_id):
        runs.cancel(run)
    return run.is_open


def _held(import_id: int) -> bool:
    """Whether the import is there, as it will be to the end of the transaction: no foreign key holds it."""
    there = select(Import.id).where(Import.id == import_id)
    return db.session.scalar(there.with_for_update(read=True, key_share=True)) is not None


def _rows(path: Path, shape: Shape, after: int, place: int, places: int) -> Iterator[Sequence[Row]]:
    return parts(path, shape, after=after, size=PART, place=place, places=places)


def _staged(one: Import, run: Run, part: Part, judge: Judge, by: Actor) -> None:
    run.state = runs.RunState.RUNNING.value
    looking.look_up(part.lines, judge, by=by)
    companies = _companies(one, run, part, judge, by)
    looking.unlink_unknown(one.id, part.lines)
    db.session.execute(SOON)
    stage(one.id, [*companies, *part.lines], part.rows)
    if part.strange:
        run.report = {**run.report, "strange": part.strange}
    run.done += part.read
    db.session.flush()


def _companies(one: Import, run: Run, part: Part, judge: Judge, by: Actor) -> list[Staged]:
    """Lines of their own for new companies that were not named before; known ones are noted."""
    spelled = dict(part.named)
    for line in part.lines:
        if line.company and line.verdict in (Verdict.NEW, Verdict.ASK, Verdict.UPDATE):
            here = (line.line, line.company_name)
            spelled[line.company] = min(spelled.get(line.company, here), here)
    named = {key: name for key, (_line, name) in sorted(spelled.items(), key=itemgetter(1))}
    had = _firms(one, run, part, judge, named)
    before = set(db.session.scalars(_named_before(one, list(named)))) if named else set()
    names = {key: name for key, name in named.items() if key not in before}
    found = employers.settled(names, judge.wish, by=by) if names else employers.Settled({})
    number = run.cursor.get("companies", 0)
    lines: list[Staged] = []
    for key, name in names.items():
        place = None
        if key in found.made:
            place = -(number + len(lines) + 1)
            lines.append(Staged(place, Verdict.NEW, [name], judge.company(name, key)))
        db.session.add(ImportCompany(import_id=one.id, key=key, line=place, contact_id=found.there.get(key)))
    employers.count(run, part.lines, found, judge.wish)
    run.cursor = {
        "line": part.last, "companies": number + len(lines), **({firms.FIRST: True} if had else {}),
    }  # fmt: skip
    return lines


def _firms(one: Import, run: Run, part: Part, judge: Judge, named: Collection[str]) -> bool:
    """Note the companies that have rows themselves; whether there are any so far."""
    if judge.wish.companies == "leave":
        return False
    chosen = {key for key, choice in employers.decided_of(judge.wish).items() if choice.isdecimal()}
    found = firms.rows_of(part, but=chosen)
    had = bool(run.cursor.get(firms.FIRST))
    if found:
        firms.note(one, found, named=named)
    if had and named:
        firms.name(one, named)
    return had or bool(found)


def _named_before(one: Import, keys: list[str]) -> Select[Any]:
    named = select(ImportCompany.key).where(ImportCompany.import_id == one.id)
    return named.where(ImportCompany.key == among(keys))


def _end(one: Import, run: Run) -> None:
    db.session.refresh(one, with_for_update=True)
    if run.is_open:
        if run.cursor.get(firms.FIRST):
            firms.settle(one)
        one.counts = counted(one.id)
        one.report = {**one.report, **gaining.told(one.id)}
        one.stage = Stage.CHECKED.value
        one.seen = {**one.seen, "strange": {**run.report.get("strange", {}), **employers.told(one, run)}}
        if broken := run.report.get("broken"):
            one.counts = {**one.counts, "broken": broken}
        runs.end(run)
    elif one.run_id == run.id:
        one.stage = Stage.MAPPING.value
    db.session.flush()


def counted(import_id: int) -> dict[str, int]:
    """How many lines there are of each verdict; those of companies that lines name apart."""
    rows_ = db.session.execute(
        select(func.sign(ImportLine.line), ImportLine.verdict, func.count())
        .where(ImportLine.import_id == import_id)
        .group_by(func.sign(ImportLine.line), ImportLine.verdict)
    )
    return {verdict if sign > 0 else f"companies_{verdict}": number for sign, verdict, number in rows_}
