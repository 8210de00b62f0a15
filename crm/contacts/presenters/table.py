"""Contacts as rows of a table: every column a text, in the reader's language (IMP-7)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.presenters.cards import KIND_LABELS, SHARING_LABELS
from crm.contacts.presenters.changes import MORE_FIELDS, REQUISITES
from crm.contacts.presenters.fields import COMM_LABELS, LABELS
from crm.contacts.queries.links import main_companies
from crm.contacts.queries.records import WHOLE
from crm.contacts.queries.tags import tags, tags_of
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _

NAMES: Final = ("last_name", "first_name", "middle_name", "name")
PLAIN: Final = ("job_title", "description", "source", "language", "currency")
TAX: Final = ("inn", "kpp", "ogrn")


class Table:
    """The table of one export: what does not change from row to row is asked once."""

    def __init__(self, *, to: Actor) -> None:
        self._to, self._fields, self._tags = to, fields_of("contact"), tags()
        self._classes = {one.id: one.shown for one in db.session.scalars(select(ContactClass))}

    def head(self) -> list[str]:
        """What the columns are called."""
        return [
            _("Number"), str(LABELS["kind"]), *(str(LABELS[name]) for name in NAMES), _("Company"),
            str(LABELS["type_id"]), _("Class"), str(MORE_FIELDS["tag_ids"]), str(MORE_FIELDS["managers"]),
            str(MORE_FIELDS["sharing"]), *(str(COMM_LABELS[kind]) for kind in COMM_KINDS),
            *(str(LABELS[name]) for name in PLAIN), str(LABELS["born_on"]),
            *(str(REQUISITES[name]) for name in TAX),
            _("Added"), _("Activity"), *(field.shown for field in self._fields),
        ]  # fmt: skip

    def rows(self, ids: Sequence[int]) -> Iterator[list[str]]:
        """Those of these contacts that the reader sees, in the order of their ids; a few statements."""
        seen = Contact.visible_to(self._to).where(Contact.id.in_(ids)).options(*WHOLE).order_by(Contact.id)
        contacts = db.session.scalars(seen).all()
        companies = main_companies([one.id for one in contacts if one.kind == "person"], to=self._to)
        tagged = tags_of(contacts, among=self._tags)
        names = telling.names_in(self._fields, [one.custom for one in contacts], to=self._to)
        for one in contacts:
            company = companies.get(one.id)
            words = [tag.shown for tag in tagged[one.id]]
            yield [*self._own(one, company.contact.name if company else "", words), *self._custom(one, names)]
        db.session.expunge_all()

    def _own(self, one: Contact, company: str, words: list[str]) -> list[str]:
        reached: list[Sequence[str]] = [[c.value for c in one.comms if c.kind == kind] for kind in COMM_KINDS]
        return [
            str(one.id), str(KIND_LABELS[one.kind]), *(getattr(one, name) for name in NAMES), company,
            one.type.shown if one.type else "", self._classes.get(one.class_id or 0, ""), ", ".join(words),
            ", ".join(manager.user.name for manager in one.managers), str(SHARING_LABELS[one.sharing]),
            *("; ".join(values) for values in reached), *(getattr(one, name) for name in PLAIN),
            one.born_on.isoformat() if one.born_on else "",
            *(str(one.requisites.get(name, "")) for name in TAX),
            _day(one.made_at), _day(one.activity.last_activity_at),
        ]  # fmt: skip

    def _custom(self, one: Contact, names: telling.Names) -> list[str]:
        values = ((field, one.custom.get(field.key)) for field in self._fields)
        return [
            telling.one_told(field, value, names).text if value is not None else "" for field, value in values
        ]


def _day(at: Any) -> str:
    return at.date().isoformat() if at else ""
