"""What conditions are asked of: a case's values by field, in every word that an admin may have typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from crm.cases.models.case import Case, CaseContact
from crm.cases.models.setup import CaseType
from crm.cases.models.words import CASE, PRIORITIES, SOURCES, STATUSES
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import ContactType, Tag
from crm.fields.models import CustomField
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LOCALES, LazyText, speaking
from crm.workflows.conditions import OWN


def values_of(case: Case, *, to: Actor | None = None) -> Mapping[str, Any]:
    """The values; a choice is told by its code and by its names in each language. At most five statements.

    Of the contacts those that the person sees; without one, as for the engine itself, all.
    """
    contacts = _contacts(case, to)
    return {
        "title": case.title,
        "priority": _words(case.priority, PRIORITIES),
        "status": _words(case.status, STATUSES),
        "source": _words(case.source, SOURCES),
        "type": _named(CaseType, [case.type_id]),
        "contact_type": _named(ContactType, [contact.type_id for contact in contacts]),
        "tags": _named(Tag, {tag_id for contact in contacts for tag_id in contact.tag_ids}),
        **_own(case.custom),
    }


def _contacts(case: Case, to: Actor | None) -> list[Any]:
    some = Contact.visible_to(to) if to is not None else select(Contact)
    rows = (
        some.with_only_columns(Contact.type_id, Contact.tag_ids)
        .join(CaseContact, CaseContact.contact_id == Contact.id)
        .where(CaseContact.case_id == case.id, Contact.deleted_at.is_(None))
    )
    return list(db.session.execute(rows))


def _words(code: str, labels: Mapping[Any, LazyText]) -> list[str]:
    words = [code]
    for language in LOCALES:
        with speaking(language):
            words.append(str(labels[code]))
    return words


def _named(model: type[Any], ids: Iterable[int | None]) -> list[str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return []
    rows = db.session.execute(select(model.id, model.name, model.labels).where(model.id.in_(wanted)))
    return [word for row in rows for word in (row.name, *row.labels.values())]


def _own(custom: Mapping[str, Any]) -> dict[str, Any]:
    if not custom:
        return {}
    known = select(CustomField).where(CustomField.record == CASE, CustomField.deleted_at.is_(None))
    fields = {str(field.id): field for field in db.session.scalars(known)}
    return {OWN + key: _told(fields[key], value) for key, value in custom.items() if key in fields}


def _told(field: CustomField, value: Any) -> Any:
    """A value; of a choice the names of what is chosen."""
    options = {option["id"]: option for option in field.options or ()}
    if not options:
        return value.get("amount") if isinstance(value, dict) else value
    chosen = [options[one] for one in (value if isinstance(value, list) else [value]) if one in options]
    return [word for one in chosen for word in (one["name"], *(one.get("labels") or {}).values())]
