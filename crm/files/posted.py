"""A photo as a form posts it: chosen just now, or kept by the form while something else in it was refused.

A file field can't be filled in again by a page. So a form that comes back carries the picture itself, drawn
anew and small, in a hidden field; what comes from there is judged like any other upload.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Final

from flask import request

from crm.files.actions.photos import drawn
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy
from crm.kernel.pictures import MOST_BYTES, Picture

FIELD: Final = "photo"
ACCEPT: Final = "image/png,image/jpeg,image/webp"


@dataclass(frozen=True, slots=True)
class PhotoWish:
    """What a form wants of the photo: another ``picture``, or it gone; neither: leave it."""

    picture: Picture | None = None
    removes: bool = False


def photo_wish() -> PhotoWish:
    """What the posted form wants of the photo.

    Raises:
        Invalid: what was chosen is no picture that can be taken.
    """
    content = _content()
    if content:
        return PhotoWish(picture=drawn(content))
    return PhotoWish(removes=request.form.get(f"{FIELD}_removed") == "1")


def chosen_photo() -> Picture:
    """The picture that was chosen.

    Raises:
        Invalid: none was, or it can't be taken.
    """
    wish = photo_wish()
    if wish.picture is None:
        raise Invalid({FIELD: lazy("Choose a picture first.")})
    return wish.picture


def kept_photo() -> str:
    """The posted picture as text, for the form that comes back; empty where none was or it is no good."""
    try:
        picture = photo_wish().picture if request.method == "POST" else None
    except Invalid:
        return ""
    return b64encode(picture.content).decode() if picture else ""


def _content() -> bytes:
    file = request.files.get(FIELD)
    if file is not None:
        file.stream.seek(0)
        content = file.stream.read(MOST_BYTES + 1)
        if content:
            return content
    try:
        return b64decode(request.form.get(f"{FIELD}_kept", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""
