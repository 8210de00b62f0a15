"""The run's other half: contacts that are there already are changed as the dry run said."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, Integer, any_, delete, func, literal, select

from crm.contacts.access import derive_access
from crm.contacts.actions import custom, writing
from crm.contacts.actions.noting import Snapshot, differences, snapshots
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.contacts.queries.records import WHOLE, region
from crm.fields.queries import fields_of, searched_keys
from crm.imports.actions.employing import Reassigning
from crm.imports.facts import ContactUpdated
from crm.imports.models import Import, ImportLine, Verdict
from crm.journal.actions import add_changes
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, kept, lazy

CHANGED: Final = lazy("The contact was changed after the check: check the file again.")
GONE: Final = lazy("The contact was deleted after the check, or you may not change it any more.")


def apply(one: Import, lines: Sequence[int], *, by: Actor) -> None:
    """Change the contacts of these lines; one that is not as the dry run saw it stays, and is told of.

    Records: ContactUpdated.
    """
    chosen = ImportLine.import_id == one.id, ImportLine.line == any_(literal(list(lines), ARRAY(Integer())))
    rows = db.session.scalars(select(ImportLine).where(*chosen).order_by(ImportLine.line)).all()
    ids = sorted({row.contact_id for row in rows if row.contact_id})
    held = Contact.editable_by(by).where(Contact.id.in_(ids)).order_by(None).order_by(Contact.id)
    held = held.options(*WHOLE).with_for_update(of=Contact).execution_options(populate_existing=True)
    contacts = {contact.id: contact for contact in db.session.scalars(held)}
    before = snapshots(ids)
    changing = _Changing(by, one, rows)
    changed = [row for row in rows if _apply(row, contacts.get(row.contact_id or 0), changing)]
    db.session.flush()
    derive_access([row.contact_id or 0 for row in changed])
    _note(one, [contacts[row.contact_id or 0] for row in changed], before, changing)
    done = [row.line for row in changed]
    dropped = delete(ImportLine).where(ImportLine.import_id == one.id, ImportLine.line.in_(done))
    db.session.execute(dropped, execution_options={"synchronize_session": False})


class _Changing:
    """What all changes of a chunk are done with; a few statements."""

    def __init__(self, by: Actor, one: Import, rows: Sequence[ImportLine]) -> None:
        self.by = by
        self.people = Reassigning(one, rows, by=by)
        self.fields = fields_of(custom.RECORD)
        self.searched = searched_keys(custom.RECORD)
        self.unique = {field.key for field in self.fields if field.unique}
        self.tags = set(db.session.scalars(select(Tag.id)))
        self.region = region()


def _apply(row: ImportLine, contact: Contact | None, changing: _Changing) -> bool:
    wanted = row.wanted or {}
    if contact is None:
        return _leave(row, GONE)
    if contact.version != wanted["version"]:
        return _leave(row, CHANGED)
    if refusal := changing.people.refusal(contact, wanted):
        return _leave(row, refusal)
    values: dict[str, Any] = dict(wanted["values"])
    tag_ids, own = values.pop("tag_ids", None), values.pop("custom", {})
    try:
        with db.session.begin_nested():
            _write(contact, {**values_of(contact), **values}, own, changing)
    except Invalid as error:
        return _leave(row, next(iter(error.fields.values())))
    if tag_ids is not None:
        contact.tag_ids = [tag_id for tag_id in tag_ids if tag_id in changing.tags]
    changing.people.write(contact, wanted)
    contact.version += 1
    contact.changed_at = func.now()
    return True


def _write(contact: Contact, values: Mapping[str, Any], own: Mapping[str, Any], changing: _Changing) -> None:
    contact.custom = {**(contact.custom or {}), **own}
    writing.write(contact, read(ContactShape, values), region=changing.region, searched=changing.searched)
    db.session.flush()
    if changing.unique & own.keys():
        given = custom.Given(changing.fields, contact.custom)
        custom.hold_unique(contact, given, by=changing.by)


def _leave(row: ImportLine, told: LazyText | str) -> bool:
    row.verdict, row.faults = Verdict.CHANGED.value, [["", *kept(told)]]
    return False


def _note(
    one: Import, contacts: Sequence[Contact], before: Mapping[int, Snapshot], changing: _Changing
) -> None:
    """Keep what changed in the journal, and tell of each as a fact."""
    after = snapshots([contact.id for contact in contacts])
    for contact in contacts:
        noted = differences(before[contact.id], after[contact.id])
        add_changes(one.act_id or 0, [*noted, *changing.people.links.get(contact.id, ())])
        fields = sorted({name for each in noted for name in each.after or {}}) if noted else []
        fact = ContactUpdated(
            contact_id=contact.id, version=contact.version, act_id=one.act_id or 0, fields=fields,
            import_id=one.id,
        )  # fmt: skip
        record(fact, by=changing.by)
