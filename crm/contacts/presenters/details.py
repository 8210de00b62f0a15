"""What else is known of a contact, for the side of its profile: details, and a business's."""

from typing import Final

from crm.contacts.models.contact import Contact
from crm.contacts.presenters.fields import LABELS, TELLERS

DETAILS: Final = ("job_title", "born_on", "language", "currency", "source")
BUSINESS: Final = ("legal_form", "full_name", "inn", "kpp", "ogrn", "okpo", "accounts")


def details(contact: Contact) -> list[tuple[str, str]]:
    """Labels and words of what is known; a company has neither a post nor a birthday."""
    names = DETAILS if contact.kind == "person" else DETAILS[2:]
    known = [(name, getattr(contact, name)) for name in names]
    return [_told(name, value.isoformat() if name == "born_on" else value) for name, value in known if value]


def business(contact: Contact) -> list[tuple[str, str]]:
    """Labels and words of its details as a Russian business (CON-21)."""
    known = [(f"requisites.{name}", contact.requisites.get(name)) for name in BUSINESS]
    return [_told(name, value) for name, value in known if value]


def _told(name: str, value: object) -> tuple[str, str]:
    return str(LABELS[name]), TELLERS.get(name, str)(value)
