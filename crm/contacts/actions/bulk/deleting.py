"""Many contacts into the bin (CON-18)."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, func, literal

from crm.contacts.access import DELETE_CONTACTS, derive_access
from crm.contacts.actions import custom, duplicates
from crm.contacts.actions.bulk.columns import write
from crm.contacts.facts_of_many import ContactDeletedWithOthers
from crm.contacts.models.kinds import CONTACT
from crm.fields.actions.claims import release
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Part, Skip
from crm.kernel.deletion import guards
from crm.kernel.i18n import lazy


def check(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Nothing is asked."""
    return {}


def delete(part: Part) -> None:
    """Put the contacts into the bin with everything attached, but for those that other records need."""
    part.skip(Skip.NEEDED, guards.blocked(CONTACT, part.ids, by=part.by))
    values = {"deleted_at": func.now(), "deleted_by": literal(part.by.user_id, BigInteger)}
    gone = write(part, values, told=ContactDeletedWithOthers)
    release(gone, record=custom.RECORD)
    derive_access(gone)
    duplicates.check(gone)


DELETE: Final = BulkAction(
    "delete", lazy("Delete"), lazy("Delete"), lazy("Deleted: %(contacts)s"), "trash", DELETE_CONTACTS,
    check, delete, template="contacts/bulk/deletion.html", weight=90, is_grave=True,
)  # fmt: skip
