"""Files of a record: added, opened, renamed, deleted, brought back."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, jsonify, make_response, request, url_for
from werkzeug.datastructures import FileStorage

from crm.files import queries
from crm.files.actions import files
from crm.files.models import StoredFile
from crm.files.pages.plane import pages
from crm.files.serving import served
from crm.kernel.access import Doors
from crm.kernel.anchors import anchors
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _, lazy, ngettext
from crm.web.answers import page, to_path, toast
from crm.web.here import actor, settings

MOST_AT_ONCE: Final = 20
ONE: Final = "/files/<int:file_id>"


@pages.post("/files/about/<int:about_id>/<about_kind>", can=Doors.SIGNED_IN, uploads=True)
def upload(about_id: int, about_kind: str) -> Response:
    """Keep what was chosen: all of it, or nothing if one is refused."""
    try:
        kept = _add_all(request.files.getlist("files"), about_kind, about_id)
    except Invalid as error:
        if _by_script():
            raise
        return _upload_form(about_kind, about_id, errors=error.fields)
    if _by_script():
        return make_response(jsonify({"ids": [file.id for file in kept]}), 201)
    toast(ngettext("%(num)s file added", "%(num)s files added", len(kept)))
    return to_path(_place(about_kind, about_id))


@pages.get(ONE, can=Doors.SIGNED_IN)
def show(file_id: int) -> Response:
    """The file itself."""
    return served(queries.file_seen(file_id, to=actor()), saves="save" in request.args)


@pages.get(f"{ONE}/name", can=Doors.SIGNED_IN)
def name(file_id: int) -> Response:
    """The form for another name."""
    file = queries.file_seen(file_id, to=actor())
    files.must_be_editable(file.about_kind, file.about_id, by=actor())
    return _name_form(file)


@pages.post(f"{ONE}/name", can=Doors.SIGNED_IN)
def rename(file_id: int) -> Response:
    """Call it otherwise."""
    file = queries.file_seen(file_id, to=actor())
    try:
        files.rename_file(file, request.form.get("name", ""), by=actor())
    except Invalid as error:
        return _name_form(file, error=str(error.fields["name"]), status=422)
    toast(_("Saved."))
    return to_path(_place(file.about_kind, file.about_id))


@pages.post(f"{ONE}/deletion", can=Doors.SIGNED_IN)
def delete(file_id: int) -> Response:
    """Take it off the record; the toast brings it back."""
    file = queries.file_seen(file_id, to=actor())
    files.delete_file(file, by=actor())
    toast(_("Deleted: %(name)s", name=file.name), undo=url_for("files.restore", file_id=file.id))
    return to_path(_place(file.about_kind, file.about_id))


@pages.post(f"{ONE}/restoration", can=Doors.SIGNED_IN)
def restore(file_id: int) -> Response:
    """Bring it back."""
    file = queries.deleted_file(file_id, to=actor())
    files.restore_file(file, by=actor())
    toast(_("Back again: %(name)s", name=file.name))
    return to_path(_place(file.about_kind, file.about_id))


def _add_all(chosen: list[FileStorage], kind: str, record_id: int) -> list[StoredFile]:
    named = [file for file in chosen if file.filename]
    if not named:
        raise Invalid({"files": lazy("Choose a file first.")})
    if len(named) > MOST_AT_ONCE:
        raise Invalid({"files": lazy("There are too many of these: at most %(num)s.", num=MOST_AT_ONCE)})
    return [_add(file, kind, record_id) for file in named]


def _add(file: FileStorage, kind: str, record_id: int) -> StoredFile:
    name = file.filename or ""
    try:
        return files.add_file(file.stream, name=name, kind=kind, record_id=record_id, by=actor())
    except Invalid as error:
        raise Invalid({"files": error.fields["file"]}, error.fields["file"]) from None


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _place(kind: str, record_id: int) -> str:
    return f"{anchors.url(kind, record_id)}?tab=files"


def _upload_form(kind: str, record_id: int, *, errors: Mapping[str, Any]) -> Response:
    values = {"back": _place(kind, record_id), "action": request.path, "errors": errors}
    return page("files/upload.html", status=422, **values, largest=settings().largest_file_mb)


def _name_form(file: StoredFile, *, error: str = "", status: int = 200) -> Response:
    values = {"file": file, "back": _place(file.about_kind, file.about_id), "error": error}
    return page("files/name.html", status=status, **values)
