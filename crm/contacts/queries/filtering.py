"""Filters of contacts as SQL: how each field of ``filterable`` is asked for."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, exists, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from crm.contacts.access import NAMES, VIEW_CONTACTS, reached
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Comm, Contact, ContactManager
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.filterable import ME, MY_GROUPS, OWN, fields_in
from crm.contacts.queries.tags import TAG_IDS
from crm.fields.actions.indexes import form_of, sortable
from crm.fields.models import CustomField
from crm.kernel import phones, search_text
from crm.kernel.access import Actor
from crm.kernel.search_text import escaped, fold, telling
from crm.views import conditions, periods
from crm.views.conditions import Clause, folded, lowered
from crm.views.fields import Fields, typed
from crm.views.language import AllOf, Condition, Node

Values = tuple[Any, ...]
Asks = Callable[[str, Values, Actor], Clause]
OF_ABSENCE: Final = {"not": "is", "empty": "filled", "lacks": "contains"}
"""Operators that hold where another one doesn't."""
INDEXED_FROM: Final = 3
"""So many letters can be looked up in the index of what contacts are found by."""


def clauses(tree: AllOf, *, fields: Fields | None = None, to: Actor) -> list[Clause]:
    """What the filter asks of a contact, a clause for each of its parts; at most two statements.

    ``fields`` are those that it may be about, where they are known already.

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
            return own_clause(Contact.custom, known[node.field].own, node.op, values, to)
        return ASKS[node.field](node.op, values, to)

    return [clause(part) for part in tree.parts]


def users_meant(values: Iterable[Any], to: Actor) -> set[int]:
    """The ids of the users that a filter names, with "me" and "my groups" put into ids."""
    meant = set(values)
    groups = to.teammates if MY_GROUPS in meant else frozenset[int]()
    mine = {to.user_id} if ME in meant and to.user_id is not None else set()
    return {value for value in meant if isinstance(value, int)} | groups | mine


# ── a contact's own columns ────────────────────────────────────────────────────────────────────


def _column(column: Any) -> Asks:
    return lambda op, values, to: conditions.chosen(column, op, values)


def _text(column: Any) -> Asks:
    return lambda op, values, to: conditions.of_text(folded(column), op, values)


def _faceted(field: str, asks: Asks, *, fold: Callable[[str], str] = str) -> Asks:
    """The same, by the index where it is asked for whole values, or for any or none."""

    def asks_whole(op: str, values: Values, to: Actor) -> Clause:
        if op in ("empty", "filled"):
            return _has_facets(f"{field}=" if op == "empty" else field)
        if op == "is":
            return _has_facets(*(f"{field}={fold(str(value))}" for value in values))
        return asks(op, values, to)

    return asks_whole


def _has_facets(*facets: str) -> Clause:
    """The contact has one of these."""
    return Contact.facets.op("&&", is_comparison=True)(literal(list(facets), NAMES))


def _code(column: Any) -> Asks:
    """A code that is empty where nothing is known."""
    return lambda op, values, to: conditions.of_text(column, op, values, fold=str)


def _moment(column: Any) -> Asks:
    return lambda op, values, to: conditions.moment(column, op, values)


def _born(op: str, values: Values, to: Actor) -> Clause:
    return conditions.day(Contact.born_on, op, values)


def _name(op: str, values: Values, to: Actor) -> Clause:
    if op == "contains" and (words := search_text.sortable(values[0]).split()):
        held = func.strpos(Contact.sort_name, search_text.sortable(values[0])) != 0  # expected of nearly all
        return and_(held, *(_found_by([word]) for word in words))
    return conditions.of_text(Contact.sort_name, op, values, fold=search_text.sortable)


def _access(op: str, values: Values, to: Actor) -> Clause:
    levels = [value for value in values if value != "restricted"]
    open_ones = and_(Contact.restricted.is_(False), Contact.sharing.in_(levels))
    asked = or_(open_ones, Contact.restricted) if "restricted" in values else open_ones
    return not_(asked) if op == "not" else _has_facets(*(f"access={value}" for value in values))


def _author(op: str, values: Values, to: Actor) -> Clause:
    users = tuple(users_meant(values, to))
    if op == "is":
        return _has_facets(*(f"author={user_id}" for user_id in users))
    return _has_facets("author=") if op == "empty" else conditions.chosen(Contact.made_by, op, users)


def _tag(op: str, values: Values, to: Actor) -> Clause:
    wanted = literal(list(values), TAG_IDS)
    if op in ("empty", "filled"):
        return Contact.tag_ids == wanted if op == "empty" else Contact.tag_ids != wanted
    if op == "all" or len(values) == 1:
        held = Contact.tag_ids.op("@>", is_comparison=True)(wanted)
    else:
        held = Contact.tag_ids.op("&&", is_comparison=True)(wanted)
    return not_(held) if op == "not" else held


# ── what hangs on a contact ────────────────────────────────────────────────────────────────────


def _there(*clauses: Any) -> Clause:
    """There is a row that belongs to the contact."""
    return exists().where(*clauses).correlate(Contact)


def _activity(op: str, values: Values, to: Actor) -> Clause:
    within = conditions.moment(ContactActivity.last_activity_at, op, values)
    return _there(ContactActivity.contact_id == Contact.id, within)


def _in_charge(*further: Clause) -> Asks:
    def asks(op: str, values: Values, to: Actor) -> Clause:
        users = [ContactManager.user_id.in_(users_meant(values, to))] if values else []
        if op == "all":
            return and_(*(asks("is", (value,), to) for value in values))
        held = _there(ContactManager.contact_id == Contact.id, *users, *further)
        return not_(held) if op in OF_ABSENCE else held

    return asks


def _comm(kind: str, column: Any, fold_value: Callable[[str], str], *, sought: bool = True) -> Asks:
    """Ways to reach of one kind. What is ``sought`` stands in what contacts are found by, too."""

    def asks(op: str, values: Values, to: Actor) -> Clause:
        texts = tuple(map(fold_value, values))
        if not all(texts):
            return literal(op in OF_ABSENCE)
        holds = OF_ABSENCE.get(op, op)
        fits = conditions.of_text(column, holds, texts, fold=str)
        held = _there(Comm.contact_id == Contact.id, Comm.kind == kind, fits)
        if op in OF_ABSENCE:
            return not_(held)
        return and_(held, _found_by(texts)) if sought and values else held

    return asks


def _found_by(texts: Iterable[str]) -> Clause:
    """The contact is found by one of the texts: what an index answers, at least for longer ones."""
    long = [text if len(text) >= INDEXED_FROM else "" for text in texts]
    return or_(*(Contact.search_text.like(f"%{escaped(telling(fold(text)))}%") for text in long))


def _company(op: str, values: Values, to: Actor) -> Clause:
    """A company that the person works for at present, of those that the reader sees."""
    company = aliased(Contact)
    seen = reached(to, VIEW_CONTACTS).with_only_columns(Contact.id).subquery()
    name = conditions.of_text(folded(company.name), OF_ABSENCE.get(op, op), values)
    works = (
        select(ContactLink.one_id)
        .join(company, company.id == ContactLink.other_id)
        .where(ContactLink.kind == "employment", ContactLink.former.is_(False), name)
        .where(company.id.in_(select(seen.c.id)))
    )
    return Contact.id.not_in(works) if op in OF_ABSENCE else Contact.id.in_(works)


ASKS: Final[dict[str, Asks]] = {
    "type": _column(Contact.type_id), "tag": _tag, "manager": _in_charge(), "activity": _activity,
    "created": _moment(Contact.made_at), "class": _column(Contact.class_id), "access": _access,
    "kind": _faceted("kind", _column(Contact.kind)),
    "name": _name,
    "company": _company,
    "job_title": _faceted("job_title", _text(Contact.job_title), fold=lowered),
    "email": _comm("email", Comm.normalised, lowered),
    "phone": _comm("phone", Comm.normalised, phones.digits),
    "city": _comm("address", folded(Comm.parts["city"].astext), lowered, sought=False),
    "lead": _in_charge(ContactManager.lead), "author": _author, "changed": _moment(Contact.changed_at),
    "born": _faceted("born", _born), "language": _faceted("language", _code(Contact.language)),
    "source": _faceted("source", _text(Contact.source), fold=lowered),
    "currency": _faceted("currency", _code(Contact.currency)),
    "inn": _text(Contact.inn), "external_id": _text(Contact.external_id),
    "about": _text(Contact.description),
}  # fmt: skip


# ── the workspace's own fields ─────────────────────────────────────────────────────────────────


def own_clause(custom: Any, field: CustomField, op: str, values: Values, to: Actor) -> Clause:
    """What a condition on one of the workspace's own fields asks of a record with this column ``custom``."""
    if op in ("empty", "filled"):
        held = custom.has_key(field.key)
        return not_(held) if op == "empty" else held
    if field.type in ("integer", "decimal", "money"):
        return conditions.number(sortable(custom, field), op, values)
    if form_of(field) == "time":
        as_bound = _as_instant if field.type == "datetime" else date.isoformat
        return conditions.day(sortable(custom, field), op, values, as_bound)
    if field.type in CONTAINED:
        wanted = users_meant(values, to) if field.type == "user" else values
        return _contained(custom, field, op, [CONTAINED[field.type](value) for value in wanted])
    return conditions.of_text(folded(custom[field.key].astext), op, values)


CONTAINED: Final[dict[str, Callable[[Any], Any]]] = {
    "select": lambda value: value, "user": lambda value: value, "multi_select": lambda value: [value],
    "yes_no": lambda value: value == "yes",
}  # fmt: skip
"""How a value stands in ``custom`` for the index of what it contains."""


def _contained(custom: Any, field: CustomField, op: str, values: list[Any]) -> Clause:
    each = [custom.contains({field.key: value}) for value in values]
    held = and_(*each) if op == "all" else or_(literal(False), *each)
    return not_(held) if op == "not" else held


def _as_instant(on: date) -> str:
    since, _until = periods.instants(periods.Stretch(on, None))
    return since.replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if since else ""
