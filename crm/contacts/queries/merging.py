"""What becomes of several contacts that are merged: whose values are taken, which lists are united (CON-16).

``plan`` reads contacts that were loaded whole, asks for their grants, and changes nothing. The preview shows
it, the act does it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import aliased

from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.i18n import lazy

OF_KIND: Final[dict[str, tuple[str, ...]]] = {
    "person": ("last_name", "first_name", "middle_name", "job_title", "born_on"),
    "company": ("name",),
}
OF_BOTH: Final = (
    "type_id",
    "language",
    "source",
    "currency",
    "external_id",
    "requisites",
    "photo_id",
    "description",
)
CUSTOM: Final = "custom."
LONGEST_CHAIN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A field and whose value is taken. ``holders`` are the contacts that have one, the survivor first."""

    name: str
    holders: tuple[Contact, ...]
    taken: Contact

    @property
    def value(self) -> Any:
        """The value that the survivor gets."""
        return value_of(self.taken, self.name)

    @property
    def is_open(self) -> bool:
        """Whether there is anything to choose: two of them differ."""
        return len({repr(value_of(holder, self.name)) for holder in self.holders}) > 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What the survivor will be. ``comms`` are the losers' ways to be reached that it gains."""

    survivor: Contact
    losers: tuple[Contact, ...]
    choices: tuple[Choice, ...]
    comms: tuple[Comm, ...]
    manager_ids: tuple[int, ...]
    lead_id: int | None
    tag_ids: tuple[int, ...]
    custom: Mapping[str, Any]
    grants: Mapping[str, int]
    restricted: bool

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """All of them, the survivor first."""
        return (self.survivor, *self.losers)

    @property
    def new_manager_ids(self) -> tuple[int, ...]:
        """Those who become managers of the survivor."""
        present = {manager.user_id for manager in self.survivor.managers}
        return tuple(user_id for user_id in self.manager_ids if user_id not in present)


def mergeable(contact_ids: Sequence[int], *, to: Actor, held: bool = False) -> list[Contact]:
    """These contacts, whole, in this order, if the person sees each; ``held`` locks them.

    Raises:
        NotFound: one is not there, or is hidden.
    """
    chosen = Contact.visible_to(to).where(Contact.id.in_(contact_ids)).options(*WHOLE).order_by(Contact.id)
    if held:
        chosen = chosen.with_for_update(of=Contact)
    seen = {
        contact.id: contact
        for contact in db.session.scalars(chosen.execution_options(populate_existing=True))
    }
    if len(seen) != len(set(contact_ids)):
        raise NotFound
    return [seen[contact_id] for contact_id in contact_ids]


def plan(contacts: Sequence[Contact], chosen: Mapping[str, int]) -> Plan:
    """What becomes of these contacts, the survivor first, if these values are chosen.

    Raises:
        Invalid: under ``choices.<field>``: there is no such field, or that contact is not among them.
    """
    survivor, *others = contacts
    granted = _grants([contact.id for contact in contacts])
    losers = sorted(others, key=lambda contact: (contact.changed_at, contact.id), reverse=True)
    names = _names(contacts)
    ids = {contact.id for contact in contacts}
    faults = {f"choices.{name}": lazy("There is no such field.") for name in chosen if name not in names}
    strange = {name: contact_id for name, contact_id in chosen.items() if contact_id not in ids}
    faults |= {
        f"choices.{name}": lazy("This contact is not one of those that are merged.") for name in strange
    }
    if faults:
        raise Invalid(faults)
    choices = tuple(_choice(name, [survivor, *losers], chosen.get(name)) for name in names)
    managers = [manager for contact in (survivor, *losers) for manager in contact.managers]
    return Plan(
        survivor=survivor,
        losers=tuple(losers),
        choices=choices,
        comms=tuple(_new_comms(survivor, losers)),
        manager_ids=tuple(dict.fromkeys(manager.user_id for manager in managers)),
        lead_id=next((manager.user_id for manager in managers if manager.lead), None),
        tag_ids=tuple(dict.fromkeys(tag for contact in (survivor, *losers) for tag in contact.tag_ids)),
        custom=_custom(choices, [survivor, *losers]),
        grants=granted,
        restricted=any(contact.restricted for contact in contacts),
    )


def value_of(contact: Contact, name: str) -> Any:
    """The contact's value of this field, as a merge names fields."""
    if name.startswith(CUSTOM):
        return (contact.custom or {}).get(name.removeprefix(CUSTOM))
    return getattr(contact, name)


