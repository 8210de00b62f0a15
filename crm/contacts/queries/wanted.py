"""A wish of a person, ready to be looked for: what they see, and what they ask of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

from sqlalchemy import BindParameter, ColumnElement, Select

from crm.contacts.access import VIEW_CONTACTS, manager_principals, principals
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.filterable import OF_BUILT_IN
from crm.contacts.queries.filtering import clauses, users_meant
from crm.contacts.queries.matching import matches
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.views import selecting
from crm.views.fields import typed
from crm.views.language import AllOf, Condition, Node

Clause = ColumnElement[bool]


class Key(NamedTuple):
    """What a row of the list is sorted by, and its contact."""

    key: Any
    id: int


class Met(NamedTuple):
    """One row more than a page, in the order in which they are met.

    ``cut``: more answer than are listed. ``number``: so many answer in all, where that was found on the way;
    beyond ``COUNT_CAP`` so many at least.
    """

    keys: list[Key]
    cut: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish of a person, ready to be looked for.

    ``names`` are the principals whose parts of the access list are walked, None for the contacts themselves;
    ``managed`` says that only what they manage counts, ``checked`` that the person need not see it.
    ``conditions`` are what rows of these must answer, ``all_conditions`` what any contact must.
    """

    wish: Wish
    to: Actor
    names: list[str] | BindParameter[Any] | None
    managed: bool
    checked: bool
    conditions: Sequence[Clause]
    all_conditions: Sequence[Clause]


def asked(wish: Wish, to: Actor) -> Asked:
    """The wish of this person; at most two statements.

    Raises:
        Invalid: its filter names what is not there, or a value doesn't fit.
    """
    tree, found = wish.whole, found_by(wish, to)
    everything = [*found, *clauses(tree, to=to)]
    reach = to.reach(VIEW_CONTACTS)
    managing = next((part for part in tree.parts if _names_managers(part)), None)
    if isinstance(managing, Condition):
        users = users_meant(typed(managing, OF_BUILT_IN), to)
        theirs = sorted({name for user_id in users for name in manager_principals(user_id)})
        rest = AllOf(tuple(part for part in tree.parts if part is not managing))
        conditions = [*found, *clauses(rest, to=to)]
        return Asked(wish, to, theirs, True, users - {to.user_id} != set(), conditions, everything)
    names = None if reach is Reach.ALL else principals(to, reach)
    return Asked(wish, to, names, False, False, everything, everything)


def found_by(wish: Wish, to: Actor) -> list[Clause]:
    """What the words that are looked for, and the selection, ask of a contact; at most one statement."""
    chosen = [Contact.id.in_(selecting.chosen(CONTACT, wish.selected_by))] if wish.selected_by else []
    return [*matches(wish.q, to=to), *chosen]


def _names_managers(part: Any) -> bool:
    return is_about(part, "manager") and part.op == "is"


def keys(rows: Select[Any], values: Mapping[str, Any] | None = None) -> list[Key]:
    """The rows of one of the ways."""
    return [Key(*row) for row in db.session.execute(rows, values)]


def is_about(part: Node, field: str) -> TypeGuard[Condition]:
    """Whether the part of a filter is a condition of this field."""
    return isinstance(part, Condition) and part.field == field
