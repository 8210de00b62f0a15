"""Who reads what is written about a record, and who writes it.

Whoever sees a contact reads its history; whoever may change it writes there (ACC-5). What others wrote is
changed by those alone whom ``EDIT_ENTRIES_OF_OTHERS`` allows.
"""

from typing import Any, Final

from sqlalchemy import Select, select

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, May
from crm.kernel.errors import Forbidden
from crm.kernel.i18n import lazy
from crm.timeline.models import Entry

EDIT_ENTRIES_OF_OTHERS: Final = May(
    "timeline.edit_others",
    lazy("Change what others wrote"),
    lazy("Notes, calls, meetings and mails that others have written down; one's own can always be changed."),
    "contact",
)
SEE_AUDIT: Final = May(
    "timeline.audit",
    lazy("See the audit log"),
    lazy(
        "Who did what, when, from where and through what, with the values before and after; also as a file."
    ),
    "workspace",
    unsafe=False,
    takes_out=True,
)
PERMISSIONS: Final = (EDIT_ENTRIES_OF_OTHERS, SEE_AUDIT)
READ_ONLY: Final = lazy("You can read this contact's history but not write in it.")
NOT_YOURS: Final = lazy("Only who wrote it, or an admin, can change it.")


def entries_visible_to(actor: Actor) -> Select[Any]:
    """What is written about contacts that the actor sees."""
    seen = Contact.visible_to(actor).with_only_columns(Contact.id).order_by(None)
    return select(Entry).where(
        Entry.deleted_at.is_(None), Entry.about_kind == "contact", Entry.about_id.in_(seen)
    )


def may_change(entry: Entry, *, by: Actor) -> bool:
    """Whether the entry is the actor's own, or the actor may change those of others."""
    return by.is_system or entry.made_by == by.user_id or by.may(EDIT_ENTRIES_OF_OTHERS)


def must_write(contact: Contact, *, by: Actor) -> None:
    """Refuse who may not write about the contact.

    Raises:
        Forbidden: with the reason.
    """
    by.must(EDIT_CONTACTS, contact, why=READ_ONLY)


def must_change(entry: Entry, contact: Contact, *, by: Actor) -> None:
    """Refuse who may not change this entry about the contact.

    Raises:
        Forbidden: with the reason.
    """
    must_write(contact, by=by)
    if not may_change(entry, by=by):
        raise Forbidden(NOT_YOURS)
