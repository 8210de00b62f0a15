"""Files as rows: what each is, how large, by whom and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crm.files.kinds import icon
from crm.files.models import StoredFile
from crm.kernel import moments
from crm.kernel.i18n import _
from crm.team.queries import faces_of

KILO: Final = 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A file as a row of the list."""

    id: int
    url: str
    name: str
    icon: str
    size: str
    by: str
    at_iso: str
    at_short: str
    at_exact: str


def rows(files: Iterable[StoredFile]) -> list[Row]:
    """The files as rows; one query for the names of who added them."""
    known = list(files)
    people = faces_of(file.made_by for file in known)
    return [_row(file, people[file.made_by].name if file.made_by in people else _("Artel")) for file in known]


def size(number: int) -> str:
    """A number of bytes in the reader's words: 512 B, 13 KB, 1.4 MB."""
    if number < KILO:
        # Translators: a file's size in bytes
        return _("%(num)s B", num=moments.number(number))
    if number < KILO * KILO:
        return _("%(num)s KB", num=moments.number(-(-number // KILO)))
    return _("%(num)s MB", num=moments.decimal(number / KILO / KILO))


def _row(file: StoredFile, by: str) -> Row:
    return Row(
        id=file.id, url=f"/files/{file.id}", name=file.name, icon=icon(file.media_type),
        size=size(file.size), by=by, at_iso=file.made_at.isoformat(), at_short=moments.short(file.made_at),
        at_exact=moments.exact(file.made_at),
    )  # fmt: skip
