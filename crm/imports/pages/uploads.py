"""A file is chosen; earlier imports stand below."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from crm.files.presenters import size
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions import forgetting, uploading
from crm.imports.models import Import
from crm.imports.pages.plane import ONE, pages, the
from crm.imports.presenters.outcomes import listed
from crm.imports.queries import latest
from crm.imports.reading.refusals import Unreadable
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _, lazy
from crm.web import here
from crm.web.answers import go, page, toast
from crm.web.here import actor

ACCEPT: Final = ".csv,.tsv,.txt,.xlsx,.ods,.vcf,.jsonl,.ndjson,.zip"
FIRST: Final = lazy("Choose a file first.")


@pages.get("/imports", can=RUN_IMPORTS)
def index() -> Response:
    """A field for a file, and what was imported before."""
    return _form()


@pages.post("/imports", can=RUN_IMPORTS, uploads=True)
def upload() -> Response:
    """Keep the file and go on to what its columns mean."""
    try:
        one = received()
    except Unreadable as refusal:
        return _form({"file": refusal.sentence}, status=422)
    except Invalid as refusal:
        return _form(refusal.fields, status=422)
    return go("imports.show", import_id=one.id)


def received() -> Import:
    """The posted file, kept and looked at.

    Raises:
        Invalid: none was chosen, or it is too large.
        Unreadable: it can't be read.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid({"file": FIRST})
    most = here.settings().largest_import_mb
    return uploading.receive_upload(file.stream, name=file.filename, most_mb=most, by=actor())


def _form(errors: Mapping[str, Any] | None = None, *, status: int = 200) -> Response:
    return page(
        "imports/index.html",
        status=status,
        errors=errors or {},
        accept=ACCEPT,
        largest=size(here.settings().largest_import_mb * 1024 * 1024),
        imports=listed(latest(actor())),
    )


@pages.post(f"{ONE}/removal", can=RUN_IMPORTS)
def remove(import_id: int) -> Response:
    """Remove the import with the rows that became no contact; contacts stay, and so does Undo."""
    one = the(import_id)
    made = one.act_id is not None
    forgetting.remove(one)
    stay = _("The import was removed from the list. Its contacts stay.")
    toast(stay if made else _("The import was removed from the list."), kind="info")
    return go("imports.index")
