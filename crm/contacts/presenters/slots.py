"""The fields that a profile lets one edit in place: what each is called, how it reads, what it holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.forms.contact import values_of
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.presenters import custom, fields, reach
from crm.fields.presenters.telling import Told
from crm.kernel import codes, moments
from crm.kernel.access import Actor

NAMES: Final = "names"
TYPE: Final = "type_id"
ABOUT: Final = "description"
HOLDS: Final[dict[str, tuple[str, ...]]] = {
    NAMES: ("last_name", "first_name", "middle_name", "name"),
    "job_title": ("job_title",),
    TYPE: (TYPE,),
    "born_on": ("born_on",),
    "language": ("language",),
    "currency": ("currency",),
    "source": ("source",),
    "external_id": ("external_id",),
    ABOUT: (ABOUT,),
}
"""A slot's name → the values of the contact that stand in it; ways to reach have a slot for each kind."""
OF_PEOPLE: Final = frozenset({"job_title", "born_on"})
HEAD: Final = (NAMES, "job_title", TYPE)
"""These stand at the head of the profile."""
DETAILS: Final = ("born_on", "language", "currency", "source", "external_id")
OWN: Final = "own-"
"""Before the key of one of the workspace's own fields."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of them: without text and ways to reach, nothing is known; ``href``: where a click on it leads."""

    name: str
    label: str
    text: str
    href: str = ""
    reaches: tuple[reach.Reach, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.text and not self.reaches

    @property
    def is_of_head(self) -> bool:
        """Whether it stands at the head, beside others that tell the same."""
        return self.name in HEAD


def slot(contact: Contact, name: str, *, to: Actor) -> Slot | None:
    """The slot as it reads now; None: this contact has none of that name."""
    if name in COMM_KINDS:
        same = [comm for comm in contact.comms if comm.kind == name]
        return Slot(name, str(fields.COMM_LABELS[name]), "", reaches=tuple(reach.reaches(same)))
    if name.startswith(OWN):
        every = (one for _title, some in own(contact, to=to) for one in some)
        return next((one for one in every if one.name == name), None)
    if name not in HOLDS or (name in OF_PEOPLE and contact.kind != "person"):
        return None
    label = "name" if name == NAMES and contact.kind == "company" else HOLDS[name][0]
    return Slot(name, str(fields.LABELS[label]), _text(contact, name))


def several(contact: Contact, names: Iterable[str], *, to: Actor) -> list[Slot]:
    """Those of these slots that the contact has."""
    slots = (slot(contact, name, to=to) for name in names)
    return [one for one in slots if one is not None]


def own(contact: Contact, *, to: Actor) -> list[tuple[str, list[Slot]]]:
    """The workspace's own fields under the headings of their sections; at most four statements."""
    return [
        (title, [_own(key, told) for key, told in facts]) for title, facts in custom.facts(contact, to=to)
    ]


def _own(key: str, told: Told) -> Slot:
    return Slot(OWN + key, told.label, "\n".join(told.paragraphs) or told.text, told.href)


def named(slots: Iterable[Slot], *, most: int = 3) -> str:
    """What some slots are called, in one line: Site, messenger, language…"""
    labels = [one.label for one in slots]
    first, *others = labels[:most]
    quiet = [word[0].lower() + word[1:] if word[1:].islower() else word for word in others]
    return ", ".join([first, *quiet]) + ("…" if len(labels) > most else "")


def seal(contact: Contact, name: str) -> str:
    """Stands for what the slot holds: another one means that somebody changed it."""
    values = values_of(contact)
    held: Any = [row for row in values["comms"] if row["kind"] == name]
    if name in HOLDS:
        held = [values[field] for field in HOLDS[name]]
    if name.startswith(OWN):
        held = contact.custom.get(name.removeprefix(OWN))
    return hashlib.sha256(json.dumps(held, default=str).encode()).hexdigest()[:16]


def patched(values: Mapping[str, Any], name: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The contact's values with what was typed into the slot; all else stays."""
    if name in HOLDS:
        return {**values, **{field: typed[field] for field in HOLDS[name] if field in typed}}
    if name.startswith(OWN):
        key = name.removeprefix(OWN)
        return {**values, "custom": {**values["custom"], key: typed["custom"].get(key)}}
    others = [row for row in values["comms"] if row["kind"] != name]
    return {**values, "comms": [*others, *(row for row in typed["comms"] if row.get("kind") == name)]}


def _text(contact: Contact, name: str) -> str:
    value = getattr(contact, HOLDS[name][0])
    if name == NAMES:
        return contact.shown_name
    if name == TYPE:
        return contact.type.shown if contact.type else ""
    if name == "born_on":
        return moments.date_of(value) if value else ""
    if not value:
        return ""
    return {"language": codes.language_name, "currency": codes.currency_name}.get(name, str)(value)
