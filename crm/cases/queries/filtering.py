"""Filters of cases as SQL: how each field of ``filterable`` is asked for."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, and_, false, func, literal, not_, or_

from crm.cases.models.case import Case
from crm.cases.models.words import ENDED
from crm.cases.queries.filterable import fields_in
from crm.contacts.queries.filterable import OWN
from crm.contacts.queries.filtering import own_clause, users_meant
from crm.kernel.access import Actor
from crm.kernel.moments import today
from crm.views import conditions
from crm.views.conditions import Clause, folded
from crm.views.fields import Fields, typed
from crm.views.language import AllOf, Condition, Node

Values = tuple[Any, ...]
Asks = Callable[[str, Values, Actor], Clause]


def clauses(tree: AllOf, *, fields: Fields | None = None, to: Actor) -> list[Clause]:
    """What the filter asks of a case, a clause for each of its parts; at most two statements.

    Raises:
        Invalid: it names what is not there, or a value doesn't fit.
    """
    known = fields_in(tree) if fields is None else fields

    def clause(node: Node) -> Clause:
        if not isinstance(node, Condition):
            parts = [clause(part) for part in node.parts]
            return and_(*parts) if isinstance(node, AllOf) else or_(*parts)
        values = typed(node, known)
        if node.field.startswith(OWN):
            return own_clause(Case.custom, known[node.field].own, node.op, values, to)
        return ASKS[node.field](node.op, values, to)

    return [clause(part) for part in tree.parts]


def _column(column: Any) -> Asks:
    return lambda op, values, to: conditions.chosen(column, op, values)


def _user(column: Any) -> Asks:
    return lambda op, values, to: conditions.chosen(column, op, tuple(users_meant(values, to)))


def _text(column: Any) -> Asks:
    return lambda op, values, to: conditions.of_text(folded(column), op, values)


def _moment(column: Any) -> Asks:
    return lambda op, values, to: conditions.moment(column, op, values)


def _due(op: str, values: Values, to: Actor) -> Clause:
    return conditions.day(Case.due_on, op, values)


def _overdue(op: str, values: Values, to: Actor) -> Clause:
    late = and_(Case.status.not_in(ENDED), Case.due_on < today())
    return or_(*(late if value == "yes" else not_(func.coalesce(late, false())) for value in values))


def _person(op: str, values: Values, to: Actor) -> Clause:
    people = literal(sorted(users_meant(values, to)), ARRAY(BigInteger))
    works = Case.people_ids.op("&&", is_comparison=True)(people)
    return not_(works) if op == "not" else works


ASKS: Final[dict[str, Asks]] = {
    "status": _column(Case.status), "type": _column(Case.type_id), "priority": _column(Case.priority),
    "owner": _user(Case.owner_id), "person": _person, "due": _due, "overdue": _overdue,
    "source": _column(Case.source),
    "created": _moment(Case.made_at), "changed": _moment(Case.changed_at), "closed": _moment(Case.closed_at),
    "number": _text(Case.number), "title": _text(Case.title), "about": _text(Case.description),
    "author": _user(Case.made_by),
}  # fmt: skip
