"""Contacts as rows, with their people, and what the workspace says of sharing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log
from typing import Any, Final

from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.lists import Tag
from crm.contacts.presenters import reach
from crm.contacts.queries.links import Linked
from crm.contacts.queries.rows import InCharge, ListedContact, ListedTag, Work
from crm.kernel import moments
from crm.kernel.access import Level
from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.kernel.names import initials
from crm.kernel.paging import Count

KIND_LABELS: Final[dict[str, LazyText]] = {"person": lazy("Person"), "company": lazy("Company")}
APPLIES: Final = (
    ("both", lazy("People and companies")), ("person", lazy("People")), ("company", lazy("Companies")),
)  # fmt: skip
SHARING_LABELS: Final[dict[str, LazyText]] = {
    "private": lazy("Managers only"),
    "read": lazy("All users may read"),
    "write": lazy("All users may read and change"),
}
SHARING_BADGES: Final[dict[str, LazyText]] = {
    "private": lazy("Private"),
    "read": lazy("Shared, read"),
    "write": lazy("Shared, read and write"),
}
SHARING_HELP: Final[dict[str, LazyText]] = {
    "private": lazy("Nobody else sees it, except for admins."),
    "read": lazy("Everyone in the workspace sees it; managers and admins change it."),
    "write": lazy("Everyone in the workspace sees and changes it, except for observers."),
}
RESTRICTED: Final = lazy("Restricted")
RESTRICTED_HELP: Final = lazy("Only managers, extra access and roles that reach all contacts.")
SHARING_DONE: Final[dict[str, LazyText]] = {
    "private": lazy("Only the managers see this contact now"),
    "read": lazy("All users see this contact now"),
    "write": lazy("All users see and change this contact now"),
}
GRANT_LEVELS: Final[dict[int, LazyText]] = {
    Level.READ: lazy("read"),
    Level.WRITE: lazy("read and write"),
}
SECOND_LINE: Final = 80


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in the reader's words: short, in full, and as machines read it."""

    short: str
    exact: str
    iso: str


@dataclass(frozen=True, slots=True)
class Person:
    """A user as a small avatar."""

    id: int
    name: str
    initials: str
    photo: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag that leads to the contacts that have it; ``count`` in words, ``size`` from 1 to 5."""

    text: str
    hue: int
    url: str
    count: str = ""
    size: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A contact as a row of the list."""

    id: int
    url: str
    name: str
    second: str
    initials: str
    photo: str
    kind: str
    badge: str
    may: str
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A contact as an entry of the field that finds one."""

    id: int
    name: str
    second: str
    initials: str
    kind: str


def url(contact_id: int) -> str:
    """The contact's path on its workspace's host."""
    return f"/contacts/{contact_id}"


def list_url(query: str) -> str:
    """Where the list with this query is."""
    return f"/contacts?{query}"


def row(contact: ListedContact, cells: tuple[Any, ...]) -> Row:
    """The contact as a row with these cells behind its name."""
    return Row(
        id=contact.id,
        url=url(contact.id),
        name=contact.shown_name,
        second=_second(contact)[:SECOND_LINE],
        initials=contact.initials,
        photo=contact.photo_url,
        kind=contact.kind,
        badge=badge(contact),
        may=" ".join(contact.may),
        cells=cells,
    )


def _second(contact: ListedContact) -> str:
    """What tells it from others: where a person works; a company's INN and city; else the description."""
    told = place(contact, contact.work)
    if contact.kind == "company":
        inn = contact.inn
        cities = (comm.parts.get("city", "") for comm in contact.comms if comm.parts)
        told = " · ".join(filter(None, (_("INN %(number)s", number=inn) if inn else "", next(cities, ""))))
    return told or contact.description.partition("\n")[0]


def tag_links(tags: Iterable[Tag | ListedTag]) -> list[TagLink]:
    """Tags as links to the contacts that have them."""
    return [TagLink(tag.shown, tag.hue, f"/contacts?tag={tag.id}") for tag in tags]


def cloud(counted: Sequence[tuple[Tag, Count]]) -> list[TagLink]:
    """Tags with how many contacts have each; the more have one, the larger it is."""
    most = max((count.value for _tag, count in counted), default=1)
    return [
        replace(
            tag_links([tag])[0],
            count=number_text(count),
            size=1 + round(4 * log(count.value) / log(most)) if most > 1 else 1,
        )
        for tag, count in counted
    ]


def offers(contacts: Iterable[Contact], companies: Mapping[int, Linked]) -> list[Offer]:
    """Contacts (loaded whole) to choose from, each with what tells it from others of its name.

    ``companies`` are those to name beside people, by the people's ids.
    """
    return [
        Offer(one.id, one.shown_name, _told_apart(one, companies.get(one.id)), one.initials, one.kind)
        for one in contacts
    ]


def place(contact: Contact | ListedContact, company: Linked | Work | None) -> str:
    """Where a person works: post and company; for want of these, nothing."""
    role = (company.role if company else "") or contact.job_title
    return " · ".join(filter(None, (role, company.contact.name if company else "")))


def badge(contact: Contact | ListedContact) -> str:
    """The mark on the picture: shared contacts wear one (ACC-2), and so do restricted ones."""
    return "shared" if contact.is_shared else "private" if contact.restricted else ""


def class_link(contact: Contact) -> TagLink | None:
    """The contact's class (loaded), as a link to the contacts of it."""
    of = contact.contact_class
    return TagLink(of.shown, of.hue, f"/contacts?f=class:is:{of.id}") if of else None


def people(managers: Iterable[ContactManager | InCharge]) -> list[Person]:
    """The managers, the lead first."""
    return [Person(m.user_id, m.user.name, initials(m.user.name), m.user.photo_url, m.lead) for m in managers]


def moment(at: datetime) -> Moment:
    """The instant in the reader's words."""
    return Moment(moments.short(at), moments.exact(at), at.isoformat())


def counted_text(count: Count) -> str:
    """How many contacts: "12 contacts", "1,000+ contacts"."""
    # Translators: %(num)s is a number such as 12 or 1,000+
    return ngettext("%(num)s contact", "%(num)s contacts", count.value, num=number_text(count))


def left_text(number: int) -> str:
    """How many people a list leaves out."""
    told = moments.number(number)
    return ngettext("%(num)s more: look for the name", "%(num)s more: look for their names", number, num=told)


def number_text(count: Count) -> str:
    """The bare number: "12", "1,000+"."""
    return moments.number(count.value) + ("+" if count.capped else "")


def sharing_options() -> Sequence[tuple[str, Any, Any]]:
    """The three ways of sharing with what each means."""
    return [(key, SHARING_LABELS[key], SHARING_HELP[key]) for key in SHARING_LABELS]


def _told_apart(contact: Contact, company: Linked | None) -> str:
    reached = reach.main(contact.comms, "email") or reach.main(contact.comms, "phone")
    return " · ".join(filter(None, (place(contact, company), reached.text if reached else "")))
