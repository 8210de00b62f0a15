"""Erasures of personal data in the JSON API."""

from datetime import datetime
from typing import Annotated, Literal

from flask import url_for
from pydantic import BaseModel, Field

from crm.contacts.models.kinds import CONTACT
from crm.kernel.access import found
from crm.kernel.db import db
from crm.privacy.access import ERASE_SUBJECTS
from crm.privacy.actions.erasing import begin_erasure
from crm.privacy.api.plane import OF_CONTACT, api
from crm.privacy.forms import ErasureShape
from crm.privacy.models import Erasure
from crm.privacy.pages.plane import the_contact
from crm.privacy.queries import erasures_of
from crm.web.api.answers import Answer, created
from crm.web.here import actor


class ErasureOut(BaseModel):
    """That the personal data of a contact were erased; it names nobody."""

    id: int
    contact_id: Annotated[int, Field(description="The id that the contact had; it leads nowhere any more.")]
    merged_ids: Annotated[list[int], Field(description="Of those that were merged into it.")]
    state: Literal["running", "done"]
    reason: str
    asked_by: int | None
    asked_at: datetime
    erased_at: datetime | None
    counts: Annotated[dict[str, int], Field(description="What was held, by part of an export.")]


@api.post(f"{OF_CONTACT}/erasure", can=ERASE_SUBJECTS, takes=ErasureShape, gives=ErasureOut)
def erase_subject(contact_id: int, form: ErasureShape) -> Answer:
    """Erase everything that is held about a contact, for ever.

    Nobody reaches the contact from then on; the work goes on in the background. There is no undo. It is
    refused with 409 while other records need the contact.
    """
    erasure = begin_erasure(the_contact(contact_id), form, by=actor())
    db.session.refresh(erasure)
    return created(_shown(erasure), at=url_for(".get_erasure", contact_id=contact_id))


@api.get(f"{OF_CONTACT}/erasure", can=ERASE_SUBJECTS, gives=ErasureOut)
def get_erasure(contact_id: int) -> ErasureOut:
    """Read whether an erasure is done."""
    of_kind = erasures_of(actor()).where(Erasure.subject_kind == CONTACT)
    return _shown(found(of_kind, subject_id=contact_id))


def _shown(erasure: Erasure) -> ErasureOut:
    return ErasureOut(
        id=erasure.id, contact_id=erasure.subject_id, merged_ids=erasure.part_ids,
        state="done" if erasure.erased_at else "running", reason=erasure.reason, asked_by=erasure.asked_by,
        asked_at=erasure.asked_at, erased_at=erasure.erased_at, counts=erasure.counts,
    )  # fmt: skip
