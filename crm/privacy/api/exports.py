"""Exports of personal data in the JSON API."""

from datetime import datetime
from typing import Annotated, Final, Literal

from flask import Response, url_for
from pydantic import BaseModel, Field

from crm.files.serving import served
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.runs import Run
from crm.privacy.access import EXPORT_SUBJECTS
from crm.privacy.actions.exporting import begin_export
from crm.privacy.api.plane import OF_CONTACT, api
from crm.privacy.errors import ArchiveGone
from crm.privacy.forms import ExportShape
from crm.privacy.pages.plane import the_contact
from crm.privacy.queries import archive_of, expires_at, latest_export
from crm.web.api.answers import Answer, created
from crm.web.api.terms import Plain
from crm.web.here import actor, workspace

ZIP: Final = Plain("application/octet-stream")


class SubjectExportOut(BaseModel):
    """An export of everything that is held about a contact."""

    id: int
    contact_id: int
    state: Literal["waiting", "running", "done", "cancelled", "failed", "expired"]
    done: Annotated[int, Field(description="How many things are gathered so far.")]
    total: Annotated[int | None, Field(description="Of how many.")]
    created_at: datetime
    expires_at: Annotated[datetime | None, Field(description="When a finished archive is removed.")]
    size: Annotated[int | None, Field(description="Of the archive, in bytes; null until it is there.")]
    download_url: Annotated[
        str | None, Field(description="Where a token gets it.", json_schema_extra={"format": "uri"})
    ]


@api.post(f"{OF_CONTACT}/subject-export", can=EXPORT_SUBJECTS, takes=ExportShape, gives=SubjectExportOut)
def export_subject(contact_id: int, form: ExportShape) -> Answer:
    """Gather everything that is held about a contact, in the background.

    While an export of the same contact that you asked for is running, it is that one. Contacts in the bin
    can be exported too.
    """
    run = begin_export(the_contact(contact_id), by=actor())
    db.session.refresh(run)
    return created(_shown(run), at=url_for(".get_subject_export", contact_id=contact_id))


@api.get(f"{OF_CONTACT}/subject-export", can=EXPORT_SUBJECTS, gives=SubjectExportOut)
def get_subject_export(contact_id: int) -> SubjectExportOut:
    """Read how far your latest export of a contact is."""
    return _shown(_latest(contact_id))


@api.get(f"{OF_CONTACT}/subject-export/archive", can=EXPORT_SUBJECTS, gives=ZIP)
def download_subject_export(contact_id: int) -> Response:
    """Download the archive of your latest export of a contact.

    A ZIP: `manifest.json`, a JSON file for each part in `data`, the files themselves in `files`, and
    `index.html` for people. It is kept for seven days; 410 before and after.
    """
    file = archive_of(_latest(contact_id))
    if file is None:
        raise ArchiveGone
    return served(file, saves=True)


def _latest(contact_id: int) -> Run:
    run = latest_export(the_contact(contact_id).id, by=actor())
    if run is None:
        raise NotFound
    return run


def _shown(run: Run) -> SubjectExportOut:
    file = archive_of(run)
    contact_id = run.payload["contact_id"]
    url = f"{workspace().address}{url_for('.download_subject_export', contact_id=contact_id)}"
    gone = run.state == "done" and file is None
    return SubjectExportOut(
        id=run.id, contact_id=contact_id, state="expired" if gone else run.state,  # type: ignore[arg-type] # one of the states
        done=run.done, total=run.total, created_at=run.made_at,
        expires_at=expires_at(run) if file else None, size=file.size if file else None,
        download_url=url if file else None,
    )  # fmt: skip
