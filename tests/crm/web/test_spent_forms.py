"""Forms that act once: what is kept of them goes in time."""

from datetime import timedelta

from sqlalchemy import func, select

from crm.kernel.db import db
from crm.kernel.jobs import later
from crm.web.once import KEPT_HOURS, SpentForm
from tests.kit.cast import ALICE, NORTH


def test_spent_forms_are_forgotten_in_time(in_scope, run_jobs):
    long_ago = func.now() - timedelta(hours=KEPT_HOURS, minutes=1)
    with in_scope(NORTH):
        db.session.add(SpentForm(form_id="old", user_id=ALICE.id, location="/", made_at=long_ago))
        db.session.add(SpentForm(form_id="new", user_id=ALICE.id, location="/"))
        later("web.forget", key="now")

    run_jobs()

    with in_scope(NORTH, read_only=True):
        assert db.session.scalars(select(SpentForm.form_id)).all() == ["new"]
