"""A case as a row, as a card of the board and as the head of its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.cases.models.case import Case
from crm.cases.models.words import PRIORITIES, SOURCES
from crm.cases.queries.records import contacts_of
from crm.cases.queries.setup import StatusName, statuses_by_code
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import Moment, Person, moment
from crm.contacts.presenters.cards import url as contact_url
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.i18n import _, ngettext
from crm.kernel.names import initials
from crm.kernel.paging import Count
from crm.team.queries import Face, faces_of

PRIORITY_KINDS: Final = {"low": "", "normal": "", "high": "warn", "urgent": "bad"}


@dataclass(frozen=True, slots=True)
class ContactLink:
    """A contact of a case that the reader sees."""

    id: int
    name: str
    url: str
    initials: str
    shape: str
    photo: str


@dataclass(frozen=True, slots=True)
class Due:
    """When a case is due; ``mood`` colours it: late, or today."""

    text: str
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A case in short."""

    id: int
    url: str
    number: str
    title: str
    status: StatusName
    priority: str
    priority_label: str
    priority_kind: str
    type_label: str
    type_hue: int
    owner: Person | None
    people: Sequence[Person]
    contacts: Sequence[ContactLink]
    due: Due | None
    source: str
    made: Moment
    changed: Moment
    since: Moment
    version: int

    @property
    def second(self) -> str:
        """What tells it from others: its number, and whom it is about."""
        return " · ".join(filter(None, (self.number, self.contacts[0].name if self.contacts else "")))


def url(case_id: int) -> str:
    """The case's path on its workspace's host."""
    return f"/cases/{case_id}"


def list_url(query: str) -> str:
    """Where the list with this query is."""
    return f"/cases?{query}"


def cards(cases: Sequence[Case], *, to: Actor) -> list[Card]:
    """Cases (their types loaded) in short; three statements at most."""
    contacts = contacts_of([one.id for one in cases], to=to)
    faces = faces_of(user_id for one in cases for user_id in (one.owner_id, *one.member_ids))
    names = statuses_by_code() if cases else {}
    return [_card(one, contacts[one.id], faces, names) for one in cases]


def due(one: Case) -> Due | None:
    """When the case is due, in the reader's words."""
    if one.due_on is None:
        return None
    here = moments.today()
    if one.is_overdue(here):
        return Due(moments.date_of(one.due_on), "bad")
    return Due(
        _("today") if one.due_on == here else moments.date_of(one.due_on),
        "warn" if one.is_open and one.due_on == here else "",
    )


def people(user_ids: Iterable[int | None], faces: Mapping[int, Face]) -> list[Person]:
    """These users as small avatars."""
    return [
        Person(user_id, face.name, initials(face.name), face.photo)
        for user_id in user_ids
        if user_id is not None and (face := faces.get(user_id)) is not None
    ]


def contact_link(contact: Contact) -> ContactLink:
    """A contact as a link."""
    return ContactLink(
        contact.id, contact.shown_name, contact_url(contact.id), contact.initials, contact.kind,
        contact.photo_url,
    )  # fmt: skip


def counted_text(count: Count) -> str:
    """How many cases: "12 cases", "1,000+ cases"."""
    # Translators: %(num)s is a number such as 12 or 1,000+
    return ngettext("%(num)s case", "%(num)s cases", count.value, num=number_text(count))


def number_text(count: Count) -> str:
    """The bare number: "12", "1,000+"."""
    return moments.number(count.value) + ("+" if count.capped else "")


def _card(
    one: Case, contacts: Sequence[Contact], faces: Mapping[int, Face], names: Mapping[str, StatusName]
) -> Card:
    owner = people([one.owner_id], faces)
    return Card(
        id=one.id, url=url(one.id), number=one.shown_number, title=one.title, status=names[one.status],
        priority=one.priority, priority_label=str(PRIORITIES[one.priority]),
        priority_kind=PRIORITY_KINDS[one.priority], type_label=one.type.shown if one.type else "",
        type_hue=one.type.hue if one.type else 0, owner=owner[0] if owner else None,
        people=people([one.owner_id, *one.member_ids], faces),
        contacts=[contact_link(contact) for contact in contacts], due=due(one),
        source=str(SOURCES[one.source]), made=moment(one.made_at), changed=moment(one.changed_at),
        since=moment(one.status_at), version=one.version,
    )  # fmt: skip
