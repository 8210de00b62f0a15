"""Connections of the owner's login: set-up, provisioning, migrating, deleting and ``crm doctor`` alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from crm.settings import Settings

TENANT_LOCKS = 0x417274  # first half of the advisory locks that guard one tenant's schema
CONTROL_LOCK = 0x417275


@contextmanager
def owner_connection(settings: Settings, *, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner; one transaction, committed when the block ends without an error."""
    url = settings.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=autocommit, application_name="artel-owner") as connection:
        connection.execute("SET search_path = pg_catalog")
        if not autocommit:
            connection.commit()
        yield connection


@contextmanager
def owner_transaction(settings: Settings) -> Iterator[Connection]:
    """A SQLAlchemy connection of the owner inside one transaction (what Alembic needs)."""
    engine = create_engine(settings.owner_url, poolclass=NullPool, use_native_hstore=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
