"""The directory: host name → workspace, read through a small cache in each process.

An entry is at most ``CACHE_SECONDS`` old, so a suspended workspace closes within that time everywhere.
"""

import hashlib
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.kernel.context import Pin
from crm.kernel.db import db
from crm.settings import Settings
from tenants.models import Address, State, Tenant

CACHE_SECONDS = 1.0
CACHE_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What an edge needs to know of a workspace."""

    id: int
    slug: str
    name: str
    state: State
    schema: str
    role: str
    locale: str
    time_zone: str
    address: str

    @property
    def answers(self) -> bool:
        """Whether people may come in: open, or open for reading."""
        return self.state in (State.OPEN, State.READ_ONLY)

    def pin(self, *, read_only: bool = False) -> Pin:
        """The pin of this workspace for one unit of work."""
        return Pin(
            self.id, self.slug, self.address, self.schema, self.role, self.locale, self.time_zone, read_only
        )


class Directory:
    """Looks workspaces up. One for each app; it holds no connection between calls."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_slug: dict[str, tuple[float, Entry]] = {}

    def slug_of(self, host: str) -> str | None:
        """The first label of ``<slug>.<base domain>``; None for the apex and for foreign hosts."""
        name = host.partition(":")[0].lower().rstrip(".")
        slug, _, rest = name.partition(".")
        return slug if rest == self._settings.host_name else None

    def is_apex(self, host: str) -> bool:
        """Whether this is the host of the front page."""
        name = host.partition(":")[0].lower().rstrip(".")
        return name in (self._settings.host_name, "127.0.0.1") or (
            self._settings.env != "production" and name == "localhost"
        )

    def by_slug(self, slug: str) -> Entry | None:
        """The workspace at this address, whatever its state; None if there is none."""
        at, entry = self._by_slug.get(slug, (0.0, None))
        if entry is not None and time.monotonic() - at < CACHE_SECONDS:
            return entry
        entry = self._one(Tenant.slug == slug)
        if entry is None:
            self._by_slug.pop(slug, None)
            return None
        if len(self._by_slug) >= CACHE_SIZE:
            self._by_slug.clear()
        self._by_slug[slug] = (time.monotonic(), entry)
        return entry

    def by_id(self, tenant_id: int) -> Entry | None:
        """The workspace with this id, read afresh."""
        return self._one(Tenant.id == tenant_id)

    def all(self, *states: State) -> list[Entry]:
        """All named workspaces in these states (in any, if none is given), by slug."""
        where = Tenant.state.in_(states) if states else Tenant.state != State.SPARE
        with db.engines["control"].connect() as connection:
            rows = connection.execute(
                select(Tenant.__table__).where(where, Tenant.slug.is_not(None)).order_by(Tenant.slug)
            )
            return [self._entry(row) for row in rows]

    def forget(self) -> None:
        """Drop what is cached in this process."""
        self._by_slug.clear()

    def email_hash(self, email: str) -> bytes:
        """The keyed hash under which an e-mail address is kept in the control plane."""
        key = self._settings.derived("address-directory").encode()
        return hmac.digest(key, email.strip().casefold().encode(), hashlib.sha256)

    def remember_address(self, tenant_id: int, email: str) -> None:
        """Let "find my workspace" know that this workspace has a user with this address. Idempotent."""
        row = {"tenant_id": tenant_id, "email_hash": self.email_hash(email)}
        with db.engines["control"].begin() as connection:
            connection.execute(insert(Address).values(row).on_conflict_do_nothing())

    def keep_addresses(self, tenant_id: int, emails: Iterable[str]) -> None:
        """Let exactly these addresses be those of the workspace's users. Idempotent."""
        hashes = {self.email_hash(email) for email in emails}
        gone = delete(Address).where(Address.tenant_id == tenant_id, Address.email_hash.not_in(hashes))
        rows = [{"tenant_id": tenant_id, "email_hash": email_hash} for email_hash in sorted(hashes)]
        with db.engines["control"].begin() as connection:
            connection.execute(gone)
            if rows:
                connection.execute(insert(Address).values(rows).on_conflict_do_nothing())

    def describe(self, tenant_id: int, *, name: str, locale: str, time_zone: str) -> None:
        """Keep the workspace's name, language and zone as its own settings have them. Idempotent."""
        values = {"name": name, "locale": locale, "time_zone": time_zone}
        with db.engines["control"].begin() as connection:
            connection.execute(update(Tenant).where(Tenant.id == tenant_id).values(values))
        self.forget()

    def workspaces_of(self, email: str) -> list[Entry]:
        """The workspaces that people can come into and that know this address, by name."""
        query = (
            select(Tenant.__table__)
            .join(Address.__table__, Address.tenant_id == Tenant.id)
            .where(
                Address.email_hash == self.email_hash(email), Tenant.state.in_((State.OPEN, State.READ_ONLY))
            )
            .order_by(func.lower(Tenant.name))
            .limit(100)
        )
        with db.engines["control"].connect() as connection:
            return [self._entry(row) for row in connection.execute(query)]

    def _one(self, condition: object) -> Entry | None:
        query = select(Tenant.__table__).where(condition, Tenant.state != State.SPARE)  # type: ignore[arg-type]
        with db.engines["control"].connect() as connection:
            row = connection.execute(query).one_or_none()
        return self._entry(row) if row is not None and row.slug is not None else None

    def _entry(self, row: object) -> Entry:
        return Entry(
            id=row.id,  # type: ignore[attr-defined]
            slug=row.slug,  # type: ignore[attr-defined]
            name=row.name,  # type: ignore[attr-defined]
            state=State(row.state),  # type: ignore[attr-defined]
            schema=row.schema_name,  # type: ignore[attr-defined]
            role=row.role_name,  # type: ignore[attr-defined]
            locale=row.locale,  # type: ignore[attr-defined]
            time_zone=row.time_zone,  # type: ignore[attr-defined]
            address=self._settings.address_of(row.slug),  # type: ignore[attr-defined]
        )
