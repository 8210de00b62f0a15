"""Companies that have a row of their own in the file: people who name them are linked with what it becomes.

The row may stand before its people or after them, and counts more than a company of the workspace that is
called so; of several rows of one name the first counts. Rows that people name are imported before them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from crm.imports.actions.matching import among
from crm.imports.actions.staging import NAMED, UNSEEN, Part
from crm.imports.models import Import, ImportCompany, ImportLine, Verdict
from crm.kernel.db import db

Place = tuple[int, int | None]
"""A company's line in the file, and the contact that is there already, if it is."""
FIRST: Final = "firms"
"""Of what was seen of a file: whether rows of companies have to be imported before their people."""
_COLUMNS: Final = (
    column("key", Text()), column("line", Integer()), column("contact_id", BigInteger()),
    column("named", Boolean()),
)  # fmt: skip


def rows_of(part: Part, *, but: Collection[str]) -> dict[str, Place]:
    """The rows of companies among these lines, by the keys by which people name them."""
    found: dict[str, Place] = {key: (line, None) for key, line in part.firms.items()}
    for line in part.lines:
        if line.firm and (line.verdict is Verdict.NEW or line.contact_id):
            here = (line.line, None if line.verdict is Verdict.NEW else line.contact_id)
            found[line.firm] = min(found.get(line.firm, here), here)
    return {key: place for key, place in found.items() if key not in but}


def note(one: Import, found: Mapping[str, Place], *, named: Collection[str]) -> None:
    """Note which rows companies have, and whether people of the same lines name them.

    A line that was staged for a name alone goes. Two statements.
    """
    lines, contact_ids = zip(*found.values(), strict=True)
    told = func.unnest(
        literal(list(found), ARRAY(Text)), literal(list(lines), ARRAY(Integer)),
        literal(list(contact_ids), ARRAY(BigInteger)),
        literal([key in named for key in found], ARRAY(Boolean)),
    )  # fmt: skip
    row = told.table_valued(*_COLUMNS).render_derived(name="row_of_firm")
    by_name = select(ImportCompany.line).where(_of(one), ImportCompany.key == among(found))
    by_name = by_name.where(ImportCompany.line < 0)
    bare = delete(ImportLine).where(ImportLine.import_id == one.id, ImportLine.line.in_(by_name))
    db.session.execute(bare, execution_options=UNSEEN)
    rows = select(literal(one.id, BigInteger), row.c.key, row.c.line, row.c.contact_id, row.c.named)
    noted = insert(ImportCompany).from_select(["import_id", "key", "line", "contact_id", "named"], rows)
    db.session.execute(
        noted.on_conflict_do_update(
            index_elements=(ImportCompany.import_id, ImportCompany.key),
            set_={"line": noted.excluded.line, "contact_id": noted.excluded.contact_id, "named": true()},
            where=or_(ImportCompany.line.is_(None), ImportCompany.line < 0),
        )
    )


def name(one: Import, keys: Iterable[str]) -> None:
    """Note that people name companies of these keys, as far as rows before had them."""
    had = _of(one), ImportCompany.key == among(keys), ImportCompany.line > 0, ~ImportCompany.named
    db.session.execute(update(ImportCompany).where(*had).values(named=True), execution_options=UNSEEN)


def among_rows(one: Import, keys: Collection[str]) -> set[str]:
    """Those of these keys whose companies have rows."""
    had = select(ImportCompany.key).where(_of(one), ImportCompany.key == among(keys), ImportCompany.line > 0)
    return set(db.session.scalars(had))


def settle(one: Import) -> None:
    """At the end of a check: of companies whose rows stand in the file twice the first counts; note whether
    there are rows that have to be imported before their people. Two statements.
    """
    double, first = aliased(ImportLine), aliased(ImportLine)
    number = cast(double.faults[0][2]["number"].astext, Integer)
    again = (
        update(ImportCompany)
        .where(_of(one), ImportCompany.line > 0, ImportCompany.contact_id.is_(None))
        .where(double.import_id == one.id, double.line == ImportCompany.line)
        .where(double.verdict == Verdict.KNOWN.value)
        .where(first.import_id == one.id, first.line == number)
        .where(or_(first.contact_id.is_not(None), first.wanted.has_key(NAMED)))
        .values(line=first.line, contact_id=first.contact_id)
    )
    db.session.execute(again, execution_options=UNSEEN)
    one.seen = {**one.seen, FIRST: bool(db.session.scalar(select(exists(waiting(one)))))}


def link(one: Import) -> None:
    """Names that stand for a row of another name stand for what it became; one statement."""
    same = aliased(ImportCompany)
    told = update(ImportCompany).where(_of(one), ImportCompany.line > 0, ImportCompany.contact_id.is_(None))
    told = told.where(same.import_id == one.id, same.line == ImportCompany.line, same.contact_id.is_not(None))
    db.session.execute(told.values(contact_id=same.contact_id), execution_options=UNSEEN)


def waiting(one: Import) -> Select[int | None]:
    """The lines of companies that people name and that are no contacts yet."""
    rows = select(ImportCompany.line).where(_of(one), ImportCompany.line > 0, ImportCompany.named)
    return rows.where(ImportCompany.contact_id.is_(None))


def _of(one: Import) -> ColumnElement[bool]:
    return ImportCompany.import_id == one.id
