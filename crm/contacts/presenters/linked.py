"""Links in words: as rows of a profile, and as a form has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.roles import POSTS, ROLES, role_text
from crm.contacts.presenters import cards, reach
from crm.contacts.queries.links import Around, Linked
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.kernel.paging import Count

FIELDS = ("role", "back_role", "main", "former")


@dataclass(frozen=True, slots=True)
class Row:
    """The other end of a link: who it is, and what it is to this contact."""

    id: int
    contact_id: int
    url: str
    name: str
    role: str
    initials: str
    kind: str
    badge: str
    main: bool
    former: bool
    of_person: bool
    email: reach.Reach | None = None
    phone: reach.Reach | None = None

    @property
    def second(self) -> str:
        """What stands under the name: the role, the main company of a person, and whether it is over."""
        is_main = self.main and self.of_person
        marks = (_("main company") if is_main else "", _("former") if self.former else "")
        return ", ".join(filter(None, (self.role, *marks)))


def row(link: Linked, *, with_reaches: bool = False) -> Row:
    """A link as a row of a profile."""
    contact = link.contact
    return Row(
        id=link.id,
        contact_id=contact.id,
        url=cards.url(contact.id),
        name=contact.shown_name,
        role=post(link) if link.kind == "employment" else role_text(link.role, link.kind),
        initials=contact.initials,
        kind=contact.kind,
        badge=cards.badge(contact),
        main=link.link.main and not link.link.former,
        former=link.link.former,
        of_person=link.link.one_id == link.of,
        email=reach.main(contact.comms, "email") if with_reaches else None,
        phone=reach.main(contact.comms, "phone") if with_reaches else None,
    )


def rows(links: Iterable[Linked], *, with_reaches: bool = False) -> list[Row]:
    """Links as rows, in their order."""
    return [row(link, with_reaches=with_reaches) for link in links]


def post(link: Linked) -> str:
    """The person's post in the company: what the link says; of the main company else the person's own."""
    if link.link.role or not link.link.main or link.contact.kind == "company":
        return link.link.role
    return link.contact.job_title


def aside(contact: Contact, about: Around) -> dict[str, Any]:
    """What stands beside a profile: a person's post and company, and the first links with their number."""
    main = next((one for one in about.companies if contact.kind == "person" and not one.link.former), None)
    return {
        "post": (main.role if main else "") or contact.job_title,
        "company": row(main) if main else None,
        "companies": rows(about.companies),
        "people": rows(about.people),
        "more": _more(about),
    }


def _more(about: Around) -> str:
    """The number of all, where not all are shown."""
    shown = len(about.companies) + len(about.people)
    number = about.companies_count.value + about.people_count.value
    if number <= shown:
        return ""
    return cards.number_text(Count(number, about.companies_count.capped or about.people_count.capped))


def offers(kind: Kind, other: Kind) -> dict[str, list[str]]:
    """The usual roles of the other end, in the reader's language, and whether there is a role back."""
    if kind != other:
        return {"role": [str(text) for text in POSTS], "back_role": []}
    labels = [str(usual.label) for usual in ROLES["people" if kind == "person" else "companies"].values()]
    return {"role": labels, "back_role": labels}


def values(link: Linked) -> dict[str, Any]:
    """What a form about this link shows."""
    return {
        "role": role_text(link.role, link.kind),
        "back_role": role_text(link.back_role, link.kind),
        "main": link.link.main,
        "former": link.link.former,
    }


def posted(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form about a link says, in the words of its shape; a box that is not ticked is not sent."""
    return {"main": False, "former": False, **{name: values[name] for name in FIELDS if name in values}}


def shape(values: Mapping[str, Any], *, contact_id: int) -> LinkShape:
    """The link that a form asks for; without a tick the first company is a person's main one all the same."""
    said = posted(values)
    return read(LinkShape, {**said, "main": said["main"] or None, "contact_id": contact_id})
