"""What the acts share: holding a contact against others, and writing what was typed into its rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.access import derive_access
from crm.contacts.actions import custom, reaching
from crm.contacts.forms.contact import PLAIN_FIELDS, ContactShape
from crm.contacts.forms.requisites import kept, unfit
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact
from crm.contacts.models.drafts import Draft
from crm.contacts.models.lists import ContactType
from crm.contacts.queries.records import WHOLE
from crm.contacts.queries.signatures import match_name
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound, Stale
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold, joined, sorted_as
from crm.team.models import Workspace

NEEDED: Final = lazy("Fill this in.")


def hold(contact: Contact, *, version: int | None = None) -> Contact:
    """Lock the contact until the transaction ends and load it whole, as it is now.

    Raises:
        NotFound: it went to the bin meanwhile.
        Stale: ``version`` is given and is not the present one.
    """
    held: Contact | None = db.session.scalar(_held(), {"contact": contact.id})
    if held is None or held.deleted_at is not None:
        raise NotFound
    if version is not None and held.version != version:
        raise Stale
    return held


@cache
def _held() -> Select[Any]:
    """Built once: every act begins and ends with it."""
    one = select(Contact).where(Contact.id == bindparam("contact", type_=BigInteger))
    fresh = one.options(*WHOLE).with_for_update(of=Contact)
    return fresh.execution_options(populate_existing=True, prepared=True)


def check(shape: ContactShape, *, workspace: Workspace, also: Mapping[str, LazyText | str]) -> None:
    """Refuse what the workspace's settings and lists don't allow (CON-1, CON-2), with what is wrong ``also``.

    Raises:
        Invalid: with a sentence for each field at fault.
    """
    faults = missing_names(shape.model_dump(), workspace=workspace) | unfit(shape.requisites, kind=shape.kind)
    if shape.type_id is not None and db.session.get(ContactType, shape.type_id) is None:
        faults["type_id"] = lazy("There is no such type.")
    if faults or also:
        raise Invalid({**faults, **also})


def missing_names(typed: Mapping[str, Any], *, workspace: Workspace) -> dict[str, LazyText | str]:
    """The names that this kind of contact still needs, each with its sentence."""
    needed = ("name",) if typed.get("kind") == "company" else ("first_name", "last_name")
    missing = [name for name in needed if not str(typed.get(name) or "").strip()]
    enough = len(needed) == 2 and len(missing) == 1 and not workspace.both_names
    return {} if enough else dict.fromkeys(missing, NEEDED)


def write(
    contact: Contact, shape: ContactShape, *, region: str, searched: Sequence[str] | None = None
) -> None:
    """Put what was typed into the contact (loaded whole, or new) and derive anew what follows from it.

    ``searched`` as ``derive`` has it.

    Raises:
        Invalid: a way to reach carries an id that this contact doesn't have.
    """
    contact.comms = reaching.rows(contact, shape.comms, region=region)
    for name in PLAIN_FIELDS:
        setattr(contact, name, getattr(shape, name))
    contact.requisites = kept(shape.requisites)
    derive(contact, searched=searched)


def draft(shape: ContactShape, *, region: str, custom: Mapping[str, Any], searched: Sequence[str]) -> Draft:
    """What ``write`` and ``derive`` would make of a new contact, without a row; ``custom`` as it is kept."""
    made = Draft(**{name: getattr(shape, name) for name in PLAIN_FIELDS})
    made.comms = reaching.drafted(shape.comms, region=region)
    made.custom = custom
    if "requisites" in shape.model_fields_set:
        made.requisites = kept(shape.requisites)
    derive(made, searched=searched)
    return made


def derive(contact: Contact | Draft, *, searched: Sequence[str] | None = None) -> None:
    """Bring in step what is derived from the contact (loaded whole): how it is sorted, found and compared.

    ``searched`` are the keys of the custom fields that contacts are found by; None asks which they are.
    """
    contact.inn = contact.requisites.get("inn", "")
    name = fold(" ".join(_name_parts(contact)))
    contact.sort_name, contact.match_name = sorted_as(name), match_name(contact)
    found_by = (*reaching.search_words(contact.comms), contact.inn, *custom.searched(contact, searched))
    contact.search_text = joined((name, *map(fold, found_by)))


def touch(*contacts: Contact) -> None:
    """Count one change of each: a new version, activity now, and the access list in step. Ends each act."""
    for contact in contacts:
        contact.version = (contact.version or 0) + 1
        contact.changed_at = func.now()
    db.session.flush()
    ids = [contact.id for contact in contacts]
    happened = insert(ContactActivity).values([{"contact_id": contact_id} for contact_id in ids])
    again = {"last_activity_at": func.now()}
    db.session.execute(happened.on_conflict_do_update(index_elements=["contact_id"], set_=again))
    derive_access(ids)


def first_touch(contact: Contact) -> None:
    """What ``touch`` is for a contact that was just made: its activity begins, and its access list."""
    db.session.flush()
    db.session.add(ContactActivity(contact_id=contact.id))
    derive_access([contact.id], new=True)


def _name_parts(contact: Contact | Draft) -> Iterable[str]:
    if contact.kind == "company":
        return (contact.name,)
    return filter(None, (contact.last_name, contact.first_name, contact.middle_name))
