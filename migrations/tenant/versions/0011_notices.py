"""What people want to be told of, and when."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Build them."""
