"""What the facts about files say beyond their sentences, in the history of the record they hang on."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from crm.files import facts
from crm.files.models import StoredFile
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.tellings import Detail, Said, Telling


def of_files(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """What the file is called now, and the way to it while it is there; one query.

    A file that went to another record is told only to whoever asks there: it may be hidden from this reader.
    """
    ids = {int(row.body["file_id"]) for row in rows}
    files = {file.id: file for file in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))}
    return {
        row.id: Detail(said=(_said(file),))
        for row in rows
        if (file := files.get(int(row.body["file_id"]))) is not None and _is_at(file, row)
    }


def _is_at(file: StoredFile, row: FactRow) -> bool:
    return (file.about_kind, file.about_id) == (row.subject_kind, row.subject_id)


def _said(file: StoredFile) -> Said:
    return Said(file.name, "" if file.deleted_at else f"/files/{file.id}")


TELLINGS: Final = (
    Telling(facts.FileAdded, "paperclip", group="files", tell=of_files),
    Telling(facts.FileRenamed, "pencil", group="files", tell=of_files),
    Telling(facts.FileDeleted, "trash", group="files", tell=of_files),
    Telling(facts.FileRestored, "arrow-back-up", group="files", tell=of_files),
)
