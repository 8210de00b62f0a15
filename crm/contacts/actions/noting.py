"""What acts change of contacts, value by value, as the journal keeps it (CON-19).

Three kinds of record: ``contact``, with the columns of its row as they are called in the model, but
``custom.<field id>`` and ``requisites.<name>`` for each value of these two, and ``managers`` as a list of
``{user_id, lead}``, ``grants`` of ``{grantee, level}``; ``contact_comm`` and ``contact_link``, with the
columns of theirs. Values are JSON: instants and dates stand as ISO texts. A column that a model gains is
noted without a change here.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.inspection import inspect

from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Comm, Contact, ContactManager
from crm.contacts.models.kinds import COMM, CONTACT, GRANTS, LINK, MANAGERS
from crm.contacts.models.links import ContactLink
from crm.journal import actions as journal
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, db
from crm.kernel.errors import NotFound

SPREAD: Final = ("custom", "requisites")
"""Columns that are noted value by value, as ``<column>.<key>``: a value that is not there is None."""
NOT_NOTED: Final[dict[str, frozenset[str]]] = {
    CONTACT: frozenset({
        "id", "version", "principals", "facets", "made_at", "made_by", "changed_at",
        "sort_name", "search_text", "match_name", "inn",
    }),
    COMM: frozenset({"id"}),
    LINK: frozenset({"id", "made_at"}),
}  # fmt: skip
"""What no act changes by itself: who and when, the count of changes, and what is derived from the rest."""
MODELS: Final[dict[str, type[TenantModel]]] = {CONTACT: Contact, COMM: Comm, LINK: ContactLink}
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A contact with its ways to be reached as they stand in the database."""

    contact_id: int
    values: Values
    comms: Mapping[int, Values]


@dataclass(slots=True)
class Noting:
    """One act on one contact while it is being done; ``act_id`` is for the facts that tell of it.

    The act is kept as soon as its id is asked for: an act that changes nothing leaves no trace.
    """

    kind: str
    by: Actor
    before: Snapshot
    _act_id: int | None = field(default=None, init=False)

    @property
    def act_id(self) -> int:
        """The act's id in the journal."""
        if self._act_id is None:
            about = (CONTACT, self.before.contact_id)
            self._act_id = journal.keep(self.kind, about=about, by=self.by).id
        return self._act_id

    def end(self) -> None:
        """Note what is different now, if anything was told."""
        if self._act_id is not None:
            journal.add_changes(self._act_id, differences(self.before, snapshot(self.before.contact_id)))


@contextmanager
def noting(contact: Contact, kind: str, *, within: Noting | None = None, by: Actor) -> Iterator[Noting]:
    """Note what the block changes of the contact as one act, or ``within`` the one that it is a part of."""
    if within is not None:
        yield within
        return
    note = Noting(kind, by, snapshot(contact.id))
    yield note
    note.end()


def snapshot(contact_id: int) -> Snapshot:
    """The contact as it stands now; one statement.

    Raises:
        NotFound: there is no such contact, not even in the bin.
    """
    found = snapshots([contact_id])
    if contact_id not in found:
        raise NotFound
    return found[contact_id]


def snapshots(contact_ids: Collection[int]) -> dict[int, Snapshot]:
    """These contacts as they stand now, those in the bin too, by id; one statement for all."""
    db.session.flush()
    comms = select(func.jsonb_agg(_ordered(_as_json(Comm), Comm.id))).where(Comm.contact_id == Contact.id)
    manager = func.jsonb_build_object("user_id", ContactManager.user_id, "lead", ContactManager.lead)
    managers = select(func.jsonb_agg(_ordered(manager, ContactManager.user_id)))
    managers = managers.where(ContactManager.contact_id == Contact.id)
    grant = func.jsonb_build_object("grantee", ContactGrant.grantee, "level", ContactGrant.level)
    grants = select(func.jsonb_agg(_ordered(grant, ContactGrant.grantee)))
    grants = grants.where(ContactGrant.contact_id == Contact.id)
    rows = select(Contact.id, _as_json(Contact), *map(_of_contact, (comms, managers, grants)))
    return {
        contact_id: Snapshot(
            contact_id,
            {**noted_values(CONTACT, row), MANAGERS: in_charge or [], GRANTS: granted or []},
            {comm["id"]: noted_values(COMM, comm) for comm in reached_by or []},
        )
        for contact_id, row, reached_by, in_charge, granted in db.session.execute(
            rows.where(Contact.id.in_(contact_ids))
        )
    }


def differences(before: Snapshot, after: Snapshot) -> list[Noted]:
    """What is different between two snapshots of one contact; empty if nothing is."""
    changed = different(CONTACT, before.contact_id, before.values, after.values)
    rows = (
        different(COMM, comm_id, before.comms.get(comm_id), after.comms.get(comm_id))
        for comm_id in sorted({*before.comms, *after.comms})
    )
    return [noted for noted in (changed, *rows) if noted is not None]


def different(kind: str, record_id: int, before: Values | None, after: Values | None) -> Noted | None:
    """One record's change: its values that differ, all of them if it came or went; None if none does."""
    if before == after:
        return None
    if before is None or after is None:
        return Noted(kind, record_id, dict(before) if before else None, dict(after) if after else None)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    was, now = ({name: values.get(name) for name in names} for values in (before, after))
    return Noted(kind, record_id, was, now)


def noted_values(kind: str, row: Values) -> dict[str, Any]:
    """The values of a row of JSON that are noted, by their names in the model, those of ``SPREAD`` apart."""
    columns = inspect(MODELS[kind]).columns.items()
    values = {name: row[column.name] for name, column in columns if name not in NOT_NOTED[kind]}
    for name in SPREAD:
        spread = values.pop(name, None) or {}
        values |= {f"{name}.{key}": value for key, value in spread.items() if value is not None}
    return values


def _as_json(model: type[TenantModel]) -> Any:
    """The whole row as a JSON object, its columns by their names in the database."""
    return func.to_jsonb(model.__table__.table_valued(), type_=JSONB)


def _ordered(value: Any, by: Any) -> Any:
    return aggregate_order_by(value, by)


def _of_contact(rows: Select[Any]) -> Any:
    """What belongs to the contact of the query around it."""
    return type_coerce(rows.correlate(Contact).scalar_subquery(), JSONB)
