"""The workspace's logo (TEN-4): set, removed, brought back."""

from typing import Final

from sqlalchemy import delete

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.pictures import UnfitPicture, fitted_png
from crm.team.access import MANAGE_WORKSPACE
from crm.team.facts import LogoChanged
from crm.team.models import Logo, Workspace

SIDE: Final = 128
"""Pixels of the square that a logo fits into: twice the largest place for it, for fine screens."""


def set_logo(workspace: Workspace, content: bytes, *, by: Actor) -> Logo:
    """Make this picture the logo. The one in use until now is kept for Undo, any older one goes.

    Raises:
        Invalid: it is no picture that can be taken.
    Records: LogoChanged.
    """
    by.must(MANAGE_WORKSPACE)
    try:
        logo = Logo(png=fitted_png(content, side=SIDE))
    except UnfitPicture as error:
        raise Invalid({"logo": error.text}) from None
    db.session.execute(delete(Logo).where(Logo.id.is_distinct_from(workspace.logo_id)))
    db.session.add(logo)
    db.session.flush()
    _put_in_use(workspace, logo.id, by=by)
    return logo


def remove_logo(workspace: Workspace, *, by: Actor) -> None:
    """Do without a logo; the one in use until now is kept for Undo.

    Records: LogoChanged, if there was one.
    """
    by.must(MANAGE_WORKSPACE)
    _put_in_use(workspace, None, by=by)


def restore_logo(workspace: Workspace, logo: Logo, *, by: Actor) -> None:
    """Put the logo from before in use again.

    Records: LogoChanged, if it is not in use already.
    """
    by.must(MANAGE_WORKSPACE)
    _put_in_use(workspace, logo.id, by=by)


def _put_in_use(workspace: Workspace, logo_id: int | None, *, by: Actor) -> None:
    before, workspace.logo_id = workspace.logo_id, logo_id
    if logo_id != before:
        record(LogoChanged(logo_id=logo_id, before=before), by=by)
