"""Transactions and scopes belong to the edges; SQL is one constant text with bound parameters."""

import ast
from collections.abc import Iterator

from tests.architecture import sources
from tests.architecture.sources import Source
from tests.architecture.waivers import COMMITS, GLUED_SQL

SQL_TEXTS = {"text", "exec_driver_sql", "SQL", "DDL", "literal_column"}
SENDERS = {"execute", "executemany", "scalar", "scalars", "copy"}


def test_only_the_edges_commit():
    committing = {
        source.path
        for source in sources.python(*sources.PRODUCT)
        for call in source.calls()
        if sources.name_of(call) == "commit"
    }

    assert committing == set(COMMITS)


def test_domain_packages_open_no_connections_of_their_own():
    opening = [
        f"{source.path}:{call.lineno}"
        for source in sources.python("crm")
        if not source.path.startswith(("crm/web/", "crm/kernel/", "crm/mail/"))
        for call in source.calls()
        if sources.name_of(call) in {"begin", "connect", "create_engine"} and not _is_savepoint(call)
    ]

    assert opening == []


def test_only_the_scope_pins_a_workspace():
    pinning = {
        source.path
        for source in sources.python(*sources.PRODUCT)
        for call in source.calls()
        if sources.name_of(call) == "pinned"
    }

    assert pinning == {"tenants/scope.py"}


def test_sql_is_never_glued():
    glued = set(_glued())

    assert glued == set(GLUED_SQL), f"not waived or no longer needed: {sorted(glued ^ set(GLUED_SQL))}"


def _is_savepoint(call: ast.Call) -> bool:
    return sources.name_of(call) == "begin_nested"


def _glued() -> Iterator[str]:
    for source in sources.python(*sources.PRODUCT, "migrations"):
        for function, call in _calls_by_function(source):
            name = sources.name_of(call)
            if not call.args or name not in SQL_TEXTS | SENDERS:
                continue
            if not _is_constant(call.args[0], strict=name in SQL_TEXTS):
                yield f"{source.path}::{function}"


def _calls_by_function(source: Source) -> Iterator[tuple[str, ast.Call]]:
    inner = {
        id(call): function.name
        for function in source.functions()
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
    }
    for call in source.calls():
        yield inner.get(id(call), "module"), call


def _is_constant(node: ast.expr, *, strict: bool) -> bool:
    """A literal, a named constant, texts joined of such; unless ``strict`` anything but a text being made."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return not strict or node.id.isupper() or node.id == "signature"
    if isinstance(node, ast.JoinedStr):
        return all(
            not isinstance(part, ast.FormattedValue) or _is_constant(part.value, strict=True)
            for part in node.values
        )
    if isinstance(node, ast.BinOp):
        return _is_constant(node.left, strict=strict) and _is_constant(node.right, strict=strict)
    if isinstance(node, ast.Call):
        return not _formats_text(node)
    return not strict


def _formats_text(call: ast.Call) -> bool:
    """``"…".format(…)`` or ``"…".encode()`` of something that is no constant."""
    called = call.func
    if not isinstance(called, ast.Attribute) or called.attr not in ("format", "join", "replace", "encode"):
        return False
    return isinstance(called.value, ast.Constant | ast.JoinedStr | ast.Name) and not (
        isinstance(called.value, ast.Name) and called.attr == "format"
    )
