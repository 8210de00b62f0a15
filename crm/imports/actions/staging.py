"""Lines into their staging table, by COPY: many times as fast as any INSERT."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

import psycopg
from pydantic_core import from_json, to_json
from sqlalchemy import text

from crm.imports.models import Verdict
from crm.kernel.db import db
from crm.kernel.forms import clean
from crm.kernel.i18n import LazyText, kept

COPY: Final = (
    "COPY import_line (import_id, line, verdict, contact_id, keys, cells, wanted, faults) FROM STDIN"
)
SOON: Final = text("SET LOCAL synchronous_commit TO off")
"""For a chunk of many: whether a crash of the server takes it back is all one, since the cursor that it moves
is written in the same transaction. What comes after all of them is waited for, and they with it."""
UNSEEN: Final = {"synchronize_session": False}
"""For statements on many rows, of which the session holds none."""
NOTHING: Final = "\\N"
VERDICTS: Final = {each.value: each for each in Verdict}
WRITTEN: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
"""What COPY's text format asks for (PostgreSQL's documentation of COPY, "Text Format")."""


BLANK: Final[Mapping[str, Any]] = {
    **dict.fromkeys(
        ("first_name", "last_name", "middle_name", "name", "description", "sort_name", "search_text",
         "language", "source", "currency", "job_title", "match_name", "inn", "external_id"), ""
    ),
    "type_id": None, "class_id": None, "born_on": None, "restricted": False, "requisites": {}, "custom": {},
    "tag_ids": [],
}  # fmt: skip
"""What a staged contact doesn't tell, since it is so."""
BLANK_COMM: Final[Mapping[str, Any]] = {"label": "", "parts": None, "valid": True, "is_primary": False}
"""The same of a way to reach it; where nothing else is told its ``normalised`` is its value."""
NAMED: Final = "named"
"""Beside what is staged of a company: the key by which people of the file name it."""


Fault: TypeAlias = tuple[str, LazyText | str]
"""The heading of the column, empty where it is the whole line, and what is wrong."""


@dataclass(slots=True)
class Staged:
    """A line as it shall stand there. ``wanted`` is a JSON text.

    ``keys`` are by what it could be the same as a contact, the surest first, ``hashes`` by what as another
    line; ``unique`` are its values of unique fields, by the field's id. ``company`` is the key of whom the
    person works for, ``company_name`` as it was written; ``firm`` is the key by which people name the company
    that the line is of; ``refs`` are headings and texts that name contacts, by the own field's key.
    """

    line: int
    verdict: Verdict
    cells: Sequence[str] = ()
    wanted: str | None = None
    keys: Sequence[str] = ()
    hashes: Sequence[int] = ()
    unique: Mapping[int, str] = field(default_factory=dict)
    contact_id: int | None = None
    company: str = ""
    company_name: str = ""
    firm: str = ""
    refs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    faults: Sequence[Fault] = ()

    def plain(self) -> tuple[Any, ...]:
        """All of a line without faults, for another process: what ``of_plain`` makes a line of again."""
        return (
            self.line, self.verdict.value, tuple(self.cells), self.wanted, list(self.keys), list(self.hashes),
            dict(self.unique), self.contact_id, self.company, self.company_name,
            self.firm, dict(self.refs),
        )  # fmt: skip

    @classmethod
    def of_plain(cls, told: tuple[Any, ...]) -> "Staged":
        """The line that another process told."""
        line, verdict, *others = told
        return cls(line, VERDICTS[verdict], *others)

    @property
    def planned(self) -> Any:
        """``wanted`` as a value."""
        return from_json(self.wanted) if self.wanted else None


@dataclass(slots=True)
class Part:
    """Some lines of the file; ``read`` counts the rows that they were made of, ``last`` is the last of these.

    ``rows`` are lines of which nothing is left to be asked, as COPY takes them; ``named`` are the companies
    of their people: by their keys the first line that names each, and how; ``firms`` are companies that have
    such a row themselves, by the same keys. ``strange`` are the names in all lines so far that the workspace
    doesn't know, by target.
    """

    lines: list[Staged]
    rows: bytes
    named: Mapping[str, tuple[int, str]]
    firms: Mapping[str, int]
    read: int
    last: int
    strange: Mapping[str, Any]


def short(values: Mapping[str, Any], blank: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from a blank one: much of what the database reads of a line many times over."""
    return {name: value for name, value in values.items() if name not in blank or value != blank[name]}


def whole(wanted: str | None) -> Any:
    """A staged line of a new contact as a value, with what was left out for short; None tells nothing."""
    told = from_json(wanted or '{"contact": {}}')
    told["contact"] = {**BLANK, **told["contact"]}
    told["comms"] = [{**BLANK_COMM, "normalised": comm["value"], **comm} for comm in told.get("comms", ())]
    return told


def text_of(value: Any) -> str:
    """The value as a JSON text."""
    return to_json(value).decode()


def stage(import_id: int, lines: Iterable[Staged], rows: bytes = b"") -> None:
    """Stage these lines, and those of which ``rows_of`` told these rows, in the caller's transaction."""
    raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
    with psycopg.Cursor(raw) as cursor, cursor.copy(COPY) as copy:
        copy.write(rows_of(import_id, lines))
        copy.write(rows)


def rows_of(import_id: int, lines: Iterable[Staged]) -> str:
    """The lines as COPY takes them. Of a line that becomes a contact no cells are kept."""
    return "".join([_row(import_id, line) for line in lines])


def faults_of(line: Staged) -> list[list[Any]]:
    """What is wrong with the line, as its row keeps it: told anew in the language of whoever reads it."""
    return kept_faults(line.faults)


def kept_faults(faults: Iterable[Fault]) -> list[list[Any]]:
    """These faults, as a row keeps them."""
    return [[clean(heading), *kept(told)] for heading, told in faults]


def _row(import_id: int, line: Staged) -> str:
    contact, cells, faults = line.contact_id or NOTHING, "{}", "[]"
    wanted = line.wanted.replace("\\", "\\\\") if line.wanted else NOTHING
    if line.verdict is not Verdict.NEW:
        cells = _array(line.cells)
        faults = text_of(faults_of(line)).replace("\\", "\\\\")
    keys = ",".join(map(str, line.hashes))
    verdict = line.verdict.value
    return f"{import_id}\t{line.line}\t{verdict}\t{contact}\t{{{keys}}}\t{cells}\t{wanted}\t{faults}\n"


def _array(cells: Sequence[str]) -> str:
    quoted = (str(clean(cell)).replace("\\", "\\\\").replace('"', '\\"') for cell in cells)
    return ("{" + ",".join(f'"{cell}"' for cell in quoted) + "}").translate(WRITTEN)
