"""Named crash points: where a process can be made to die as if by kill -9, to show that nothing is lost.

``ARTEL_CRASH_AT`` names points (``runner.acted,mail.accepted``): every process that passes one dies there. Or
it names a folder (a path that begins with ``/``): a process that passes a point for which a file of that name
lies there removes the file and dies, so that the fault rig plants crashes in a running instance one by one.
Not in production: there ``arm`` does nothing.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from crm.settings import Settings


class CrashPoint(StrEnum):
    """Every point, before and after each commit and each effect outside the database."""

    WEB_COMMITTING = "web.committing"
    """A request's changes are made, not committed."""
    WEB_COMMITTED = "web.committed"
    """A request's changes are committed, its answer is not sent."""
    DISPATCHER_TOOK = "dispatcher.took"
    """Jobs are marked as sent, but no wake-up went out."""
    DISPATCHER_SENT = "dispatcher.sent"
    """The wake-ups went out."""
    RUNNER_CLAIMED = "runner.claimed"
    """A job is leased, nothing of it is done."""
    RUNNER_ACTED = "runner.acted"
    """A job's effect and its end are written, not committed."""
    RUNNER_DONE = "runner.done"
    """A job's effect and its end are committed."""
    RUNNER_RENEWING = "runner.renewing"
    """A slice of a job and its renewed lease are written, not committed."""
    RUNNER_RENEWED = "runner.renewed"
    """A slice of a job and its renewed lease are committed."""
    RUNNER_FAILED = "runner.failed"
    """A job has failed and was rolled back, but the failure is not kept yet."""
    MAIL_SENDING = "mail.sending"
    """The ledger says ``sending``, the text is not handed over to the SMTP server."""
    MAIL_ACCEPTED = "mail.accepted"
    """The SMTP server has taken the mail, the ledger does not say so yet."""
    TENANT_BUILT = "tenant.built"
    """A new workspace has its role, schema and tables; it is not furnished."""
    TENANT_FURNISHED = "tenant.furnished"
    """A new workspace is furnished, but not open."""


_dies_at: Callable[[CrashPoint], bool] | None = None


def arm(settings: Settings) -> None:
    """Heed ``ARTEL_CRASH_AT`` in this process and its children. Called once where a process starts."""
    global _dies_at
    _dies_at = None
    if settings.env == "production" or not settings.crash_at:
        return
    if settings.crash_at.startswith("/"):
        _dies_at = _Planted(Path(settings.crash_at))
    else:
        _dies_at = frozenset(CrashPoint(name.strip()) for name in settings.crash_at.split(",")).__contains__


def crash_at(point: CrashPoint) -> None:
    """Die here if this point is armed; otherwise nothing, at the cost of one comparison."""
    if _dies_at is not None and _dies_at(point):
        os.kill(os.getpid(), signal.SIGKILL)


class _Planted:
    """Files in a folder, each good for one crash; whoever removes it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, point: CrashPoint) -> bool:
        with suppress(FileNotFoundError):
            (self._folder / point.value).unlink()
            return True
        return False
