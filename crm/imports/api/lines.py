"""Single rows of a checked file, as the API tells them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from crm.imports.models import Import, ImportLine, Verdict
from crm.imports.presenters.telling import differences, reasons, seen_of
from crm.imports.queries import some_lines
from crm.kernel.access import Actor
from crm.kernel.forms import Shape

MOST: Final = 200
VERDICTS: Final[Mapping[str, Verdict]] = {
    "new": Verdict.NEW, "changing": Verdict.UPDATE, "to_decide": Verdict.ASK,
    "already_there": Verdict.KNOWN, "faulty": Verdict.FAULTY, "changed_meanwhile": Verdict.CHANGED,
}  # fmt: skip
LineKind = Literal["new", "changing", "to_decide", "already_there", "faulty", "changed_meanwhile"]


class ImportLinesIn(Shape):
    """Which rows."""

    becomes: LineKind = "changing"
    """What becomes of them."""
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """Rows after this one of the file."""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    """At most so many."""


class ImportChangeOut(BaseModel):
    """A value that is changed."""

    label: Annotated[str, Field(description="What people call the field.")]
    before: Annotated[str, Field(description="What stands there, in words.")]
    after: Annotated[str, Field(description="What will stand there, in words.")]


class ImportLineOut(BaseModel):
    """A row of the file."""

    line: Annotated[int, Field(description="Its number in the file.")]
    contact_id: Annotated[int | None, Field(description="The contact that is there already, if you see it.")]
    cells: Annotated[list[str], Field(description="What stands in it; empty for one that becomes a contact.")]
    reasons: Annotated[list[str], Field(description="What is wrong with it, or why nothing becomes of it.")]
    changes: Annotated[list[ImportChangeOut], Field(description="What it changes of its contact.")]


class ImportLinesOut(BaseModel):
    """Some rows of the file, in their order."""

    lines: list[ImportLineOut]


def lines(one: Import, asked: ImportLinesIn, *, to: Actor) -> ImportLinesOut:
    """Rows of this kind, as far as the person sees their contacts now."""
    rows = some_lines(one, VERDICTS[asked.becomes], after=asked.after, limit=asked.limit)
    seen = seen_of(rows, to)
    told = {each["line"]: each["changes"] for each in differences(rows, to)}
    return ImportLinesOut(lines=[_line(row, seen, told.get(row.line, ())) for row in rows])


def _line(row: ImportLine, seen: Mapping[int, Any], changes: Sequence[Any]) -> ImportLineOut:
    return ImportLineOut(
        line=row.line,
        contact_id=row.contact_id if row.contact_id in seen else None,
        cells=list(row.cells),
        reasons=reasons(row.faults),
        changes=[ImportChangeOut(label=one.label, before=one.before, after=one.after) for one in changes],
    )
