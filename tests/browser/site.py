"""A whole Artel for the browser: web, workers and mail sink as processes of their own."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bootstrap.instance import free_port
from bootstrap.running import Command
from crm.mail.sink import kept_mails
from crm.settings import load
from tests.kit.database import SECRET_KEY
from tests.kit.operator import Operator

READY_SECONDS: Final = 60
MAIL_SECONDS: Final = 30


@dataclass(frozen=True)
class Site:
    """A running instance and its mails."""

    base_domain: str
    mail_folder: Path
    operator: Operator
    opened: set[str] = field(default_factory=set, compare=False)

    @property
    def apex(self) -> str:
        """The address of the front page."""
        return f"http://{self.base_domain}"

    def address_of(self, slug: str) -> str:
        """The address of a workspace."""
        return f"http://{slug}.{self.base_domain}"

    def open_workspace(self, slug: str, *, owner: str, email: str, password: str, language: str) -> None:
        """Open a workspace by the operator's command; its owner may sign in at once.

        One that stands already stays: a module's tests may be run in several turns.
        """
        if slug in self.opened:
            return
        self.opened.add(slug)
        words = {"--name": slug, "--owner-name": owner, "--owner-email": email, "--password": password}
        words |= {"--locale": language, "--time-zone": "Europe/Moscow"}
        self.operator("tenants", "create", slug, *chain.from_iterable(words.items()))

    def add_user(self, slug: str, *, name: str, email: str, password: str, language: str) -> None:
        """Add a manager by the operator's command, who may sign in at once."""
        words = {"--tenant": slug, "--name": name, "--email": email, "--password": password}
        self.operator("users", "add", *chain.from_iterable({**words, "--locale": language}.items()))

    def mail_to(self, email: str, *, after: int = 0) -> dict[str, Any]:
        """The newest mail to this address, waited for until there are more than ``after``."""
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            found = [mail for mail in kept_mails(self.mail_folder) if mail["to"] == email]
            if len(found) > after:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {email} within {MAIL_SECONDS} s")


@contextmanager
def running_site(name: str, *, redis_url: str, folder: Path) -> Iterator[Site]:
    """Start an instance on an empty database of this name; it is stopped at the end."""
    port, mail_port = free_port(0), free_port(0)
    settings = {
        "ARTEL_ENV": "development",
        "ARTEL_DATA": str(folder),
        "ARTEL_SECRET_KEY": SECRET_KEY,
        "ARTEL_BASE_DOMAIN": f"localhost:{port}",
        "ARTEL_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "DATABASE_URL": _new_database(name),
        "REDIS_URL": redis_url,
    }
    mails = folder / "mails"
    operator = Operator(load(settings))
    operator("setup")
    web = ("-m", "gunicorn", "-c", "crm/web/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "wsgi:app")
    parts = {
        "sink": ("-m", "crm.mail.sink", "--port", str(mail_port), "--dir", str(mails)),
        "workers": ("-m", "workers"),
        "web": web,
    }
    with ExitStack() as stack:
        for part, command in parts.items():
            stack.enter_context(Command(part, *command, settings=settings, logs=folder))
        _wait_until_ready(f"http://127.0.0.1:{port}/readyz", folder)
        stack.callback(operator.hang_up)
        yield Site(settings["ARTEL_BASE_DOMAIN"], mails, operator)


def _new_database(name: str) -> str:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(os.environ["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False)


def _wait_until_ready(url: str, folder: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own server)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    logs = "\n".join(path.read_text(errors="replace")[-2000:] for path in folder.glob("*.log"))
    raise AssertionError(f"the site did not get ready:\n{logs}")
