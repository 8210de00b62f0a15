"""An archive of what is held about a person: asked for, waited for, taken away."""

from typing import Any, Final

from flask import Response, url_for

from crm.files.presenters import size
from crm.files.serving import served
from crm.kernel import runs
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.kernel.runs import Run
from crm.privacy.access import EXPORT_SUBJECTS
from crm.privacy.actions.exporting import begin_export
from crm.privacy.errors import ArchiveGone
from crm.privacy.pages.plane import OF_CONTACT, pages, the_contact
from crm.privacy.queries import archive_of, expires_at, exports_of, title_of
from crm.web.answers import go, page, toast
from crm.web.here import actor

ONE: Final = f"/subject-exports/<int(max={LARGEST_ID}):export_id>"


@pages.post(f"{OF_CONTACT}/subject-export", can=EXPORT_SUBJECTS)
def export_subject(contact_id: int) -> Response:
    """Gather all that is held about the contact, in the background."""
    run = begin_export(the_contact(contact_id), by=actor())
    return go("privacy.show_export", export_id=run.id)


@pages.get(ONE, can=EXPORT_SUBJECTS)
def show_export(export_id: int) -> Response:
    """How far it is; then where to download it, and until when."""
    return page("privacy/export.html", **_told(_the(export_id)))


@pages.get(f"{ONE}/progress", can=EXPORT_SUBJECTS)
def export_progress(export_id: int) -> Response:
    """The part of the page that keeps itself up to date."""
    return page("privacy/export_state.html", **_told(_the(export_id)))


@pages.post(f"{ONE}/cancellation", can=EXPORT_SUBJECTS)
def cancel_export(export_id: int) -> Response:
    """Stop gathering."""
    runs.cancel(_the(export_id))
    toast(_("The export is stopped"))
    return go("privacy.show_export", export_id=export_id)


@pages.get(f"{ONE}/archive", can=EXPORT_SUBJECTS)
def download_export(export_id: int) -> Response:
    """The archive itself, for who asked for it."""
    file = archive_of(_the(export_id))
    if file is None:
        raise ArchiveGone
    return served(file, saves=True)


def _the(export_id: int) -> Run:
    run: Run = found(exports_of(actor()), id=export_id)
    return run


def _told(run: Run) -> dict[str, Any]:
    contact_id, file = run.payload["contact_id"], archive_of(run)
    return {
        "run": run,
        "percent": min(100, 100 * run.done // run.total) if run.total else 0,
        "file": file,
        "size": size(file.size) if file else "",
        "expires_at": expires_at(run),
        "contact_id": contact_id,
        "name": title_of(contact_id, by=actor()),
        "poll": url_for("privacy.export_progress", export_id=run.id) if run.is_open else "",
    }
