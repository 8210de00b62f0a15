"""Tables of contacts in the JSON API: asked for, watched, taken away within a day (IMP-7)."""

from datetime import datetime
from typing import Annotated, Final

from flask import Response, url_for
from pydantic import BaseModel, Field

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.api.bulk import StoppingIn, WhoseIn, whose
from crm.contacts.api.contacts import ContactQuery
from crm.contacts.api.plane import api
from crm.files.kinds import UNKNOWN
from crm.files.serving import served
from crm.kernel import runs
from crm.kernel.access import found
from crm.kernel.errors import Conflict, Gone
from crm.kernel.i18n import lazy
from crm.kernel.runs import Run
from crm.web.api.answers import Answer, created
from crm.web.api.terms import Plain
from crm.web.here import actor

UNFINISHED: Final = lazy("The table is still being written.")
OVER: Final = lazy("The table was removed: it is kept for 24 hours. Export again.")


class ContactExportIn(WhoseIn):
    """Which contacts go into the table: those that are named, selected, or that match."""


class ContactExportOut(BaseModel):
    """A table of contacts: how far it is, then how long it can be downloaded."""

    id: int
    state: Annotated[str, Field(description="`waiting`, `running`, `done`, `cancelled` or `failed`.")]
    total: Annotated[int, Field(description="How many contacts it was asked for.")]
    done: Annotated[int, Field(description="How many of them were looked at.")]
    contacts: Annotated[int, Field(description="How many stand in it: those that you still saw.")]
    size: Annotated[int | None, Field(description="In bytes; null while, or after, it can't be downloaded.")]
    expires_at: Annotated[datetime | None, Field(description="When it is removed, 24 hours after its end.")]
    made_at: datetime
    ended_at: datetime | None


@api.post(
    "/contacts/exports",
    can=EXPORT_CONTACTS,
    takes=ContactExportIn,
    asks=ContactQuery,
    gives=ContactExportOut,
)
def start_contacts_export(form: ContactExportIn, asked: ContactQuery) -> Answer:
    """Write contacts into a table, in the background.

    Whom it is about is fixed now; a contact that you no longer see by then is left out. No cell is a formula.
    """
    run = exporting.start(whose(form, asked), by=actor())
    return created(_shown(run), at=url_for(".get_contacts_export", export_id=run.id))


@api.get("/contacts/exports/<int:export_id>", can=EXPORT_CONTACTS, gives=ContactExportOut)
def get_contacts_export(export_id: int) -> ContactExportOut:
    """Read how far a table of contacts is that you have asked for."""
    return _shown(_mine(export_id))


@api.get("/contacts/exports/<int:export_id>/content", can=EXPORT_CONTACTS, gives=Plain(UNKNOWN))
def download_contacts_export(export_id: int) -> Response:
    """Download a table of contacts.

    CSV in UTF-8, for 24 hours after it was done.
    """
    run = _mine(export_id)
    file = exporting.file_of(run)
    if file is None:
        raise Conflict(UNFINISHED) if run.is_open else Gone(OVER)
    return served(file, saves=True)


@api.post(
    "/contacts/exports/<int:export_id>/cancellation",
    can=EXPORT_CONTACTS,
    takes=StoppingIn,
    gives=ContactExportOut,
)
def stop_contacts_export(export_id: int, form: StoppingIn) -> ContactExportOut:
    """Stop writing a table of contacts."""
    run = _mine(export_id)
    runs.cancel(run)
    return _shown(run)


def _mine(export_id: int) -> Run:
    run: Run = found(exporting.my_exports(actor()), id=export_id)
    return run


def _shown(run: Run) -> ContactExportOut:
    file = exporting.file_of(run)
    return ContactExportOut(
        id=run.id, state=run.state, total=run.total or 0, done=run.done,
        contacts=run.report.get("contacts", 0), size=file.size if file else None,
        expires_at=exporting.expires_at(run) if file else None, made_at=run.made_at, ended_at=run.ended_at,
    )  # fmt: skip
