"""Background work of the team: the directory kept in step, and when people were last seen."""

from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import func, update

from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import Running, control_job, job, later_in_workspace
from crm.team.actions.forgetting import forget_some
from crm.team.models import ApiToken, Session
from crm.team.queries import active_users, workspace_settings
from crm.team.reactions import REMEMBER_ADDRESSES, TELL_DIRECTORY
from crm.team.seen import Seen, noted
from crm.web import here

KEEP_SEEN = "team.keep_seen"


@job(REMEMBER_ADDRESSES, queue="flow")
def remember_addresses(job: Running) -> None:
    """Let "find my workspace" know exactly the addresses of the active users."""
    emails = [user.email for user in db.session.scalars(active_users())]
    here.directory().keep_addresses(tenant().tenant_id, emails)


@job(TELL_DIRECTORY, queue="flow")
def tell_directory(job: Running) -> None:
    """Let the directory know the workspace's name, language and zone."""
    known = workspace_settings()
    here.directory().describe(
        tenant().tenant_id, name=known.name, locale=known.locale, time_zone=known.time_zone
    )


@control_job("team.gather_seen", queue="flow")
def gather_seen(job: Running) -> None:
    """Have the notes kept in every workspace that has any; idle ones cost nothing."""
    for tenant_id in noted(current_app.extensions["artel_redis"]):
        later_in_workspace(KEEP_SEEN, tenant_id=tenant_id, key=str(job.id))


@job("team.forget", queue="bulk")
def forget(job: Running) -> None:
    """Delete links, changes and sessions that are past their time, in chunks."""
    while forget_some():
        job.checkpoint()


@job(KEEP_SEEN, queue="flow")
def keep_seen(job: Running) -> None:
    """Carry from Valkey to the rows when sessions and tokens were last used.

    The notes are dropped after this transaction's statements, before its commit: at worst a few are lost.
    """
    seen = Seen(current_app.extensions["artel_redis"])
    notes = seen.read()
    for name, at in notes.items():
        row = Session if name.startswith("s") else ApiToken
        instant = datetime.fromtimestamp(at, UTC)
        newer = func.greatest(row.seen_at, instant)
        db.session.execute(update(row).where(row.id == int(name[1:])).values(seen_at=newer))
    seen.forget(list(notes))
