"""Values that were good once: what of them the workspace does not allow any more."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.actions.restoring import custom
from crm.contacts.actions.writing import missing_names
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import MANAGERS
from crm.contacts.models.lists import ContactType, Tag
from crm.contacts.queries.records import possible_managers
from crm.files.models import StoredFile
from crm.journal.restorers import Reason
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.models import User
from crm.team.queries import workspace_settings

NAMES: Final = ("kind", "first_name", "last_name", "name")
Misfit = tuple[Reason, str, Any]
"""Why, which column, and the value that is left out."""


def unfit(contact: Contact, now: Mapping[str, Any], wanted: dict[str, Any], *, by: Actor) -> list[Misfit]:
    """Take out of ``wanted`` what can't be written any more; a statement for each list that is asked."""
    return [
        *_not_there(wanted, "type_id", ContactType.id),
        *_not_there(wanted, "class_id", ContactClass.id),
        *_not_there(wanted, "photo_id", StoredFile.id),
        *_tags(now, wanted),
        *_managers(now, wanted),
        *_nameless(now, wanted),
        *_custom(contact, wanted, by),
    ]


def _not_there(wanted: dict[str, Any], name: str, ids: Any) -> Iterator[Misfit]:
    value = wanted.get(name)
    if value is not None and not there([value], ids):
        yield Reason.UNFIT, name, wanted.pop(name)


def _tags(now: Mapping[str, Any], wanted: dict[str, Any]) -> Iterator[Misfit]:
    coming = set(wanted.get("tag_ids", ())) - set(now["tag_ids"])
    lost = coming - there(coming, Tag.id)
    if lost:
        wanted["tag_ids"] = [tag_id for tag_id in wanted["tag_ids"] if tag_id not in lost]
        yield Reason.UNFIT, "tag_ids", sorted(lost)


def _managers(now: Mapping[str, Any], wanted: dict[str, Any]) -> Iterator[Misfit]:
    """Those who may not be managers any more don't come back."""
    present = {manager["user_id"] for manager in now[MANAGERS]}
    coming = [manager for manager in wanted.get(MANAGERS, ()) if manager["user_id"] not in present]
    ids = {manager["user_id"] for manager in coming}
    able = possible_managers().where(User.id.in_(ids)).with_only_columns(User.id).order_by(None)
    lost = ids - set(db.session.scalars(able)) if ids else set()
    if lost:
        wanted[MANAGERS] = [manager for manager in wanted[MANAGERS] if manager["user_id"] not in lost]
        yield Reason.LEFT, MANAGERS, [manager for manager in coming if manager["user_id"] in lost]


def _nameless(now: Mapping[str, Any], wanted: dict[str, Any]) -> Iterator[Misfit]:
    """A person without the names that a person needs, a company without its own."""
    names = [name for name in NAMES if name in wanted]
    if names and missing_names({**now, **wanted}, workspace=workspace_settings()):
        for name in names:
            yield Reason.UNFIT, name, wanted.pop(name)


def _custom(contact: Contact, wanted: dict[str, Any], by: Actor) -> Iterator[Misfit]:
    for name, reason in custom.unfit(contact, wanted, by=by).items():
        if name in wanted:
            yield reason, name, wanted.pop(name)


def there(ids: Iterable[int], column: Any) -> set[int]:
    """Those of these ids that the list holds today."""
    wanted = set(ids)
    return set(db.session.scalars(select(column).where(column.in_(wanted)))) if wanted else set()
