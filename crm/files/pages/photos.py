"""Photos: shown to whoever sees the record that wears them; and one's own."""

from typing import Final, cast

from flask import Response, make_response, url_for

from crm.files import posted, queries
from crm.files.actions import photos
from crm.files.pages.plane import pages
from crm.files.store import store
from crm.kernel.access import Doors, found
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _
from crm.team.models import User
from crm.web import here
from crm.web.answers import go, page, toast

YEAR_SECONDS: Final = 365 * 24 * 3600


@pages.get("/photos/<string(length=32):photo_key>", can=Doors.SIGNED_IN)
def photo(photo_key: str) -> Response:
    """The picture itself, while somebody wears it. Another picture has another key: browsers may keep it."""
    shown = queries.photo_in_use(photo_key, to=here.actor())
    answer = make_response(b"".join(store().read(shown.key)))
    answer.headers["Content-Type"] = shown.media_type
    answer.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@pages.get("/me/photo", can=Doors.SIGNED_IN)
def own_photo() -> Response:
    """One's own photo, and a field for another."""
    return page("files/own_photo.html", errors={})


@pages.post("/me/photo", can=Doors.SIGNED_IN)
def set_own_photo() -> Response:
    """Take another; the toast brings back the one before."""
    before = _me().photo_id
    try:
        photos.set_own_photo(_me(), posted.chosen_photo(), by=here.actor())
    except Invalid as error:
        return page("files/own_photo.html", status=422, errors=error.fields)
    toast(_("Your photo is saved."), undo=_way_back(before))
    return go("team.own_settings")


@pages.post("/me/photo/removal", can=Doors.SIGNED_IN)
def remove_own_photo() -> Response:
    """Do without; the toast brings it back."""
    before = _me().photo_id
    photos.remove_own_photo(_me(), by=here.actor())
    toast(_("Your photo is removed."), undo=_way_back(before))
    return go("team.own_settings")


@pages.post("/me/photo/<int:photo_id>/restoration", can=Doors.SIGNED_IN)
def restore_own_photo(photo_id: int) -> Response:
    """Bring an earlier one back."""
    earlier = found(queries.own_photos(here.actor()), id=photo_id)
    photos.restore_own_photo(_me(), earlier, by=here.actor())
    toast(_("Your photo is back."))
    return go("team.own_settings")


def _me() -> User:
    identity = here.identity()
    assert identity is not None
    return cast(User, identity.user)


def _way_back(before: int | None) -> str | None:
    return url_for("files.restore_own_photo", photo_id=before) if before else None
