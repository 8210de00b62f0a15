"""Putting files back as an act found them, where nothing newer is lost (CON-19)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.files.actions.files import KIND, bring_back, put_away
from crm.files.facts import FileDeleted, FileRenamed, FileRestored
from crm.files.models import StoredFile
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.facts import record


def restore(changes: Iterable[Change], *, undo: Act, by: Actor) -> Iterator[Noted]:
    """Give each file its values of before the act, if it still has those of the act."""
    for change in changes:
        wanted = change.before or {}
        file = db.session.scalar(
            select(StoredFile).where(StoredFile.id == change.record_id).with_for_update()
        )
        reason = _hindrance(file, change, by)
        if file is None or reason is not None:
            yield Noted(KIND, change.record_id, None, wanted, skipped=reason)
            continue
        before = _values(file, wanted)
        _put(file, wanted, act_id=undo.id, by=by)
        yield Noted(KIND, file.id, before, _values(file, wanted))


def _hindrance(file: StoredFile | None, change: Change, by: Actor) -> Reason | None:
    if file is None:
        return Reason.GONE
    if not anchors.is_editable(file.about_kind, file.about_id, by):
        return Reason.FORBIDDEN
    return None if _values(file, change.after or {}) == change.after else Reason.CHANGED


def _put(file: StoredFile, wanted: dict[str, Any], *, act_id: int, by: Actor) -> None:
    about: dict[str, Any] = {"about_kind": file.about_kind, "about_id": file.about_id, "file_id": file.id}
    about["act_id"] = act_id
    if "name" in wanted:
        file.name = wanted["name"]
        file.version += 1
        record(FileRenamed(**about), by=by)
    if "deleted_at" in wanted and wanted["deleted_at"] is None:
        bring_back(file)
        record(FileRestored(**about), by=by)
    elif "deleted_at" in wanted:
        put_away(file, by=by)
        record(FileDeleted(**about), by=by)


def _values(file: StoredFile, of: dict[str, Any]) -> dict[str, Any]:
    values = {name: getattr(file, name) for name in of}
    return {n: value.isoformat() if isinstance(value, datetime) else value for n, value in values.items()}
