"""What a merge would make of several contacts, for somebody who has to decide (CON-16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.models.contact import Contact
from crm.contacts.presenters import reach
from crm.contacts.presenters.history import FIELDS
from crm.contacts.queries.gaining import Gain
from crm.contacts.queries.merging import CUSTOM, Choice, Plan
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.team.queries import names_of

LABELS: Final[dict[str, LazyText]] = {
    **FIELDS,
    "job_title": lazy("Post"),
    "born_on": lazy("Birthday"),
    "language": lazy("Language"),
    "source": lazy("Source"),
    "currency": lazy("Currency"),
    "external_id": lazy("External ID"),
    "requisites": lazy("Business details"),
    "photo_id": lazy("Photo"),
}
LONGEST_SHOWN: Final = 200
MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A field to choose a value for: (whose id, the value, whose name) for each that has one."""

    name: str
    label: str
    options: list[tuple[int, str, str]]
    taken: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge in words. ``gains`` and ``losses`` are whole sentences: who would see more, and who less."""

    contacts: list[tuple[int, str, str]]
    survivor_id: int
    title: str
    rows: list[Row]
    reaches: list[reach.Reach]
    managers: str
    gains: list[str]
    losses: list[str]
    versions: dict[int, int]


def told(plan: Plan, gains: Sequence[Gain], *, to: Actor) -> Merge:
    """The plan in the reader's words; at most five statements."""
    own = _Own(plan, to)
    users = names_of(plan.manager_ids)
    return Merge(
        contacts=[_option(contact) for contact in plan.contacts],
        survivor_id=plan.survivor.id,
        title=_title(plan),
        rows=[_row(choice, own) for choice in plan.choices if choice.is_open],
        reaches=reach.reaches([*plan.survivor.comms, *plan.comms]),
        managers=", ".join(users.get(user_id, "") for user_id in plan.manager_ids),
        gains=[_gain(gain.contact, gain.names) for gain in gains if gain.names],
        losses=[_gain(gain.contact, gain.losing) for gain in gains if gain.losing],
        versions={contact.id: contact.version for contact in plan.contacts},
    )


def _option(contact: Contact) -> tuple[int, str, str]:
    reaches = [reach.reach(comm).text for comm in contact.comms[:2]]
    changed = _("changed %(when)s", when=moments.short(contact.changed_at))
    return contact.id, contact.shown_name, " · ".join([*reaches, changed])


def _row(choice: Choice, own: "_Own") -> Row:
    options = [(holder.id, own.told(choice.name, holder), holder.shown_name) for holder in choice.holders]
    return Row(choice.name, own.label(choice.name), options, choice.taken.id)


def _title(plan: Plan) -> str:
    """The name that the survivor gets."""
    names = {choice.name: choice.value or "" for choice in plan.choices}
    shown = {name: names.get(name, "") for name in ("first_name", "last_name", "middle_name", "name")}
    return Contact(kind=plan.survivor.kind, **shown).shown_name


def _gain(contact: Contact, names: Sequence[str]) -> str:
    named = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return _("%(people)s — %(name)s", people=named, name=contact.shown_name)
    return ngettext(
        "%(people)s and %(num)s more — %(name)s",
        "%(people)s and %(num)s more — %(name)s",
        more, people=named, name=contact.shown_name,
    )  # fmt: skip


class _Own:
    """Labels and values of fields, the workspace's own among them, loaded once."""

    def __init__(self, plan: Plan, to: Actor) -> None:
        customs = [contact.custom or {} for contact in plan.contacts]
        self._fields = {field.key: field for field in fields_of("contact")} if any(customs) else {}
        self._names = telling.names_in(self._fields.values(), customs, to=to) if self._fields else None

    def label(self, name: str) -> str:
        """What the reader calls the field."""
        field = self._fields.get(name.removeprefix(CUSTOM))
        return field.shown if name.startswith(CUSTOM) and field else str(LABELS.get(name, name))

    def told(self, name: str, contact: Contact) -> str:
        """The contact's value of the field."""
        if name.startswith(CUSTOM):
            return self._custom(name.removeprefix(CUSTOM), contact.custom or {})
        if name == "type_id":
            return contact.type.shown if contact.type else ""
        if name == "photo_id":
            return _("Photo of %(name)s", name=contact.shown_name)
        if name == "born_on" and contact.born_on:
            return moments.date_of(contact.born_on)
        if name == "requisites":
            return ", ".join(str(value) for value in contact.requisites.values())[:LONGEST_SHOWN]
        return str(getattr(contact, name))[:LONGEST_SHOWN]

    def _custom(self, key: str, custom: Mapping[str, Any]) -> str:
        field = self._fields.get(key)
        if field is None or self._names is None:
            return ""
        return telling.one_told(field, custom[key], self._names).text[:LONGEST_SHOWN]
