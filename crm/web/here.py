"""What is at hand inside a request: who, where, and the instance's own things."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g

from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.errors import SignInFirst
from crm.kernel.facts import Fact
from crm.settings import Settings
from crm.web.backoff import Backoff
from crm.web.identity import Identity
from tenants.directory import Directory, Entry

if TYPE_CHECKING:
    from crm.web.product import Product


def actor() -> Actor:
    """Who is signed in.

    Raises:
        SignInFirst: nobody is.
    """
    found = identity()
    if found is None:
        raise SignInFirst
    return found.actor


def identity() -> Identity | None:
    """Who came in, or None."""
    return cast("Identity | None", g.get("identity"))


def own_settings() -> Mapping[str, Any]:
    """What the person chose for themselves, as each package says; nothing for who is not signed in."""
    found = identity()
    return found.user.settings if found is not None else {}


def leave_trace(fact: Fact) -> None:
    """Let this fact be recorded before the answer goes out, though the door changes nothing or refuses."""
    g.trace = fact


def is_looking() -> bool:
    """Whether somebody sees as another user, whose own things are not shown then (ACC-7)."""
    found = identity()
    return found is not None and found.viewer is not None


def workspace() -> context.Pin:
    """The workspace of this host."""
    return context.tenant()


def entry() -> Entry | None:
    """The directory's entry of this host, whatever its state; None on the apex."""
    return cast("Entry | None", g.get("entry"))


def settings() -> Settings:
    """The instance's settings."""
    return cast(Settings, current_app.extensions["artel_settings"])


def directory() -> Directory:
    """The instance's directory of workspaces."""
    return cast(Directory, current_app.extensions["artel_directory"])


def backoff() -> Backoff:
    """The growing delays between failed tries."""
    return cast(Backoff, current_app.extensions["artel_backoff"])


def product() -> "Product":
    """All that is plugged in."""
    return cast("Product", current_app.extensions["artel_product"])
