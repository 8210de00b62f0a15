"""Imports in the JSON API: upload, check, run, watch, take the rows that were left out."""

from flask import Response, send_file, url_for

from crm.imports.access import RUN_IMPORTS
from crm.imports.actions import running, wishing
from crm.imports.actions.deciding import decide
from crm.imports.actions.uploading import read_so, receive_upload
from crm.imports.api.lines import ImportLinesIn, ImportLinesOut, lines
from crm.imports.api.plane import ONE, api
from crm.imports.api.reading import ImportReadingIn
from crm.imports.api.shapes import (
    ImportCheckIn,
    ImportDecisionIn,
    ImportFileIn,
    ImportOut,
    ImportStepIn,
    chosen,
    shown,
)
from crm.imports.models import Import
from crm.imports.presenters.rows import rows_left_out
from crm.imports.queries import my_imports
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.tables import csv_file
from crm.web.api.answers import Answer, created
from crm.web.api.terms import Plain
from crm.web.here import actor, settings

CSV = Plain("text/csv")


@api.post("/imports", can=RUN_IMPORTS, takes=ImportFileIn, gives=ImportOut)
def upload_import(form: ImportFileIn) -> Answer:
    """Upload a file of contacts.

    It is looked at and its columns are guessed; nothing is added. It is kept for three days.
    """
    file, most = form.file, settings().largest_import_mb
    one = receive_upload(file.stream, name=file.filename or "", most_mb=most, by=actor())
    db.session.refresh(one)
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.get(ONE, can=RUN_IMPORTS, gives=ImportOut)
def get_import(import_id: int) -> ImportOut:
    """Read how far an import is that you have begun."""
    return shown(_mine(import_id), by=actor())


@api.post(f"{ONE}/reading", can=RUN_IMPORTS, takes=ImportReadingIn, gives=ImportOut)
def read_import(import_id: int, form: ImportReadingIn) -> Answer:
    """Read the file in another way: its sheet, the file in a ZIP, encoding, order of dates.

    `reading` tells how it is read by now, and what can be chosen. Where other columns come of it, they are
    guessed anew; a check is to be done again. 422 where the file can't be read so.
    """
    one = _mine(import_id)
    read_so(one, form)
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.post(f"{ONE}/check", can=RUN_IMPORTS, takes=ImportCheckIn, gives=ImportOut)
def check_import(import_id: int, form: ImportCheckIn) -> Answer:
    """Check what would become of each row, in the background.

    Say in `targets` what each column becomes, in the order of the columns; without it, what was guessed
    holds. Nothing is added. Can be done again until the import is run.
    """
    one = _mine(import_id)
    chosen(one, form, by=actor())
    wishing.check(one, by=actor())
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.get(f"{ONE}/lines", can=RUN_IMPORTS, asks=ImportLinesIn, gives=ImportLinesOut)
def list_import_lines(import_id: int, asked: ImportLinesIn) -> ImportLinesOut:
    """Read what becomes of single rows by the check.

    Of rows that change a contact, what they change, value by value, as far as you see the contact.
    """
    return lines(_mine(import_id), asked, to=actor())


@api.post(f"{ONE}/decisions", can=RUN_IMPORTS, takes=ImportDecisionIn, gives=ImportOut)
def decide_import(import_id: int, form: ImportDecisionIn) -> Answer:
    """Decide about rows of contacts that are there already.

    Where the check was told to ask. Of rows that change contacts 1,000 are settled at once: repeat it until
    `to_decide` is 0. Rows that nothing is decided about are left out.
    """
    one = _mine(import_id)
    decide(one, form, by=actor())
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.post(f"{ONE}/run", can=RUN_IMPORTS, takes=ImportStepIn, gives=ImportOut)
def run_import(import_id: int, form: ImportStepIn) -> Answer:
    """Add the contacts that the check has found good, in the background.

    One that was stopped or broke off goes on with the rows that are left, unless it was undone. Nothing
    happens to an import that runs or has run to its end.
    """
    one = _mine(import_id)
    running.start(one, by=actor())
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.post(f"{ONE}/cancellation", can=RUN_IMPORTS, takes=ImportStepIn, gives=ImportOut)
def stop_import(import_id: int, form: ImportStepIn) -> Answer:
    """Stop a check or an import.

    Contacts that were added stay, and can be taken back by the import's act; running it again goes on.
    """
    one = _mine(import_id)
    running.cancel(one)
    return created(shown(one, by=actor()), at=url_for(".get_import", import_id=one.id))


@api.get(f"{ONE}/rows", can=RUN_IMPORTS, gives=CSV)
def download_import_rows(import_id: int) -> Response:
    """Download the rows with mistakes.

    As CSV: their columns as they were, and why each was left out. It can be mended and uploaded again.
    """
    return send_file(csv_file(rows_left_out(_mine(import_id))), mimetype="text/csv")


def _mine(import_id: int) -> Import:
    one: Import = found(my_imports(actor()), id=import_id)
    return one
