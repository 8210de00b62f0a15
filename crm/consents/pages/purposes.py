"""Settings: what consent is asked for."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, url_for

from crm.consents.access import MANAGE_PURPOSES
from crm.consents.actions import purposes as acts
from crm.consents.forms import PurposeShape
from crm.consents.models import Purpose
from crm.consents.pages.plane import pages
from crm.consents.queries import all_purposes
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import LOCALES, _
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor

ALL: Final = "/settings/consent-purposes"
ONE: Final = f"{ALL}/<int(max={LARGEST_ID}):purpose_id>"


@pages.get(ALL, can=MANAGE_PURPOSES)
def purposes() -> Response:
    """The list in its order, those put aside last, and a form for one more."""
    return _list({"labels": {}})


@pages.post(ALL, can=MANAGE_PURPOSES)
def add_purpose() -> Response:
    """Add one at the end."""
    values = _values()
    try:
        added = acts.add_purpose(read(PurposeShape, values), by=actor())
    except Invalid as error:
        return _list(values, errors=error.fields, status=422)
    toast(_("Purpose added: %(name)s", name=added.shown))
    return go("consents.purposes")


@pages.get(ONE, can=MANAGE_PURPOSES)
def edit_purpose(purpose_id: int) -> Response:
    """Its name, its name in either language, its words."""
    purpose = _the(purpose_id)
    return _form(purpose, {"name": purpose.name, "labels": purpose.labels, "text": purpose.text})


@pages.post(ONE, can=MANAGE_PURPOSES)
def save_purpose(purpose_id: int) -> Response:
    """Rename it or change its words."""
    purpose, values = _the(purpose_id), _values()
    try:
        acts.edit_purpose(purpose, read(PurposeShape, values), by=actor())
    except Invalid as error:
        return _form(purpose, values, errors=error.fields, status=422)
    toast(_("Purpose saved: %(name)s", name=purpose.shown))
    return go("consents.purposes")


@pages.post(f"{ONE}/archive", can=MANAGE_PURPOSES)
def archive_purpose(purpose_id: int) -> Response:
    """Ask for it no more; the toast asks again."""
    purpose = _the(purpose_id)
    acts.archive_purpose(purpose, by=actor())
    undo = url_for("consents.bring_purpose_back", purpose_id=purpose.id)
    toast(_("Put aside: %(name)s", name=purpose.shown), undo=undo)
    return go("consents.purposes")


@pages.post(f"{ONE}/return", can=MANAGE_PURPOSES)
def bring_purpose_back(purpose_id: int) -> Response:
    """Ask for it again."""
    purpose = _the(purpose_id)
    acts.bring_purpose_back(purpose, by=actor())
    toast(_("Consent is asked for this again: %(name)s", name=purpose.shown))
    return go("consents.purposes")


def _the(purpose_id: int) -> Purpose:
    purpose: Purpose = found(all_purposes(), id=purpose_id)
    return purpose


def _values() -> dict[str, Any]:
    posted = form_values()
    labels = {language: str(posted.get(f"label_{language}", "")) for language in LOCALES}
    filled = {language: label for language, label in labels.items() if label.strip()}
    return {"name": posted.get("name", ""), "text": posted.get("text", ""), "labels": filled}


def _list(values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    rows = sorted(db.session.scalars(all_purposes()), key=lambda purpose: purpose.archived_at is not None)
    return page("consents/purposes.html", status=status, rows=rows, values=values, errors=errors or {})


def _form(
    purpose: Purpose, values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    return page("consents/purpose.html", status=status, purpose=purpose, values=values, errors=errors or {})
