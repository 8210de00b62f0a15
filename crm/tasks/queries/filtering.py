"""Filters of tasks as SQL: how each field of ``filterable`` is asked for."""

from collections.abc import Callable, Collection
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, false, func, literal, not_, or_

from crm.contacts.queries.filtering import users_meant
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.moments import today
from crm.tasks.models import Task
from crm.tasks.queries.filterable import FIELDS, PRIORITIES
from crm.views import conditions
from crm.views.conditions import Clause, folded
from crm.views.fields import typed
from crm.views.language import AllOf, Condition, Node

NOTHING: Final = "nothing"
Values = tuple[Any, ...]
Asks = Callable[[str, Values, Actor], Clause]


def clauses(tree: AllOf, *, to: Actor) -> list[Clause]:
    """What the filter asks of a task, a clause for each of its parts; no statement.

    Raises:
        Invalid: it names what is not there, or a value doesn't fit.
    """

    def clause(node: Node) -> Clause:
        if not isinstance(node, Condition):
            parts = [clause(part) for part in node.parts]
            return and_(*parts) if isinstance(node, AllOf) else or_(*parts)
        values = typed(node, FIELDS)
        return ASKS[node.field](node.op, values, to)

    return [clause(part) for part in tree.parts]


def belongs_to(user_ids: Collection[int]) -> ColumnElement[bool]:
    """Whether one of these people is to do the task."""
    return Task.assignee_ids.bool_op("&&")(literal(sorted(user_ids), ARRAY(BigInteger)))


def of_kind(kind: str, to: Actor) -> ColumnElement[bool]:
    """Whether the task is about a record of this kind that the person sees (ACC-6), or about nothing."""
    if kind == NOTHING:
        return Task.about_kind.is_(None)
    return and_(Task.about_kind == kind, Task.about_id.in_(anchors.ids(kind, to)))


def _column(column: Any) -> Asks:
    return lambda op, values, to: conditions.chosen(column, op, values)


def _user(column: Any) -> Asks:
    return lambda op, values, to: conditions.chosen(column, op, tuple(users_meant(values, to)))


def _text(column: Any) -> Asks:
    return lambda op, values, to: conditions.of_text(folded(column), op, values)


def _moment(column: Any) -> Asks:
    return lambda op, values, to: conditions.moment(column, op, values)


def _assignee(op: str, values: Values, to: Actor) -> Clause:
    if op in ("empty", "filled"):
        nobody = func.cardinality(Task.assignee_ids) == 0
        return nobody if op == "empty" else not_(nobody)
    if op == "all":
        return and_(*(belongs_to(users_meant((value,), to)) for value in values))
    theirs = belongs_to(users_meant(values, to))
    return not_(theirs) if op == "not" else theirs


def _priority(op: str, values: Values, to: Actor) -> Clause:
    return conditions.chosen(Task.priority, op, tuple(PRIORITIES[value] for value in values))


def _due(op: str, values: Values, to: Actor) -> Clause:
    """A day, or an instant on one of the reader's days."""
    on, at = conditions.day(Task.due_on, op, values), conditions.moment(Task.due_at, op, values)
    if op == "empty":
        return and_(on, at)
    return or_(func.coalesce(on, false()), func.coalesce(at, false()))


def _overdue(op: str, values: Values, to: Actor) -> Clause:
    past = func.coalesce(or_(Task.due_on < today(), Task.due_at < clock.now()), false())
    late = and_(Task.done_at.is_(None), past)
    return or_(*(late if value == "yes" else not_(late) for value in values))


def _record(op: str, values: Values, to: Actor) -> Clause:
    if op in ("empty", "filled"):
        return Task.about_kind.is_(None) if op == "empty" else Task.about_kind.is_not(None)
    about = func.coalesce(or_(*(of_kind(value, to) for value in values)), false())
    return not_(about) if op == "not" else about


def _repeats(op: str, values: Values, to: Actor) -> Clause:
    return or_(*(Task.recurrence != "" if value == "yes" else Task.recurrence == "" for value in values))


ASKS: Final[dict[str, Asks]] = {
    "category": _column(Task.category_id), "assignee": _assignee, "author": _user(Task.made_by),
    "priority": _priority, "due": _due, "overdue": _overdue, "record": _record,
    "title": _text(Task.title), "text": _text(Task.text), "repeats": _repeats,
    "created": _moment(Task.made_at), "changed": _moment(Task.changed_at), "done": _moment(Task.done_at),
}  # fmt: skip
