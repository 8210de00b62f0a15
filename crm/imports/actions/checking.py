"""The dry run: every line of the file is read, judged and staged, part by part; no contact is touched."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import ARRAY, Text, any_, delete, func, literal, select

from crm.contacts.models.contact import Contact
from crm.imports.actions.judging import Judge, judge_for
from crm.imports.actions.matching import match
from crm.imports.actions.staging import stage
from crm.imports.actions.uploading import on_disk
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.imports.reading.files import rows
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row, Shape
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.runs import Run

PART: Final = 1_000
"""So many lines are staged in one transaction."""


def checked(run: Run, *, by: Actor) -> Iterator[int]:
    """Stage line after line from where the run stands; what is yielded is to be committed.

    Raises:
        BytesMissing, StorageAway: the file can't be had.
    """
    one = db.session.get_one(Import, run.payload["import_id"])
    if not run.cursor:
        db.session.execute(delete(ImportLine).where(ImportLine.import_id == one.id))
    shape = Shape.from_dict(one.shape)
    judge = judge_for(one, by=by)
    judge.gather.remember(run.report.get("strange", {}))
    after = run.cursor.get("line", 0)
    try:
        with on_disk(one.key) as path:
            left = (row for row in rows(path, shape) if row.line > after)
            while part := tuple(islice(left, PART)):
                db.session.refresh(run, with_for_update=True)
                if not run.is_open:
                    break
                _staged(one, run, part, judge, by)
                yield run.done
    except Unreadable as refusal:
        run.report = {**run.report, "broken": str(refusal.sentence)}
    _end(one, run)


def _staged(one: Import, run: Run, part: tuple[Row, ...], judge: Judge, by: Actor) -> None:
    judge.named.clear()
    run.state = runs.RunState.RUNNING.value
    lines = [line for row in part if (line := judge.judged(row)) is not None]
    if judge.wish.on_match == "skip":
        match(one.id, lines, by=by)
    _forget_unnamed(judge, lines)
    companies = _companies(one, run, judge, by)
    stage(one.id, [*companies, *lines])
    if strange := judge.gather.strange():
        run.report = {**run.report, "strange": strange}
    run.done += len(part)
    run.cursor = {
        "line": part[-1].line,
        "companies": run.cursor.get("companies", 0) + len(companies),
    }
    db.session.flush()


def _forget_unnamed(judge: Judge, lines: list[dict[str, Any]]) -> None:
    """Companies that only rows name which make no contact are not needed."""
    needed = {(line.get("wanted") or {}).get("company") for line in lines}
    for key in judge.named.keys() - needed:
        del judge.named[key]


def _companies(one: Import, run: Run, judge: Judge, by: Actor) -> list[dict[str, Any]]:
    """Lines of their own for companies that were not named before: those that the person sees, else new."""
    keys = literal(list(judge.named), ARRAY(Text))
    staged = select(ImportLine.match_key).where(
        ImportLine.import_id == one.id, ImportLine.match_key == any_(keys), ImportLine.line < 0
    )
    known = set(db.session.scalars(staged)) if judge.named else set()
    names = {key: name for key, name in judge.named.items() if key not in known}
    there = _seen_companies(list(names), by) if names else {}
    number = run.cursor.get("companies", 0)
    lines: list[dict[str, Any]] = []
    for key, name in names.items():
        if key not in there and judge.wish.companies != "create":
            continue
        line: dict[str, Any] = {"line": -(number + len(lines) + 1), "match_key": key, "cells": [name]}
        if key in there:
            line |= {"verdict": Verdict.KNOWN.value, "contact_id": there[key]}
        else:
            line |= {"verdict": Verdict.NEW.value, "wanted": judge.company(name)}
        lines.append(line)
    return lines


def _seen_companies(keys: list[str], by: Actor) -> dict[str, int]:
    """The first company of each name that the person sees; one statement."""
    seen = Contact.visible_to(by).where(
        Contact.kind == "company", Contact.match_name == any_(literal(keys, ARRAY(Text)))
    )
    firsts = seen.with_only_columns(Contact.match_name, func.min(Contact.id)).group_by(Contact.match_name)
    return {row[0]: row[1] for row in db.session.execute(firsts.order_by(None))}


def _end(one: Import, run: Run) -> None:
    db.session.refresh(one, with_for_update=True)
    if run.is_open:
        one.counts = counted(one.id)
        one.stage = Stage.CHECKED.value
        one.seen = {**one.seen, "strange": run.report.get("strange", {})}
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
