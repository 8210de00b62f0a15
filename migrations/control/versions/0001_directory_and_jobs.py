"""The directory, the job table and its four functions."""

from pathlib import Path

from alembic import op

from crm.kernel.db import db

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build schema ``control``."""
    db.metadatas["control"].create_all(op.get_bind())
    functions = Path(__file__).parents[1] / "functions.sql"
    op.get_bind().connection.driver_connection.execute(functions.read_bytes())
