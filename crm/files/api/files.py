"""One file in the JSON API, whatever it hangs on."""

from typing import Final

from flask import Response, url_for

from crm.files import queries
from crm.files.actions import files as acts
from crm.files.api.plane import api
from crm.files.api.shapes import FileChange, FileOut, FileRestoringIn, shown
from crm.files.kinds import UNKNOWN
from crm.files.serving import served
from crm.kernel.access import Doors
from crm.kernel.db import db
from crm.kernel.forms import Shape
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.patches import patch_of
from crm.web.api.terms import Plain
from crm.web.here import actor

FilePatch = patch_of(FileChange, name="FilePatch", never_null={"name"})
ONE: Final = "/files/<int:file_id>"


@api.get(ONE, can=Doors.SIGNED_IN, gives=FileOut)
def get_file(file_id: int) -> FileOut:
    """Read what is known of a file.

    Whoever sees the record that it hangs on sees the file.
    """
    return shown(queries.file_seen(file_id, to=actor()))


@api.get(f"{ONE}/content", can=Doors.SIGNED_IN, gives=Plain(UNKNOWN))
def download_file(file_id: int) -> Response:
    """Download a file.

    Byte by byte as it was added; `media_type` tells what it is, `Content-Disposition` its name.
    """
    return served(queries.file_seen(file_id, to=actor()), saves=True)


@api.patch(ONE, can=Doors.SIGNED_IN, takes=FilePatch, gives=FileOut)
def rename_file(file_id: int, form: Shape, if_match: str | None) -> FileOut:
    """Rename a file.

    By merge-patch. Whoever may change the record may do this.
    """
    file = queries.file_seen(file_id, to=actor())
    db.session.refresh(file, with_for_update=True)
    preconditions.expect(file.version, if_match)
    acts.must_be_editable(file.about_kind, file.about_id, by=actor())
    if "name" in form.model_fields_set:
        acts.rename_file(file, form.name, by=actor())  # type: ignore[attr-defined] # its shape
    return shown(file)


@api.delete(ONE, can=Doors.SIGNED_IN)
def delete_file(file_id: int, if_match: str | None) -> None:
    """Take a file off its record.

    For 30 days it can be restored, or the act undone.
    """
    file = queries.file_seen(file_id, to=actor())
    preconditions.expect(file.version, if_match)
    acts.delete_file(file, by=actor())


@api.post(f"{ONE}/restoration", can=Doors.SIGNED_IN, takes=FileRestoringIn, gives=FileOut)
def restore_file(file_id: int, form: FileRestoringIn) -> Answer:
    """Restore a deleted file.

    Nothing happens to one that is there.
    """
    file = queries.deleted_file(file_id, to=actor())
    acts.restore_file(file, by=actor())
    return created(shown(file), at=url_for(".get_file", file_id=file.id))
