"""Workspace, team, mails, notices and contacts."""

from alembic import op

from crm.kernel.db import db

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build a workspace's first tables."""
    db.metadatas[None].create_all(op.get_bind())
