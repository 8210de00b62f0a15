"""The process's clock, for what only this process sees. Jobs and leases go by PostgreSQL's clock alone."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC. The only call of the system's clock in the domain."""
    return datetime.now(UTC)
