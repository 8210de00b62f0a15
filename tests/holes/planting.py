"""A pytest plugin (``-p tests.holes.planting``): plants the hole that ``HOLE`` names, at import."""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tests.holes.planted import HOLES, Hole


class Planted(SourceFileLoader):
    """Loads the module from its edited source, never from compiled files."""

    hole: Hole

    def get_code(self, fullname: str) -> CodeType:
        """The edited source, compiled."""
        source = edited(self.hole, self.get_source(fullname) or "")
        return compile(source, self.path, "exec", dont_inherit=True)


class Planter(MetaPathFinder):
    """Finds the one module that has the hole."""

    def __init__(self, hole: Hole) -> None:
        self._hole = hole

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec, with our loader in it."""
        if fullname != self._hole.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        assert spec.origin is not None
        loader = Planted(fullname, spec.origin)
        loader.hole = self._hole
        spec.loader = loader
        return spec


def edited(hole: Hole, source: str) -> str:
    """The source with the hole in it.

    Raises:
        LookupError: the text that it takes out doesn't stand there exactly once.
    """
    if source.count(hole.old) != 1:
        raise LookupError(f"{hole.name}: {hole.path} holds {source.count(hole.old)} times: {hole.old!r}")
    return source.replace(hole.old, hole.new)


def plant(name: str) -> None:
    """Plant the hole of this name in the process, before its module is imported."""
    hole = next(hole for hole in HOLES if hole.name == name)
    assert hole.module not in sys.modules, f"{hole.module} is imported already"
    sys.meta_path.insert(0, Planter(hole))


if "HOLE" in os.environ:
    plant(os.environ["HOLE"])
