"""Log lines and exceptions of a test, kept so that they can be scanned and shown."""

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog


class LogLines(logging.Handler):
    """Everything that was logged, through structlog or logging, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.errors: list[BaseException] = []

    def keep(self, _logger: object, level: str, event: MutableMapping[str, Any]) -> Any:
        """Structlog's last processor: keep the event and write it nowhere."""
        problem = event.pop("exc_info", None)
        if isinstance(problem, BaseException):
            self.errors.append(problem)
        self.lines.append(f"{level} {dict(event)!r}")
        raise structlog.DropEvent

    def emit(self, record: logging.LogRecord) -> None:
        """Logging's way in."""
        if record.levelno >= logging.INFO:
            self.lines.append(self.format(record))

    def forget(self) -> None:
        """Start afresh."""
        self.lines.clear()
        self.errors.clear()

    def told(self) -> str:
        """The newest exception with its traceback, for a failing test's message."""
        return "".join(traceback.format_exception(self.errors[-1])) if self.errors else "\n".join(self.lines)


LINES = LogLines()


def pytest_configure() -> None:
    """Keep log lines from now on."""
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, LINES.keep])
    logging.getLogger().addHandler(LINES)
