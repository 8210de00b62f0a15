"""The workspace's list of what consent is asked for."""

from typing import Final

from sqlalchemy import func, select

from crm.consents.access import MANAGE_PURPOSES
from crm.consents.facts import PurposeAdded, PurposeArchived, PurposeBroughtBack, PurposeEdited
from crm.consents.forms import PurposeShape
from crm.consents.models import Purpose
from crm.consents.queries import MOST_PURPOSES
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import unique_name

TAKEN: Final = lazy("There is a purpose of this name already.")


def add_purpose(shape: PurposeShape, *, by: Actor) -> Purpose:
    """Add a purpose at the end of the list.

    Raises:
        Invalid: the name is taken.
        Conflict: the list is full.
    Records: PurposeAdded.
    """
    by.must(MANAGE_PURPOSES)
    number = db.session.scalar(select(func.count()).select_from(Purpose)) or 0
    if number >= MOST_PURPOSES:
        raise Conflict(lazy("There can be at most %(most)s purposes.", most=MOST_PURPOSES))
    purpose = Purpose(**shape.model_dump(), position=number, text_version=1)
    with unique_name(TAKEN):
        db.session.add(purpose)
    record(PurposeAdded(consent_purpose_id=purpose.id), by=by)
    return purpose


def edit_purpose(purpose: Purpose, shape: PurposeShape, *, by: Actor) -> Purpose:
    """Rename it or change its words. New words are a new version: earlier consents were given to the old.

    Raises:
        Invalid: the name is taken.
    Records: PurposeEdited, if anything differs.
    """
    by.must(MANAGE_PURPOSES)
    typed = shape.model_dump()
    fields = [name for name, value in typed.items() if getattr(purpose, name) != value]
    if not fields:
        return purpose
    with unique_name(TAKEN):
        for name in fields:
            setattr(purpose, name, typed[name])
        purpose.text_version += "text" in fields
    fact = PurposeEdited(consent_purpose_id=purpose.id, fields=fields, text_version=purpose.text_version)
    record(fact, by=by)
    return purpose


def archive_purpose(purpose: Purpose, *, by: Actor) -> None:
    """Ask for it no more; what was given stays in the ledger and can still be withdrawn.

    Records: PurposeArchived, if it was asked for until now.
    """
    by.must(MANAGE_PURPOSES)
    if purpose.archived_at is None:
        purpose.archived_at = func.now()
        db.session.flush()
        record(PurposeArchived(consent_purpose_id=purpose.id), by=by)


def bring_purpose_back(purpose: Purpose, *, by: Actor) -> None:
    """Ask for it again.

    Records: PurposeBroughtBack, if it was put aside.
    """
    by.must(MANAGE_PURPOSES)
    if purpose.archived_at is not None:
        purpose.archived_at = None
        record(PurposeBroughtBack(consent_purpose_id=purpose.id), by=by)


def furnish_purposes(name: str, text: str) -> None:
    """Give a new workspace its first purpose, in its language (TEN-3)."""
    if db.session.scalar(select(func.count()).select_from(Purpose)):
        return
    db.session.add(Purpose(name=name, labels={}, text=text, text_version=1, position=0))
    db.session.flush()
