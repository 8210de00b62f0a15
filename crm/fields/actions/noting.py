"""What acts on fields change, as the journal keeps it, so that they can be taken back (CON-19).

Two kinds of record: ``custom_field`` with its type, options and default; and the records that have the
field, each with ``custom.<field id>``, as their owners note them.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm.fields.actions.sweeps import Task
from crm.fields.facts import FieldValuesRewritten
from crm.fields.models import CustomField
from crm.fields.takers import takers
from crm.fields.values import path
from crm.journal import actions as journal
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.facts import record

KIND: Final = "custom_field"
NOTED: Final = ("type", "options", "default")


class Journal:
    """One act on a field and on the values of its records, kept as it goes on."""

    def __init__(self, kind: str, field: CustomField, *, by: Actor, act_id: int | None = None) -> None:
        self.field, self.by, self._before = field, by, noted(field)
        self.act_id = act_id or journal.keep(kind, about=(KIND, field.id), by=by).id

    @classmethod
    def of(cls, task: Task) -> "Journal":
        """The act that this sweep belongs to: of its wish, or of an earlier step."""
        act_id = task.wish.get("act_id") or task.course.notes["act_id"]
        return cls("", task.field, by=task.by, act_id=act_id)

    def note_field(self) -> None:
        """Keep what is different of the field now."""
        after = noted(self.field)
        names = [name for name, value in self._before.items() if after[name] != value]
        if names:
            was, now = ({name: values[name] for name in names} for values in (self._before, after))
            journal.add_changes(self.act_id, [Noted(KIND, self.field.id, was, now)])

    def rewrite(self, before: Mapping[int, Any], after: Mapping[int, Any]) -> None:
        """Put the values ``after`` into these records, by id, and keep what stood there ``before``."""
        changed = {record_id: value for record_id, value in after.items() if before[record_id] != value}
        if not changed:
            return
        takers.of(self.field.record).rewrite(self.field.key, changed)
        name = path(self.field.key)
        journal.add_changes(
            self.act_id,
            [
                Noted(self.field.record, record_id, {name: before[record_id]}, {name: value})
                for record_id, value in changed.items()
            ],
        )
        field = self.field
        part = FieldValuesRewritten(field_id=field.id, record=field.record, record_ids=list(changed))
        record(part, by=self.by)


def noted(field: CustomField) -> dict[str, Any]:
    """The properties of a field that are noted."""
    return {name: getattr(field, name) for name in NOTED}
