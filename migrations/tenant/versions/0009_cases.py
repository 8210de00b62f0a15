"""Cases, and the workflows that they run."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Build them."""
