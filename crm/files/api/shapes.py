"""A file and a photo as the API takes and tells them."""

from datetime import datetime
from typing import Annotated, ClassVar, Final

from flask import Response
from pydantic import BaseModel, Field

from crm.files.actions import files
from crm.files.actions.photos import drawn
from crm.files.models import StoredFile
from crm.files.queries import count_of, page_of
from crm.files.store import store
from crm.kernel.forms import Line, Shape
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.pictures import MOST_BYTES, Picture
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor
from crm.web.api.terms import Part, Plain, Upload
from crm.web.here import actor

PICTURES: Final = ("image/png", "image/jpeg", "image/webp")
DRAWN: Final = Plain("image/jpeg", also=("image/png",))


class FileIn(Upload):
    """A file to add. What it is says its content; it is called as the part of the form says."""

    file: Part


class FileChange(Shape):
    """What may be changed of a file."""

    name: Line
    """What it is called, with its ending; what no disk takes is left out."""


class FileRestoringIn(Shape):
    """Nothing needs to be said: send an empty object."""


class PhotoIn(Upload):
    """A picture: PNG, JPEG or WebP of at most 1 MB, in a form or as the body itself."""

    raw: ClassVar[tuple[str, ...]] = PICTURES

    photo: Part


class FileOut(BaseModel):
    """A file of a record. Its content is at `/files/{id}/content`."""

    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    record_kind: Annotated[str, Field(examples=["contact"])]
    record_id: int
    name: str
    media_type: Annotated[str, Field(description="By its content.", examples=["application/pdf"])]
    size: Annotated[int, Field(description="In bytes.")]
    sha256: Annotated[str, Field(description="Of its content, in hexadecimal.")]
    created_by: Annotated[int | None, Field(description="The user who added it.")]
    created_at: datetime


class FileListing(Listing[FileOut]):
    """A page of the files of a record, the newest first."""


class PhotoOut(BaseModel):
    """A photo: drawn anew within 200 × 300 pixels, without a trace of camera or place."""

    media_type: Annotated[str, Field(examples=["image/jpeg"])]
    width: int | None
    height: int | None
    size: Annotated[int, Field(description="In bytes.")]


def listed(kind: str, record_id: int, asked: Paged) -> FileListing:
    """A page of the files of a record; ask its anchor first."""
    order = f"files of {kind} {record_id}"
    after = read_cursor(asked.cursor, of=order)
    page = page_of(kind, record_id, before=after[0] if after else None, limit=asked.limit)
    number = count_of(kind, record_id, most=COUNT_CAP + 1)
    return FileListing(
        items=[shown(file) for file in page.files],
        next_cursor=write_cursor([page.next_id] if page.next_id else None, of=order),
        count=count_out(Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)),
    )


def added(form: FileIn, *, kind: str, record_id: int) -> FileOut:
    """Keep the file that was sent on a record."""
    sent = form.file
    file = files.add_file(sent.stream, name=sent.filename or "", kind=kind, record_id=record_id, by=actor())
    return shown(file)


def shown(file: StoredFile) -> FileOut:
    """A file as the API tells it."""
    return FileOut(
        id=file.id, version=file.version, record_kind=file.about_kind, record_id=file.about_id,
        name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256.hex(),
        created_by=file.made_by, created_at=file.made_at,
    )  # fmt: skip


def picture_of(form: PhotoIn) -> Picture:
    """The picture that was sent, drawn anew.

    Raises:
        Invalid: under ``photo``.
    """
    return drawn(form.photo.stream.read(MOST_BYTES + 1))


def photo_shown(photo: StoredFile) -> PhotoOut:
    """A photo as the API tells it."""
    return PhotoOut(media_type=photo.media_type, width=photo.width, height=photo.height, size=photo.size)


def photo_served(photo: StoredFile) -> Response:
    """The picture itself."""
    answer = Response(b"".join(store().read(photo.key)), mimetype=photo.media_type)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
