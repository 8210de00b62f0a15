"""Who may import: admins; another role gets it where an admin gives it. And who may add to which list."""

from collections.abc import Mapping
from typing import Final

from crm.contacts.access import ADD_TAGS, CREATE_CONTACTS, MANAGE_TYPES
from crm.fields.access import MANAGE_FIELDS
from crm.fields.models import CustomField
from crm.kernel.access import Actor, May
from crm.kernel.i18n import lazy

RUN_IMPORTS: Final = May(
    key="imports.run",
    label=lazy("Import contacts from files"),
    help=lazy("Add many contacts at once from a table. They also need the right to add contacts."),
    entity="contact",
)
PERMISSIONS: Final = (RUN_IMPORTS,)
MAY_ADD: Final[Mapping[str, May]] = {
    "type": MANAGE_TYPES, "tags": ADD_TAGS, "company": CREATE_CONTACTS
}  # fmt: skip


def may_add(target: str, field: CustomField | None, *, by: Actor) -> bool:
    """Whether this person may add names of such a column to the workspace's list; ``field`` if it is one."""
    if field is not None:
        return field.type in ("select", "multi_select") and by.may(MANAGE_FIELDS)
    return target in MAY_ADD and by.may(MAY_ADD[target])
