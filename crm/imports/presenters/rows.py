"""The rows that were left out, as a table: their columns as they were, and why (IMP-6)."""

from collections.abc import Iterator, Sequence
from typing import Final

from crm.imports.guessing.reasons import tells_reasons
from crm.imports.models import Import
from crm.imports.presenters.telling import reasons
from crm.imports.queries import LEFT_OUT, most_cells, some_lines
from crm.kernel.i18n import _, locale

PART: Final = 500


def delimiter_of(one: Import) -> str:
    """What stands between the cells of its rows left out: what stood in the file, so that the Excel that made
    it opens them as columns; of another kind of file a semicolon in Russian, as Excel has it there.
    """
    return one.shape.get("delimiter") or (";" if locale() == "ru" else ",")


def rows_left_out(one: Import) -> Iterator[Sequence[str]]:
    """The heading, then each row that became no contact; their cells may be computed by a spreadsheet.

    Cells that belong to no column follow the reason, under no heading: sent again as they are, they are
    refused once more, and never taken for something else. Reasons of an earlier time give way to new ones.
    """
    columns, width = one.seen["columns"], len(one.seen["columns"])
    own = width - 1 if columns and tells_reasons(columns[-1]) else width
    beyond = max(0, most_cells(one, *LEFT_OUT) - width)
    yield [*columns[:own], _("Why it was left out"), *[""] * beyond]
    after = 0
    while lines := some_lines(one, *LEFT_OUT, after=after, limit=PART):
        for line in lines:
            cells = [*line.cells, *[""] * (width + beyond - len(line.cells))]
            yield [*cells[:own], "; ".join(reasons(line.faults)), *cells[width:]]
        after = lines[-1].line
