"""Contacts as a file: waited for, taken away within a day (IMP-7)."""

from typing import Any, Final

from flask import Response, url_for

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.models.exporting import Wanted, wanted_of
from crm.contacts.pages.plane import pages
from crm.contacts.presenters.bulk import number_text
from crm.contacts.presenters.exported.files import KINDS
from crm.files.presenters import size
from crm.files.serving import served
from crm.kernel import runs
from crm.kernel.access import found
from crm.kernel.errors import Gone
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import lazy
from crm.kernel.runs import Run
from crm.web.answers import go, page
from crm.web.here import actor

ONE: Final = f"/contacts/exports/<int(max={LARGEST_ID}):export_id>"


@pages.get(ONE, can=EXPORT_CONTACTS)
def show_contacts_export(export_id: int) -> Response:
    """How far it is; then where to download it, and until when."""
    return page("contacts/exporting/run.html", **_told(export_id))


@pages.get(f"{ONE}/progress", can=EXPORT_CONTACTS)
def contacts_export_progress(export_id: int) -> Response:
    """The part of the page that keeps itself up to date."""
    return page("contacts/exporting/state.html", **_told(export_id))


@pages.post(f"{ONE}/cancellation", can=EXPORT_CONTACTS)
def cancel_contacts_export(export_id: int) -> Response:
    """Stop writing."""
    runs.cancel(_the(export_id))
    return go("contacts.show_contacts_export", export_id=export_id)


@pages.get(f"{ONE}/file", can=EXPORT_CONTACTS)
def download_contacts_export(export_id: int) -> Response:
    """The file itself, for who asked for it."""
    file = exporting.file_of(_the(export_id))
    if file is None:
        raise Gone(lazy("The file was removed: it is kept for 24 hours. Export again."))
    return served(file, saves=True)


def _the(export_id: int) -> Run:
    run: Run = found(exporting.my_exports(actor()), id=export_id)
    return run


def _told(export_id: int) -> dict[str, Any]:
    run = _the(export_id)
    file, wanted = exporting.file_of(run), wanted_of(run.payload)
    return {
        "run": run,
        "again": _again(wanted),
        "format": str(KINDS[wanted.format].label),
        "percent": min(100, 100 * run.done // run.total) if run.total else 0,
        "file": file,
        "size": size(file.size) if file else "",
        "contacts": number_text(run.report.get("contacts", 0)),
        "expires_at": exporting.expires_at(run),
        "poll": url_for("contacts.contacts_export_progress", export_id=run.id) if run.is_open else "",
    }


def _again(wanted: Wanted) -> str:
    """The form with the same kind of file and the same columns."""
    scope = "template" if wanted.template else "shown" if wanted.columns else "all"
    columns = ",".join(wanted.columns) or None
    return url_for(
        "contacts.new_contacts_export",
        format=wanted.format, several=wanted.several, scope=scope, columns=columns,
    )  # fmt: skip
