"""Workspaces of a test's own: made and dropped in the worker's copy, which is made afresh afterwards."""

from collections.abc import Callable, Iterator

import pytest

from crm.settings import Settings
from crm.web.planes import Artel
from tenants import provisioning
from tenants.owner import owner_connection
from tests.kit.database import Copy

Order = Callable[..., provisioning.Order]


@pytest.fixture
def order() -> Order:
    """An order for a workspace, as ``order("blue")``."""

    def make(slug: str, **changes: str) -> provisioning.Order:
        first_day = {
            "workspace": slug.title(),
            "owner_name": "Vera First",
            "owner_email": f"vera@{slug}.example",
            "password_hash": "$argon2id$none",
            "locale": "en",
            "time_zone": "Europe/London",
        }
        return provisioning.checked_order(slug, **{**first_day, **changes})

    return make


@pytest.fixture
def in_app(app: Artel) -> Iterator[None]:
    """Run the test as a command runs: inside the app. Not together with clients, which bring their own."""
    with app.app_context():
        yield


@pytest.fixture
def fresh(own_database: Copy, app: Artel, settings: Settings) -> Iterator[Settings]:
    """The settings of a database in which tests may make workspaces; their roles go at the end."""
    with owner_connection(settings) as connection:
        before = {row[0] for row in connection.execute("SELECT role_name FROM control.tenant")}
    with app.app_context():
        yield settings
    with owner_connection(settings) as connection:
        made = connection.execute("SELECT schema_name, role_name FROM control.tenant").fetchall()
        for schema_name, role_name in made:
            if role_name not in before:
                provisioning.drop(connection, schema_name=schema_name, role_name=role_name)
