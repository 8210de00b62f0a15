"""What the apex forgets."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func

from crm.kernel.db import db
from crm.kernel.jobs import Running, control_job
from crm.mail.models import ControlMail
from crm.signup.models import SignUp

KEEP: Final = timedelta(days=30)


@control_job("signup.forget", queue="bulk")
def forget(job: Running) -> None:
    """Forget sign-ups and the apex's mails after thirty days: they hold strangers' addresses."""
    db.session.execute(delete(SignUp).where(SignUp.made_at < func.now() - KEEP))
    db.session.execute(delete(ControlMail).where(ControlMail.made_at < func.now() - KEEP))
