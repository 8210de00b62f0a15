"""Tasks, reminders, and the calendar's secret links."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Build them."""
