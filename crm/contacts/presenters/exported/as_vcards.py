"""Contacts as one file of vCards 3.0, which every phone reads (CON-23)."""

from collections.abc import Iterator
from typing import IO, Any, Final

from crm.contacts.presenters.exported.cells import name_of, worn
from crm.contacts.presenters.vcards.cards import Carded, Whole, vcard
from crm.contacts.queries.exported import Batch, Known
from crm.contacts.queries.rows import Company, Way, Work
from crm.contacts.queries.vcards import bytes_of
from crm.kernel.vcards.writing import Version

VERSION: Final[Version] = "3.0"


class VcardFile:
    """Cards one after the other, with the photos that contacts wear."""

    def __init__(self, file: IO[bytes], known: Known) -> None:
        self._file, self._known = file, known

    def put(self, batch: Batch) -> None:
        """Write a card for each of these contacts."""
        self._file.write("".join(self._cards(batch)).encode())

    def end(self) -> None:
        """Nothing follows the last card."""

    def _cards(self, batch: Batch) -> Iterator[str]:
        for row in batch.rows:
            company = batch.companies.get(row.id)
            work = Work(company[0], Company(company[1], company[2])) if company else None
            photo = bytes_of(batch.photos.get(row.id))
            tags = worn(row.tag_ids, self._known)
            yield vcard(Whole(self._contact(row, batch), work, tags, photo), version=VERSION)

    def _contact(self, row: Any, batch: Batch) -> Carded:
        return Carded(
            row.id, row.kind, row.last_name, row.first_name, row.middle_name, row.name, name_of(row),
            row.job_title, row.description, row.language, row.source, row.currency, row.external_id,
            row.born_on, row.changed_at, self._known.types.get(row.type_id),
            [Way(way.id, way.kind, way.value, "", way.label, way.primary, way.valid, way.parts)
             for way in batch.ways.get(row.id, ())],
        )  # fmt: skip
