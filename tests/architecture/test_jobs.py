"""Jobs: every kind that is enqueued anywhere has its work, and every kind of work is enqueued somewhere."""

import ast
import importlib
from collections.abc import Iterator

from crm.kernel.jobs import QUEUES, Kind
from tests.architecture import sources
from tests.architecture.sources import Source
from workers import kinds, schedule

ENQUEUE = {"later", "later_in_control", "later_in_workspace"}
DEFINES_THEM = "crm/kernel/jobs.py"


def test_every_kind_that_is_enqueued_resolves(app):
    known = kinds.load()

    unknown = {kind for _where, kind in _enqueued() if kind not in known}

    assert unknown == set()


def test_every_kind_names_a_queue_and_is_patient(app):
    for kind in kinds.load().values():
        assert isinstance(kind, Kind)
        assert kind.queue in QUEUES
        assert 1 <= kind.max_attempts <= 1000


def test_there_is_no_work_that_nobody_asks_for(app):
    recurring = {slot.kind for slot in schedule.RECURRING}
    asked = {kind for _where, kind in _enqueued()} | recurring

    assert set(kinds.load()) - asked == set()


def _enqueued() -> Iterator[tuple[str, str]]:
    """Where and what: the first argument of each ``later``, with the constants of its module put in."""
    for source in sources.python("crm", "tenants", "workers"):
        for call in source.calls():
            if sources.name_of(call) in ENQUEUE and call.args and source.path != DEFINES_THEM:
                for kind in _values(source, call.args[0]):
                    yield f"{source.path}:{call.lineno}", kind


def _values(source: Source, node: ast.expr) -> list[str]:
    """What the expression can be: a text, a constant's text, or any value of a constant table."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    module = importlib.import_module(
        source.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    )
    if isinstance(node, ast.Subscript):
        return list(eval(ast.unparse(node.value), vars(module)).values())  # noqa: S307 (our own constants)
    return [eval(ast.unparse(node), vars(module))]  # noqa: S307
