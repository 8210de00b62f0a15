"""Keeping a family of processes small: what a parent has prepared stays shared by all it forks (L9).

A page of memory is shared until somebody writes to it, and Python writes wherever it looks (reference
counts, garbage collection). So a parent imports and rehearses what its children need, settles, and forks.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_M_ARENA_MAX = -8
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@contextmanager
def absent(*packages: str) -> Iterator[None]:
    """Whoever is imported in the block finds these optional packages not installed.

    A package that is imported already stays what it is.
    """
    hidden = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: "there is no such module"
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector of garbage waits until the block ends: for one that makes many thousand rows at once.

    They hold no circles, and it would look at them again and again; that took a tenth of an export.
    """
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()


def settle() -> None:
    """Leave pages that stay shared; for a parent, after all its preparations and before it forks.

    Garbage is collected and given back, and what is left is never looked at again by the collector, here or
    in a fork. Threads get no heaps of their own: under Python's lock they gain nothing by them.
    """
    gc.collect()
    if _LIBC is not None and hasattr(_LIBC, "malloc_trim"):  # glibc
        _LIBC.malloc_trim(0)
        _LIBC.mallopt(_M_ARENA_MAX, 1)
    gc.freeze()
