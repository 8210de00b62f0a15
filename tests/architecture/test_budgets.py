"""STYLE 12: files, functions, pages and templates stay small; ruff checks complexity."""

import ast
from collections.abc import Iterator

from tests.architecture import sources
from tests.architecture.sources import Source
from tests.architecture.waivers import BUDGETS

FILE_LINES = 300
FUNCTION_LINES = 40
DOOR_LINES = 15
TEMPLATE_LINES = 120
DOORS = {"get", "post", "put", "patch", "delete"}


def test_every_file_function_page_and_template_is_within_its_budget():
    too_long = [told for told in _too_long() if told.partition(" ")[0] not in BUDGETS]

    assert not too_long, "\n".join(too_long)


def test_every_waiver_is_still_needed():
    assert set(BUDGETS) - {name.partition(" ")[0] for name in _too_long()} == set()


def _too_long() -> Iterator[str]:
    for source in (*sources.python(*sources.ALL), *sources.assets()):
        if source.lines > FILE_LINES:
            yield f"{source.path} has {source.lines} lines of {FILE_LINES}"
    for source in sources.templates():
        if source.lines > TEMPLATE_LINES:
            yield f"{source.path} has {source.lines} lines of {TEMPLATE_LINES}"
    for source in sources.python(*sources.ALL):
        if "/versions/" not in source.path:  # a revision is one list of operations, never read as code
            yield from _long_functions(source)


def _long_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        budget = DOOR_LINES if _is_door(source, function) else FUNCTION_LINES
        lines = _lines(function)
        if lines > budget:
            yield f"{source.path}::{function.name} has {lines} lines of {budget}"


def _is_door(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A view of a page or of the API: decorated with a method of its blueprint."""
    calls = [part for part in function.decorator_list if isinstance(part, ast.Call)]
    return source.path.startswith("crm/") and any(sources.name_of(call) in DOORS for call in calls)


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From ``def`` to the last line, without the docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines
