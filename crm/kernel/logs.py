"""Logging: structlog, without rich's coloured tracebacks where that happens to be installed (4 MB, L9)."""

from typing import Any

from crm.kernel.memory import absent

with absent("rich", "better_exceptions", "colorama"):
    import structlog


def get_logger(name: str | None = None) -> Any:
    """The log of one part of Artel; each line is an event and its values."""
    return structlog.get_logger(name) if name else structlog.get_logger()
