"""One-time form ids: a form that is sent twice acts once, and the second answer leads where the first did.

A form carries ``<input type="hidden" name="form_id" value="{{ form_id() }}">``. The id is spent in the act's
own transaction, so that two clicks at the same instant wait for each other in PostgreSQL.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from flask import Response, make_response, redirect, request
from sqlalchemy import Text, bindparam, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel import context
from crm.kernel.db import TenantModel, db, made_at_column
from crm.web import here

KEPT_HOURS = 48
CHUNK = 1_000
LONGEST_ID = 64


class SpentForm(TenantModel):
    """A form that has acted, and where its answer led. Kept for ``KEPT_HOURS``."""

    __tablename__ = "spent_form"

    form_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    location: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()


def form_id() -> str:
    """A new id for a form that is being shown."""
    return secrets.token_urlsafe(18)


def earlier_answer() -> Response | None:
    """Where this very form has already led this person; None when it acts for the first time."""
    key = _key()
    if key is None:
        return None
    location = db.session.scalar(_LOCATION, {"form": key[0], "user": key[1]})
    return make_response(redirect(location, code=303)) if location is not None else None


_LOCATION: Final = (
    select(SpentForm.location)
    .where(SpentForm.form_id == bindparam("form"), SpentForm.user_id == bindparam("user"))
    .execution_options(prepared=True)
)
"""Built once: every form that is sent asks it."""


def spend(answer: Response) -> Response:
    """Spend the form's id in the act's transaction, if the act succeeded by leading somewhere.

    When the same form acted at the same instant, this act is rolled back and the other's answer given.
    """
    key = _key()
    if key is None or answer.status_code != 303:
        return answer
    values = {"form_id": key[0], "user_id": key[1], "location": answer.location}
    if db.session.scalar(
        insert(SpentForm).values(values).on_conflict_do_nothing().returning(SpentForm.user_id)
    ):
        return answer
    db.session.rollback()
    location = db.session.scalar(select(SpentForm.location).where(SpentForm.form_id == key[0]))
    return make_response(redirect(location or "/", code=303))


def forget_spent_forms() -> int:
    """Delete a chunk of the forms that were spent longer ago than ``KEPT_HOURS``; returns how many went."""
    old = SpentForm.made_at < func.now() - timedelta(hours=KEPT_HOURS)
    ids = select(SpentForm.form_id, SpentForm.user_id).where(old).limit(CHUNK)
    gone = db.session.execute(delete(SpentForm).where(tuple_(SpentForm.form_id, SpentForm.user_id).in_(ids)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _key() -> tuple[str, int] | None:
    sent = request.form.get("form_id", "") if request.method == "POST" else ""
    identity = here.identity()
    if not sent or len(sent) > LONGEST_ID or "\0" in sent or context.pin() is None or identity is None:
        return None
    return sent, identity.actor.user_id or 0
