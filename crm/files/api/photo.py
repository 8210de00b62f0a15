"""One's own photo in the JSON API. Only a token of all scopes changes it: no other is about its user."""

from flask import Response

from crm.files import queries
from crm.files.actions import photos
from crm.files.api.plane import api
from crm.files.api.shapes import DRAWN, PhotoIn, PhotoOut, photo_served, photo_shown, picture_of
from crm.files.models import StoredFile
from crm.kernel.access import Doors, found
from crm.kernel.errors import Forbidden
from crm.kernel.i18n import lazy
from crm.team.models import User
from crm.team.queries import user_by_id
from crm.web.here import actor

ALL_SCOPES = lazy("This takes a token of all scopes: *.")


@api.get("/me/photo", can=Doors.SIGNED_IN, gives=DRAWN)
def get_own_photo() -> Response:
    """Read your own photo.

    404 if you have none.
    """
    return photo_served(_worn(user_by_id(actor().user_id or 0)))


@api.put("/me/photo", can=Doors.SIGNED_IN, takes=PhotoIn, gives=PhotoOut)
def put_own_photo(form: PhotoIn, if_match: str | None) -> PhotoOut:
    """Make a picture your own photo.

    It takes a token of all scopes. Your photo has no version: leave If-Match out.
    """
    user = _me()
    photos.set_own_photo(user, picture_of(form), by=actor())
    return photo_shown(_worn(user))


@api.delete("/me/photo", can=Doors.SIGNED_IN)
def remove_own_photo(if_match: str | None) -> None:
    """Do without a photo of your own.

    It takes a token of all scopes. Your photo has no version: leave If-Match out.
    """
    photos.remove_own_photo(_me(), by=actor())


def _me() -> User:
    scopes = actor().scopes
    if scopes is not None and "*" not in scopes:
        raise Forbidden(ALL_SCOPES)
    return user_by_id(actor().user_id or 0)


def _worn(user: User) -> StoredFile:
    photo: StoredFile = found(queries.photos(), id=user.photo_id)
    return photo
