"""One frozen settings object, read from the environment; nothing else reads the environment.

A value comes from the environment, else from ``$ARTEL_DATA/instance.env`` (written by ``bin/dev`` so that
``crm`` in another terminal finds the running instance), else from a default where one is safe.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "DATABASE_URL": "database_url",
    "DATABASE_APP_URL": "database_app_url",
    "REDIS_URL": "redis_url",
    "ARTEL_BASE_DOMAIN": "base_domain",
    "ARTEL_SECRET_KEY": "secret_key",
    "ARTEL_SMTP_URL": "smtp_url",
    "ARTEL_MAIL_FROM": "mail_from",
    "ARTEL_ENV": "env",
    "ARTEL_DATA": "data",
    "ARTEL_FILES_URL": "files_url",
    "ARTEL_LARGEST_FILE_MB": "largest_file_mb",
    "ARTEL_LARGEST_IMPORT_MB": "largest_import_mb",
    "ARTEL_CRASH_AT": "crash_at",
}
NOT_SETTINGS = {"ARTEL_PORT", "ARTEL_BIND", "ARTEL_WEB_WORKERS", "ARTEL_WEB_THREADS"}


class SettingsError(RuntimeError):
    """A setting is missing, unknown or wrong; the text names the variable and what it should be."""


class Settings(BaseModel):
    """What an instance is told from outside. URLs are in SQLAlchemy's and redis-py's notation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    database_app_url: str = ""
    redis_url: str
    base_domain: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*(:\d{1,5})?$")
    secret_key: str = Field(min_length=32)
    smtp_url: str = Field(pattern=r"^smtps?://")
    mail_from: str = ""
    env: Literal["development", "test", "production"] = "production"
    data: Path = ROOT / "var"
    files_url: str = Field(default="", pattern=r"^(s3://[a-z0-9][a-z0-9.-]+(/[\w./-]*)?)?$")
    largest_file_mb: int = Field(default=25, ge=1, le=1000)
    largest_import_mb: int = Field(default=250, ge=1, le=2000)
    crash_at: str = ""

    @model_validator(mode="after")
    def _urls_are_postgres(self) -> Self:
        for url in filter(None, (self.database_url, self.database_app_url)):
            if not make_url(url).drivername.startswith("postgres"):
                raise ValueError("DATABASE_URL must be a postgresql:// URL")
        return self

    @property
    def owner_url(self) -> URL:
        """The login that may create roles and schemas; only set-up, provisioning and migrating use it."""
        return make_url(self.database_url).set(drivername="postgresql+psycopg")

    @property
    def app_url(self) -> URL:
        """The login of web, dispatcher and runner: owns nothing and inherits nothing."""
        if self.database_app_url:
            return make_url(self.database_app_url).set(drivername="postgresql+psycopg")
        owner = self.owner_url
        return owner.set(username=f"{owner.database}_app", password=self.derived("database-app-login"))

    @property
    def scheme(self) -> str:
        """Artel stands behind TLS everywhere but on a developer's machine."""
        return "https" if self.env == "production" else "http"

    @property
    def host_name(self) -> str:
        """The base domain without its port."""
        return self.base_domain.partition(":")[0]

    @property
    def sender(self) -> str:
        """The From address of mails that no workspace has overridden."""
        return self.mail_from or f"no-reply@{self.host_name if '.' in self.host_name else 'artel.example'}"

    def address_of(self, slug: str) -> str:
        """The stored address of a workspace; links in mails are built on it, never on a request (I4)."""
        return f"{self.scheme}://{slug}.{self.base_domain}"

    @property
    def apex(self) -> str:
        """The address of the front page, sign-up and find-my-workspace."""
        return f"{self.scheme}://{self.base_domain}"

    @property
    def largest_file_bytes(self) -> int:
        """How large one uploaded file may be."""
        return self.largest_file_mb * 1024 * 1024

    def derived(self, purpose: str) -> str:
        """A secret of its own for one purpose, as 64 hex digits (HMAC-SHA-256 of the secret key)."""
        return hmac.new(self.secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a variable is missing or wrong, or an ``ARTEL_…`` variable is not known.
    """
    environ = os.environ if environ is None else environ
    unknown = sorted(
        n for n in environ if n.startswith("ARTEL_") and n not in NAMES and n not in NOT_SETTINGS
    )
    if unknown:
        raise SettingsError(f"unknown settings: {', '.join(unknown)}; known are {', '.join(sorted(NAMES))}")
    folder = Path(environ.get("ARTEL_DATA") or ROOT / "var")
    values = {**_instance_file(folder), **{n: environ[n] for n in NAMES if environ.get(n)}}
    try:
        return Settings(**{NAMES[name]: value for name, value in values.items() if name in NAMES})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explained(error, folder)) from None


def _instance_file(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "instance.env").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _explained(error: ValidationError, folder: Path) -> str:
    variables = {field: name for name, field in NAMES.items()}
    parts = []
    for problem in error.errors():
        field = str(problem["loc"][0]) if problem["loc"] else "database_url"
        parts.append(f"{variables.get(field, field)}: {problem['msg']}")
    return f"{'; '.join(parts)} (no running instance in {folder}; start bin/dev or set the variables)"
