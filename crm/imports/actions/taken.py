"""Unique values that another contact got between check and run: their rows are left out and told of."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import BigInteger, Text, any_, column, func, select, update

from crm.contacts.models.kinds import CONTACT
from crm.fields.models import CustomField, UniqueValue
from crm.fields.queries import fields_of
from crm.files.store import BytesMissing
from crm.imports.actions.chunks import NONE, Chunk
from crm.imports.actions.looking import TAKEN
from crm.imports.actions.staging import UNSEEN, Fault, kept_faults
from crm.imports.actions.uploading import on_disk
from crm.imports.models import Import, ImportLine, Verdict
from crm.imports.reading.files import parts
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Shape
from crm.kernel.db import db


def without_taken(one: Import, chunk: Chunk) -> Chunk | None:
    """The chunk without rows that want what another contact has by now; a statement if a field is unique.

    None: somebody else took one of these rows meanwhile.
    """
    fields = {field.id: field for field in fields_of(CONTACT) if field.unique}
    faults = _taken(one, chunk, fields) if fields else {}
    if not faults:
        return chunk
    cells = _cells(one, faults)
    for line, told in faults.items():
        row = {"cells": cells.get(line, []), "faults": kept_faults(told)}
        leaving = update(ImportLine).where(ImportLine.import_id == one.id, ImportLine.line == line)
        leaving = leaving.where(ImportLine.verdict == Verdict.NEW.value).returning(ImportLine.line)
        leaving = leaving.values(verdict=Verdict.CHANGED.value, wanted=None, **row)
        if db.session.scalar(leaving, execution_options=UNSEEN) is None:
            return None
    left = [str(line) for line in chunk.numbers() if line not in faults]
    return chunk._replace(text=f"{{{','.join(left)}}}" if left else NONE, number=len(left))


def _taken(one: Import, chunk: Chunk, fields: dict[int, CustomField]) -> dict[int, list[Fault]]:
    told = func.jsonb_to_recordset(ImportLine.wanted["unique"])
    row = told.table_valued(column("field_id", BigInteger()), column("value", Text()))
    row = row.render_derived(name="row_unique", with_types=True)
    held = (UniqueValue.field_id == row.c.field_id) & (UniqueValue.value == row.c.value)
    some = (
        select(ImportLine.line, row.c.field_id)
        .join(row, row.c.field_id.in_(list(fields)))
        .join(UniqueValue, held)
        .where(ImportLine.import_id == one.id, ImportLine.line == any_(chunk.lines))
    )
    found: defaultdict[int, list[Fault]] = defaultdict(list)
    for line, field_id in db.session.execute(some):
        found[line].append((fields[field_id].shown, TAKEN))
    return found


def _cells(one: Import, lines: Collection[int]) -> dict[int, list[str]]:
    """What stands in these rows of the file: of rows that become contacts it is not kept beside."""
    found: dict[int, list[str]] = {}
    try:
        with on_disk(one.key) as path:
            for some in parts(path, Shape.from_dict(one.shape), after=min(lines) - 1):
                found |= {row.line: list(row.cells) for row in some if row.line in lines}
                if some[-1].line >= max(lines):
                    break
    except (BytesMissing, Unreadable):
        return found
    return found
