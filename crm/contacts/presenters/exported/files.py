"""A file of each format, ready to take contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final, Protocol

from sqlalchemy import Select

from crm.contacts.models.exporting import TABLES, Format, Wanted
from crm.contacts.presenters.exported.as_csv import PLAIN, RUSSIAN_EXCEL, CsvFile
from crm.contacts.presenters.exported.as_json import JsonLines
from crm.contacts.presenters.exported.as_vcards import VcardFile
from crm.contacts.presenters.exported.as_xlsx import XlsxFile
from crm.contacts.presenters.exported.columns import chosen, columns, needs_of
from crm.contacts.queries import exported
from crm.contacts.queries.exported import (
    COMPANIES,
    CUSTOM,
    LINKS,
    MANAGERS,
    PHOTOS,
    REQUISITES,
    WAYS,
    Batch,
    Needs,
)
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.vcards import writing


class Writes(Protocol):
    """A file that takes contacts part by part."""

    def put(self, batch: Batch) -> None:
        """Write these contacts."""

    def end(self) -> None:
        """Write what follows the last of them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a format is called, whom it suits, how its files are named."""

    label: LazyText
    help: LazyText
    ending: str
    media_type: str


KINDS: Final[Mapping[Format, Kind]] = {
    "xlsx": Kind(
        lazy("Excel (XLSX)"), lazy("For Excel, LibreOffice and Google Sheets."), "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv_ru": Kind(
        lazy("CSV for Excel in Russia"),
        lazy("Opens by a double click: semicolons, decimal comma, dates like 31.12.2026."),
        "csv", "text/csv",
    ),
    "csv": Kind(
        lazy("CSV"), lazy("For other programs: UTF-8, commas, dates like 2026-12-31."), "csv", "text/csv",
    ),
    "vcf": Kind(
        lazy("vCards (VCF)"), lazy("For phones and address books, with photos."), writing.ENDING,
        writing.MEDIA_TYPE,
    ),
    "jsonl": Kind(
        lazy("JSON Lines"), lazy("For programmers: everything, as the API tells it."), "jsonl",
        "application/jsonl",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, and what must be read for it besides the contacts."""

    file: Writes
    needs: Needs


def open_file(content: IO[bytes], wanted: Wanted, ids: Select[Any], *, to: Actor) -> Opened:
    """Begin a file for these contacts: what is the same for each is asked here; at most eight statements."""
    known = exported.known()
    if wanted.format == "jsonl":
        return Opened(
            JsonLines(content, known, to=to),
            frozenset({WAYS, MANAGERS, COMPANIES, LINKS, CUSTOM, REQUISITES}),
        )
    if wanted.format == "vcf":
        return Opened(VcardFile(content, known), frozenset({WAYS, COMPANIES, PHOTOS}))
    some = chosen(wanted)
    of_file = columns(some, wanted, exported.widest(ids, to=to), known, to=to)
    if wanted.format == "xlsx":
        return Opened(XlsxFile(content, of_file), needs_of(some))
    manner = RUSSIAN_EXCEL if wanted.format == "csv_ru" else PLAIN
    return Opened(CsvFile(content, of_file, manner), needs_of(some))


def has_columns(wanted: Wanted) -> bool:
    """Whether the format is a table."""
    return wanted.format in TABLES
