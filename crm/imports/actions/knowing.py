"""What the workspace knows, by the names in which files speak of it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import inspect, select

from crm.contacts.actions import tagging
from crm.contacts.queries.classes import classes
from crm.contacts.queries.records import possible_managers, types
from crm.fields.models import CustomField
from crm.imports.actions.lines import Known
from crm.imports.models import Import
from crm.imports.queries import own_fields
from crm.imports.targets import OWN
from crm.kernel.db import db
from crm.kernel.search_text import fold
from crm.team.models import User


def known_for(one: Import) -> Known:
    """The lists as they are now, and what this import will make of them; at most six statements."""
    fields = own_fields()
    able = db.session.scalars(possible_managers()).all()
    asks_users = any(field.type == "user" for field in fields)
    active = select(User).where(User.deactivated_at.is_(None)).order_by(User.name, User.id)
    return Known(
        types={
            fold(text): each.id for each in types() for text in (each.name, each.shown, *each.labels.values())
        },
        tags=tagging.ids_by_name(()),
        managers=_by_name(able),
        fields={field.key: field for field in fields},
        users=_by_name(db.session.scalars(active)) if asks_users else {},
        coming=one.seen.get("coming") or {},
        classes={
            fold(text): each.id
            for each in classes()
            for text in (each.name, each.shown, *each.labels.values())
        },
        headings=one.seen.get("columns") or (),
    )


def to_come(fields: Sequence[CustomField], one: Import) -> list[CustomField]:
    """The own fields as they will be when the run has made their new options: copies, where there are any."""
    coming = one.seen.get("coming") or {}
    return [_with(field, coming[OWN + field.key]) if OWN + field.key in coming else field for field in fields]


def _with(field: CustomField, names: Mapping[str, int]) -> CustomField:
    values = {column.key: getattr(field, column.key) for column in inspect(CustomField).column_attrs}
    new = [{"id": one_id, "name": name, "labels": {}} for name, one_id in names.items()]
    return CustomField(**{**values, "options": [*field.options, *new]})


def _by_name(people: Iterable[User]) -> Mapping[str, int]:
    """By name and e-mail; of two of the same name the first one."""
    return {fold(text): user.id for user in reversed([*people]) for text in (user.name, user.email)}
