"""What travels with a unit of work: the pinned tenant, and through what door the work came in.

The pin is set by ``tenants.scope`` alone; everything else reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

Through = Literal["page", "api", "job", "command", "signup"]


@dataclass(frozen=True, slots=True)
class Pin:
    """The tenant that each transaction of this unit of work is pinned to."""

    tenant_id: int
    slug: str
    address: str
    schema: str
    role: str
    locale: str
    time_zone: str
    read_only: bool = False


class NoTenant(RuntimeError):
    """Tenant data was asked for outside a tenant's scope; refused before any row was read (I1)."""


_pin: ContextVar[Pin | None] = ContextVar("artel_pin", default=None)
_through: ContextVar[Through] = ContextVar("artel_through", default="command")
_address: ContextVar[str | None] = ContextVar("artel_address", default=None)


def pin() -> Pin | None:
    """The pinned tenant, or None outside a tenant's scope."""
    return _pin.get()


def tenant() -> Pin:
    """The pinned tenant.

    Raises:
        NoTenant: outside a tenant's scope.
    """
    found = _pin.get()
    if found is None:
        raise NoTenant("no tenant is pinned")
    return found


@contextmanager
def pinned(to: Pin | None) -> Iterator[None]:
    """Pin a tenant for the length of the block. For ``tenants.scope`` only (an architecture test checks)."""
    mark = _pin.set(to)
    try:
        yield
    finally:
        _pin.reset(mark)


def through() -> Through:
    """The kind of door the work came in by; facts keep it (ACC-9)."""
    return _through.get()


def address() -> str | None:
    """The IP address that the work was asked for from; None where nobody stands at the other end."""
    return _address.get()


@contextmanager
def coming_through(door: Through, *, address: str | None = None) -> Iterator[None]:
    """Name the door, and the address that somebody came from, for the length of the block.

    What is no IP address, as a proxy may send, counts as none.
    """
    marks = _through.set(door), _address.set(_ip(address))
    try:
        yield
    finally:
        _through.reset(marks[0])
        _address.reset(marks[1])


def _ip(text: str | None) -> str | None:
    try:
        return str(ip_address((text or "").partition("%")[0]))
    except ValueError:
        return None
