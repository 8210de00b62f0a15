"""People and companies that answer a query of the one search box (CON-13)."""

from typing import Final

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.presenters import cards, reach
from crm.contacts.queries.answering import answering
from crm.contacts.queries.links import Linked, main_companies
from crm.kernel.access import Actor
from crm.kernel.finding import Answers, Found, SearchKind
from crm.kernel.i18n import _, lazy


def people(q: str, limit: int, to: Actor) -> Answers:
    """People, each with post, company, and e-mail or phone; at most three statements."""
    found, number = answering(q, "person", limit, to=to)
    companies = main_companies([one.id for one in found], to=to)
    return Answers([_shown(one, _of_person(one, companies.get(one.id))) for one in found], number)


def companies(q: str, limit: int, to: Actor) -> Answers:
    """Companies, each with INN, and e-mail or phone; at most two statements."""
    found, number = answering(q, "company", limit, to=to)
    return Answers([_shown(one, _of_company(one)) for one in found], number)


def _of_person(contact: Contact, company: Linked | None) -> str:
    return " · ".join(filter(None, (cards.place(contact, company), _reached(contact))))


def _of_company(contact: Contact) -> str:
    inn = contact.requisites.get("inn")
    return " · ".join(filter(None, (_("INN %(number)s", number=inn) if inn else "", _reached(contact))))


def _reached(contact: Contact) -> str:
    first = reach.main(contact.comms, "email") or reach.main(contact.comms, "phone")
    return first.text if first else ""


def _shown(contact: Contact, second: str) -> Found:
    return Found(
        contact.id, contact.shown_name, cards.url(contact.id), second, contact.initials, contact.kind,
        contact.photo_url,
    )  # fmt: skip


KINDS: Final = (
    SearchKind("person", lazy("People"), VIEW_CONTACTS, people, weight=10, listed=True),
    SearchKind("company", lazy("Companies"), VIEW_CONTACTS, companies, weight=20, listed=True),
)
