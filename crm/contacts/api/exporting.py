"""Files of contacts in the JSON API: asked for, watched, taken away within a day (IMP-7)."""

from datetime import datetime
from typing import Annotated, Final

from flask import Response, url_for
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.api.bulk import StoppingIn, WhoseIn, whose
from crm.contacts.api.contacts import ContactQuery
from crm.contacts.api.plane import api
from crm.contacts.models.exporting import Format, Several, Wanted, wanted_of
from crm.contacts.presenters.exported.columns import known_codes
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

UNFINISHED: Final = lazy("The file is still being written.")
OVER: Final = lazy("The file was removed: it is kept for 24 hours. Export again.")
MOST_CODES: Final = 200
EXAMPLE: JsonDict = {"matching": True, "format": "xlsx", "columns": ["name", "email", "phone", "company"]}


Codes = Annotated[
    list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=MOST_CODES, default_factory=list)
]


class ContactExportIn(WhoseIn):
    """Which contacts go into the file: those that are named, selected, or that match; and how."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    format: Format = "csv"
    """`csv` (UTF-8, commas), `csv_ru` (for Excel in Russia), `xlsx`, `vcf` (vCards 3.0), or `jsonl`: a line
    for each contact, as `GET /contacts` tells it."""
    columns: Codes
    """Of a table: the codes of its columns in their order, such as `name`, `email`, `own-7`; all if empty."""
    several: Several = "numbered"
    """Of a table: e-mails, phones and the like in columns of their own, or `together` in one cell."""
    parts: bool = False
    """Of a table with numbered columns: with columns for categories and for the parts of addresses."""
    template: bool = False
    """Of a table of all columns: only those that an import takes."""

    def wanted(self) -> Wanted:
        """The same in the words of the domain.

        Raises:
            Invalid: under ``columns``: there is no such column.
        """
        return Wanted(self.format, known_codes(self.columns), self.several, self.parts, self.template)


class ContactExportOut(BaseModel):
    """A file of contacts: how far it is, then how long it can be downloaded."""

    id: int
    format: Annotated[str, Field(description="`csv`, `csv_ru`, `xlsx`, `vcf` or `jsonl`.")]
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
    """Write contacts into a file, in the background.

    Whom it is about is fixed now; a contact that you no longer see by then is left out. No cell is a formula:
    in CSV an apostrophe stands before what would be one, and before the apostrophes of such a text.
    """
    run = exporting.start(whose(form, asked), form.wanted().kept(), by=actor())
    return created(_shown(run), at=url_for(".get_contacts_export", export_id=run.id))


@api.get("/contacts/exports/<int:export_id>", can=EXPORT_CONTACTS, gives=ContactExportOut)
def get_contacts_export(export_id: int) -> ContactExportOut:
    """Read how far a file of contacts is that you have asked for."""
    return _shown(_mine(export_id))


@api.get("/contacts/exports/<int:export_id>/content", can=EXPORT_CONTACTS, gives=Plain(UNKNOWN))
def download_contacts_export(export_id: int) -> Response:
    """Download a file of contacts.

    For 24 hours after it was done.
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
    """Stop writing a file of contacts."""
    run = _mine(export_id)
    runs.cancel(run)
    return _shown(run)


def _mine(export_id: int) -> Run:
    run: Run = found(exporting.my_exports(actor()), id=export_id)
    return run


def _shown(run: Run) -> ContactExportOut:
    file = exporting.file_of(run)
    return ContactExportOut(
        id=run.id, format=wanted_of(run.payload).format, state=run.state, total=run.total or 0, done=run.done,
        contacts=run.report.get("contacts", 0), size=file.size if file else None,
        expires_at=exporting.expires_at(run) if file else None, made_at=run.made_at, ended_at=run.ended_at,
    )  # fmt: skip