def successors(contact_ids: Collection[int]) -> dict[int, list[int]]:
    """For each of these contacts that was merged, what it became part of, nearest first; one statement."""
    if not contact_ids:
        return {}
    gone = (Contact.merged_into.is_not(None), Contact.deleted_at.is_not(None))
    nearest = select(Contact.id.label("old"), Contact.merged_into.label("new"), literal(1).label("step"))
    chain = nearest.where(Contact.id.in_(contact_ids), *gone).cte("chain", recursive=True)
    further = select(chain.c.old, Contact.merged_into, chain.c.step + 1).join(
        Contact, Contact.id == chain.c.new
    )
    chain = chain.union_all(further.where(*gone, chain.c.step < LONGEST_CHAIN))
    found: dict[int, list[int]] = {}
    for old, new in db.session.execute(select(chain.c.old, chain.c.new).order_by(chain.c.step)):
        found.setdefault(old, []).append(new)
    return found


def parts_of(contact_id: int | ColumnElement[int]) -> Select[Any]:
    """The ids of the contact and of all that was merged into it, directly or by way of others."""
    parts = select(Contact.id).where(Contact.id == contact_id).cte("parts", recursive=True)
    parts = parts.union(select(Contact.id).join(parts, Contact.merged_into == parts.c.id))
    return select(parts.c.id)


def became(contact_id: ColumnElement[int], *, of: Any) -> Select[Any]:
    """The ids of what this contact became a part of, step by step, in a query whose ``of`` names it."""
    one, other = aliased(Contact), aliased(Contact)
    steps = select(one.merged_into.label("id")).where(one.id == contact_id).correlate(of)
    into = steps.cte("became", recursive=True, nesting=True)
    into = into.union(select(other.merged_into).join(into, other.id == into.c.id))
    return select(into.c.id)


def survivor_of(contact_id: int, *, to: Actor) -> int | None:
    """What this contact is a part of today, if the person sees that; else None, as for any other id."""
    chain = successors([contact_id]).get(contact_id, [0])
    return db.session.scalar(
        Contact.visible_to(to).with_only_columns(Contact.id).where(Contact.id == chain[-1])
    )


def _grants(contact_ids: Sequence[int]) -> dict[str, int]:
    """The grants of all of them, to each grantee the highest level; one statement."""
    highest = select(ContactGrant.grantee, func.max(ContactGrant.level)).group_by(ContactGrant.grantee)
    rows = highest.where(ContactGrant.contact_id.in_(contact_ids)).order_by(ContactGrant.grantee)
    return {row.grantee: row[1] for row in db.session.execute(rows)}


def _names(contacts: Sequence[Contact]) -> list[str]:
    """The fields of which one value is taken: those of the kind, and own fields that hold no list."""
    keys = {key for contact in contacts for key in contact.custom or {}}
    single = [key for key in keys if not any(isinstance((c.custom or {}).get(key), list) for c in contacts)]
    return [*OF_KIND[contacts[0].kind], *OF_BOTH, *(f"{CUSTOM}{key}" for key in sorted(single, key=_number))]


def _number(key: str) -> tuple[int, str]:
    return (int(key) if key.isdigit() else 0, key)


def _choice(name: str, contacts: Sequence[Contact], chosen_id: int | None) -> Choice:
    """The chosen one's value, else the survivor's, else that of whoever was changed last and has one."""
    holders = tuple(contact for contact in contacts if value_of(contact, name) not in (None, "", {}))
    usual = holders[0] if holders else contacts[0]
    return Choice(name, holders, next((c for c in contacts if c.id == chosen_id), usual))


def _new_comms(survivor: Contact, losers: Sequence[Contact]) -> Iterator[Comm]:
    """Each way to be reached once, by how it is compared."""
    known = {(comm.kind, comm.normalised) for comm in survivor.comms}
    for comm in (comm for loser in losers for comm in loser.comms):
        if (comm.kind, comm.normalised) not in known:
            known.add((comm.kind, comm.normalised))
            yield comm


def _custom(choices: Sequence[Choice], contacts: Sequence[Contact]) -> dict[str, Any]:
    values = {c.name.removeprefix(CUSTOM): c.value for c in choices if c.name.startswith(CUSTOM)}
    for contact in contacts:
        for key, value in (contact.custom or {}).items():
            if key not in values and isinstance(value, list):
                united = [one for other in contacts for one in _as_list((other.custom or {}).get(key))]
                values[key] = list(dict.fromkeys(united))
    return {key: value for key, value in values.items() if value is not None}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
