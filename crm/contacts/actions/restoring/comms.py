"""The ways to reach contacts, each a row of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, update

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions.restoring.desk import OWNER, Desk
from crm.contacts.forms.comms import MOST_COMMS
from crm.contacts.models.contact import Comm
from crm.journal.models import Change
from crm.journal.restorers import Reason
from crm.kernel.db import db

VALUE: Final = ("kind", "value", "normalised", "valid", "parts")
"""What goes back together or not at all."""
ESSENCE: Final = (OWNER, "kind", "value", "label", "parts")
"""What somebody has to have changed for a row to count as changed; its place follows from the others'."""
Rows = dict[int, dict[str, Any]]


def put_back(desk: Desk, changes: Sequence[Change]) -> None:
    """Put back rows that the act removed, remove those that it added, and their columns as they were."""
    rows = {comm_id: dict(row) for before in desk.before.values() for comm_id, row in before.comms.items()}
    for change in changes:
        told = (rows.get(change.record_id, {}), change.before or {})
        owners: set[int] = {row[OWNER] for row in told if OWNER in row}
        refusals = [reason for owner in owners if (reason := desk.refusal(owner, EDIT_CONTACTS))]
        if refusals or not owners:
            desk.skip(change, refusals[0] if refusals else Reason.GONE)
        else:
            _put_back(desk, rows, change)


def _put_back(desk: Desk, rows: Rows, change: Change) -> None:
    if change.before is None:
        _take_away(desk, rows, change)
    elif change.after is None:
        _bring_back(desk, rows, change, change.before)
    else:
        _set_back(desk, rows, change, change.before, change.after)


def _take_away(desk: Desk, rows: Rows, change: Change) -> None:
    row, made = rows.get(change.record_id), change.after or {}
    if row is None:
        return
    if any(row[name] != made.get(name) for name in ESSENCE):
        desk.skip(change, Reason.CHANGED)
        return
    db.session.execute(delete(Comm).where(Comm.id == change.record_id))
    del rows[change.record_id]


def _bring_back(desk: Desk, rows: Rows, change: Change, was: Mapping[str, Any]) -> None:
    beside = [row for row in rows.values() if row[OWNER] == was[OWNER]]
    if change.record_id in rows or _twin(rows, was, but=change.record_id):
        return
    if len(beside) >= MOST_COMMS:
        desk.skip(change, Reason.CHANGED)
        return
    db.session.execute(insert(Comm).values(id=change.record_id, **was))
    rows[change.record_id] = dict(was)


def _set_back(
    desk: Desk, rows: Rows, change: Change, was: Mapping[str, Any], made: Mapping[str, Any]
) -> None:
    row = rows.get(change.record_id)
    if row is None:
        desk.skip(change, Reason.GONE)
        return
    newer = [name for name in was if row[name] not in (made.get(name), was[name])]
    if set(newer) & set(VALUE):
        newer = [*{*newer, *(name for name in VALUE if name in was)}]
    wanted = {name: value for name, value in was.items() if name not in newer and row[name] != value}
    if _twin(rows, {**row, **wanted}, but=change.record_id):
        newer, wanted = [*newer, *wanted], {}
    if told := [name for name in newer if name != "position"]:
        desk.skip(change, Reason.CHANGED, told)
    if wanted:
        db.session.execute(update(Comm).where(Comm.id == change.record_id).values(wanted))
        row.update(wanted)


def _twin(rows: Rows, row: Mapping[str, Any], *, but: int) -> bool:
    """Whether the contact has this very e-mail, phone … in another row."""
    alike = (OWNER, "kind", "normalised")
    others = [other for comm_id, other in rows.items() if comm_id != but]
    return any(all(other[name] == row.get(name) for name in alike) for other in others)
