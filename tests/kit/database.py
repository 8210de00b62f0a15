"""The template database of a run, and each test process's copy of it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from crm.app import create_app
from crm.kernel.db import db
from crm.mail.sink import Sink
from crm.settings import Settings
from crm.web.planes import Artel
from tenants import hardening, setup
from tests.kit import world
from tests.kit.cast import BASE_DOMAIN
from tests.kit.restoring import Restorer, keep_pristine
from tests.kit.sweeping import drop_database

SECRET_KEY: Final = "a secret key for tests and for nothing else"


@dataclass
class Copy:
    """This process's database. ``renew`` makes it afresh; ``restore`` takes back what changed."""

    settings: Settings
    template: str
    files: Path

    def make(self) -> None:
        """Copy the template with its files, and note how it looks."""
        _create(self.settings, self.template)
        shutil.copytree(self.files, self.settings.data / "files", dirs_exist_ok=True)
        with psycopg.connect(_plain(self.settings), autocommit=True) as connection:
            hardening.harden(connection, app_login=self.settings.app_url.username or "")
        self.owner = psycopg.connect(_plain(self.settings), autocommit=True)
        self._restorer = Restorer(self.owner)

    def restore(self) -> list[str]:
        """Take back what was changed since; returns the tables that were touched."""
        try:
            return self._restorer.restore()
        except psycopg.Error:
            self.renew()
            return ["everything"]

    def refused(self) -> dict[str, str]:
        """The tables that could never be restored, so that each test that writes them had to renew it all."""
        return self._restorer.refused()

    def renew(self) -> None:
        """Drop it and copy the template again, after a test that changed more than rows."""
        self.owner.close()
        self.make()


def base_settings(database: str, *, login: str, redis_url: str, data: Path, smtp_url: str) -> Settings:
    """Settings of an instance in this database of the run."""
    owner = make_url(os.environ["DATABASE_URL"]).set(database=database)
    settings = Settings(
        database_url=owner.render_as_string(hide_password=False),
        redis_url=redis_url,
        base_domain=BASE_DOMAIN,
        secret_key=SECRET_KEY,
        smtp_url=smtp_url,
        env="test",
        data=data,
    )
    app_url = settings.app_url.set(username=login).render_as_string(hide_password=False)
    return settings.model_copy(update={"database_app_url": app_url})


@pytest.fixture(scope="session")
def template(database_url: str, redis_url: str, run_folder: Path) -> str:
    """The name of the template database, built by the first process that asks for it.

    A run inside a test (``tests.holes``) takes the one of that test: ``TEST_TEMPLATE`` names it.
    """
    if "TEST_TEMPLATE" in os.environ:
        return os.environ["TEST_TEMPLATE"]
    name = f"test_{os.environ['TEST_RUN']}_template"
    with (run_folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = run_folder / "template.ready"
        if not ready.exists():
            _build_template(name, redis_url=redis_url, folder=run_folder)
            ready.touch()
    return name


@pytest.fixture(scope="session")
def instance_settings(
    template: str, redis_url: str, smtp_url: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The settings of this process's instance, on its own copy of the template."""
    name = f"test_{os.environ['TEST_RUN']}_{worker_id}"
    data = tmp_path_factory.mktemp("data")
    return base_settings(name, login=f"{template}_app", redis_url=redis_url, data=data, smtp_url=smtp_url)


@pytest.fixture(scope="session")
def database_copy(instance_settings: Settings, template: str, run_folder: Path) -> Iterator[Copy]:
    """This process's database, for as long as the process lives."""
    files = Path(os.environ.get("TEST_TEMPLATE_FILES", run_folder / "files"))
    copy = Copy(instance_settings, template, files)
    copy.make()
    yield copy
    copy.owner.close()


def _build_template(name: str, *, redis_url: str, folder: Path) -> None:
    with Sink(folder / "template-mails") as sink:
        _furnish(name, redis_url=redis_url, folder=folder, smtp_url=sink.url)


def _furnish(name: str, *, redis_url: str, folder: Path, smtp_url: str) -> None:
    settings = base_settings(name, login=f"{name}_app", redis_url=redis_url, data=folder, smtp_url=smtp_url)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        drop_database(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    app = create_app(settings)
    setup.set_up(settings)
    world.furnish(app, settings)
    hang_up(app)
    with psycopg.connect(_plain(settings)) as connection:
        unfinished = connection.execute(
            "SELECT kind, last_error FROM control.job WHERE state <> 'done' AND due_at <= now()"
        ).fetchall()
        assert unfinished == []
        connection.execute("DELETE FROM control.job")
        keep_pristine(connection)


def hang_up(app: Artel) -> None:
    """Close the app's connections; it opens new ones when it needs them."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    app.extensions["artel_redis"].close()


def _create(settings: Settings, template: str) -> None:
    names = {"name": sql.Identifier(settings.owner_url.database or ""), "template": sql.Identifier(template)}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        drop_database(connection, settings.owner_url.database or "")
        connection.execute(
            sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log").format(**names)
        )


def _plain(settings: Settings) -> str:
    return settings.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)


def rows_of(owner: psycopg.Connection[Any], query: str, *values: Any) -> list[Any]:
    """The rows of a query asked as the owner, beyond every scope."""
    return owner.execute(query.encode(), values).fetchall()
