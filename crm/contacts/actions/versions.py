"""A contact as it stood at an earlier version, from what the journal keeps of the acts since (CON-20)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from crm.contacts.actions.noting import Snapshot, snapshot
from crm.contacts.facts import LinkFact
from crm.contacts.models.kinds import COMM, CONTACT
from crm.contacts.queries.records import facts_since
from crm.journal.models import Act, Change
from crm.kernel.db import db
from crm.kernel.facts import FactRow


class _Unknown(Exception):
    """What stands there is not what the acts left: they can't be followed back."""


def at_version(contact_id: int, version: int, *, now: int) -> Snapshot | None:
    """The contact at ``version``, where ``now`` is its present one; three statements.

    None if that can't be told: an act kept no values, too many happened since, or the values don't fit.
    """
    rows = facts_since(contact_id, version)
    present = snapshot(contact_id)
    if not _are_complete(rows, range(version + 1, now + 1)):
        return None
    try:
        return _before(
            present, _changes(contact_id, [row.body["act_id"] for row in rows if row.body.get("act_id")])
        )
    except _Unknown:
        return None


def _are_complete(rows: Iterable[FactRow], versions: range) -> bool:
    """Whether each version came about by a fact whose values are kept, or that changed no value."""
    told = set()
    for row in rows:
        fact = row.fact()
        if not row.body.get("act_id") and not isinstance(fact, LinkFact):
            return False
        told.add(row.body["version"])
    return told >= set(versions)


def _changes(contact_id: int, act_ids: Sequence[int]) -> Sequence[Change]:
    """What these acts changed of the contact and its ways to be reached, the latest first."""
    owner = Change.before["contact_id"].as_integer() == contact_id
    other = Change.after["contact_id"].as_integer() == contact_id
    known = select(Change.record_id).where(Change.act_id.in_(act_ids), Change.record_kind == COMM)
    own = select(Change.id).where(Change.record_kind == CONTACT, Change.record_id == contact_id)
    rows = select(Change.id).where(Change.record_kind == COMM, or_(owner, other, Change.record_id.in_(known)))
    # each by its own index: an act on many contacts has a change for every one of them
    both = own.where(Change.act_id.in_(act_ids)).union_all(rows.where(Change.act_id.in_(_single(act_ids))))
    chosen = select(Change).where(Change.id.in_(select(both.subquery().c.id)), Change.skipped.is_(None))
    return db.session.scalars(chosen.order_by(Change.id.desc())).all()


def _single(act_ids: Sequence[int]) -> Select[Any]:
    """Those of the acts that are about one record, or a few: ways to be reached change by such alone."""
    return select(Act.id).where(Act.id.in_(act_ids), ~Act.kind.startswith("bulk."))


def _before(present: Snapshot, changes: Iterable[Change]) -> Snapshot:
    values, comms = dict(present.values), {key: dict(row) for key, row in present.comms.items()}
    for change in changes:
        if change.record_kind == CONTACT:
            _take_back(values, change)
        elif change.before is None:
            _forget(comms, change)
        elif change.after is None:
            if change.before.get("contact_id") == present.contact_id:
                comms[change.record_id] = dict(change.before)
        elif change.record_id in comms:
            _take_back(comms[change.record_id], change)
    return Snapshot(present.contact_id, values, comms)


def _take_back(values: dict[str, Any], change: Change) -> None:
    if change.before is None or change.after is None:
        raise _Unknown
    for name, made in change.after.items():
        if values.get(name) != made:
            raise _Unknown
        values[name] = change.before.get(name)


def _forget(comms: dict[int, dict[str, Any]], change: Change) -> None:
    comms.pop(change.record_id, None)
