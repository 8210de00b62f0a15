"""How cases are dealt with: workflows, their versions, and the mails of a workspace's own."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Build them."""
