"""The only place that chooses a schema: inside ``scope`` every transaction is pinned to one workspace.

For edges only: ``crm.web``, ``workers.runtime``, ``crm.cli`` and this package (import-linter checks).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from crm.kernel import context
from crm.kernel.db import db
from tenants.directory import Entry


@contextmanager
def scope(workspace: Entry, *, read_only: bool = False) -> Iterator[None]:
    """Work inside this workspace. What was not committed at the end is rolled back.

    Nothing survives from an earlier scope: the session starts empty and is discarded at the end. Scopes
    don't nest.
    """
    if context.pin() is not None:
        raise RuntimeError("scopes don't nest: one unit of work, one workspace")
    db.session.remove()
    with context.pinned(workspace.pin(read_only=read_only)):
        try:
            yield
        finally:
            db.session.remove()


@contextmanager
def control_scope() -> Iterator[None]:
    """Work in the control plane: no workspace is pinned, and tenant data can't be reached."""
    if context.pin() is not None:
        raise RuntimeError("the control plane is not reached from inside a workspace")
    db.session.remove()
    try:
        yield
    finally:
        db.session.remove()


@contextmanager
def aside(workspace: Entry) -> Iterator[None]:
    """A transaction of its own inside the scope of this workspace, which writes even where that only reads.

    What was not committed before is rolled back, and so is what is not committed within.
    """
    if context.tenant().tenant_id != workspace.id:
        raise RuntimeError("one unit of work, one workspace")
    db.session.rollback()
    with context.pinned(workspace.pin()):
        try:
            yield
        finally:
            db.session.rollback()
