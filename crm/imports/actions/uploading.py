"""Keeping a file, and looking at it: how it is read, which columns it has, what they seem to mean."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path
from typing import IO, Any, Final

from crm.contacts.access import CREATE_CONTACTS
from crm.files.store import store
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions.remembering import digest, mapped
from crm.imports.forms import ReadingShape
from crm.imports.models import Import, Stage
from crm.imports.queries import Last, last_like
from crm.imports.reading.files import as_usual, look
from crm.imports.reading.shapes import Seen
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import clean
from crm.kernel.i18n import kept, lazy

LONGEST_NAME: Final = 200
LONGEST_CELL: Final = 500
"""So much of a cell is kept to be shown."""
BEGUN: Final = lazy("This import has begun already: upload the file again to begin another one.")


def receive_upload(content: IO[bytes], *, name: str, most_mb: int, by: Actor) -> Import:
    """The same for a file of unknown size.

    Raises: as ``receive``.
        Invalid: under ``file``: it is larger than so many MB.
    """
    size = content.seek(0, SEEK_END)
    content.seek(0)
    if size > most_mb * 1024 * 1024:
        raise Invalid({"file": lazy("This file is larger than %(num)s MB.", num=most_mb)})
    return receive(content, name=name, size=size, by=by)


def receive(content: IO[bytes], *, name: str, size: int, by: Actor) -> Import:
    """Keep a file and look at it; nothing is made of it yet.

    Raises:
        Forbidden: the actor may not import, or not add contacts.
        Unreadable: it can't be read.
        NoRoom, StorageAway: it could not be kept.
    """
    by.must(RUN_IMPORTS)
    by.must(CREATE_CONTACTS)
    named = " ".join(str(clean(name)).split())[-LONGEST_NAME:] or "contacts"
    if not size:
        raise Invalid({"file": lazy("This file is empty.")})
    key = store().put(content)
    with on_disk(key) as path:
        seen = look(path, named)
    made = Import(name=named, size=size, key=key, made_by=by.user_id, counts={}, report={})
    made.stage = Stage.MAPPING.value
    mapped(made, _noted(made, seen))
    db.session.add(made)
    db.session.flush()
    return made


def read_anew(one: Import, wanted: ReadingShape) -> bool:
    """Read the file in the way that is wanted now; True if its columns are others than before.

    It is not read once more in the way in which it was.

    Raises: as ``read_so``.
    """
    expect_mapping(one)
    chosen = wanted.wanted()
    if chosen and all(one.shape.get(name) == value for name, value in chosen.items()):
        return False
    return read_so(one, wanted)


def read_so(one: Import, wanted: ReadingShape) -> bool:
    """Read the file once more, as it is wanted and else as it seems; True if its columns are others then.

    What they mean is guessed anew then, or remembered. What a check told is told of no longer.

    Raises:
        Unreadable: it can't be read in this way.
        BytesMissing: the file was swept.
        Conflict: the import has begun.
    """
    expect_mapping(one)
    with on_disk(one.key) as path:
        seen = look(path, one.name, wanted.wanted())
    before = one.seen["columns"]
    one.stage, one.counts = Stage.MAPPING.value, {}
    last = _noted(one, seen)
    is_same: bool = one.seen["columns"] == before
    if not is_same:
        mapped(one, last)
    db.session.flush()
    return not is_same


def expect_mapping(one: Import) -> None:
    """Refuse what can't be chosen any more.

    Raises:
        Conflict: the import has begun.
    """
    if one.stage not in (Stage.MAPPING, Stage.CHECKED):
        raise Conflict(BEGUN)


@contextmanager
def on_disk(key: str) -> Iterator[Path]:
    """The bytes as a file, for as long as the block lasts.

    Raises:
        BytesMissing, StorageAway: they can't be had.
    """
    with tempfile.NamedTemporaryFile(prefix="artel-import-") as file:
        for chunk in store().read(key):
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def _noted(one: Import, seen: Seen) -> Last | None:
    """What was chosen last for the same headings: where the file leaves it open, it is read in that way."""
    headings = digest(seen.columns)
    last = last_like(one, headings)
    if last is not None:
        seen = as_usual(seen, last.shape)
    one.shape = seen.shape.to_dict()
    told: Mapping[str, Any] = {
        "columns": [clean(column[:LONGEST_NAME]) for column in seen.columns],
        "sample": [[clean(cell[:LONGEST_CELL]) for cell in row] for row in seen.sample],
        "cells": [_counted(cells) for cells in seen.cells],
        "rows": seen.rows,
        "exact": seen.rows_exact,
        "sheets": list(seen.choices.sheets),
        "members": list(seen.choices.members),
        "unsure": [kept(doubt) for doubt in seen.unsure],
        "headings": headings,
        "strange": {},
        "coming": {},
    }
    one.seen = {**(one.seen or {}), **told}
    return last


def _counted(cells: Mapping[str, int] | None) -> dict[str, int] | None:
    return None if cells is None else {str(clean(cell)): rows for cell, rows in cells.items()}
