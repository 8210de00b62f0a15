"""The project's own sources, parsed once for all architecture tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from crm.settings import ROOT

PRODUCT: Final = ("crm", "tenants", "workers")
ALL: Final = (*PRODUCT, "bin", "migrations", "tests", "benchmarks")
NOT_OURS: Final = frozenset({"node_modules", "build", "__pycache__"})


@dataclass(frozen=True)
class Source:
    """One file. ``path`` is relative to the checkout, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python."""
        return ast.parse(self.text, self.path)

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Its functions and methods, inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        """Its calls."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def python(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders, by path."""
    return _sources(folders, "*.py")


@cache
def templates() -> tuple[Source, ...]:
    """All templates of the product."""
    return _sources(("crm",), "*.html")


@cache
def assets() -> tuple[Source, ...]:
    """Our own styles and scripts."""
    return tuple(
        source for suffix in ("css", "js", "mjs") for source in _sources(("crm/web/assets",), f"*.{suffix}")
    )


def name_of(call: ast.Call) -> str:
    """The last part of what is called: ``commit`` for ``db.session.commit()``."""
    called = call.func
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _sources(folders: tuple[str, ...], pattern: str) -> tuple[Source, ...]:
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(pattern)):
            if not NOT_OURS.intersection(path.parts):
                found.append(Source(_relative(path), path.read_text(encoding="utf-8")))
    return tuple(found)


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
