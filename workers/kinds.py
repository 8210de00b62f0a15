"""All kinds of jobs: importing every file of this package registers them."""

import importlib
import pkgutil

import workers
from crm.kernel.jobs import KINDS, Kind

_NOT_IMPORTED = {"__main__", "serving"}


def load() -> dict[str, Kind]:
    """Import every file with jobs, once, and return the kinds by name."""
    for module in pkgutil.iter_modules(workers.__path__):
        if module.name not in _NOT_IMPORTED:
            importlib.import_module(f"workers.{module.name}")
    return KINDS
