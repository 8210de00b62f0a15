"""A Russian business's details in words (CON-21)."""

from crm.contacts.models.contact import Contact
from crm.contacts.presenters.fields import LABELS
from crm.kernel.i18n import _

SHOWN = ("legal_form", "full_name", "inn", "kpp", "ogrn", "okpo")


def told(contact: Contact) -> list[tuple[str, str]]:
    """What is known, as (label, text) pairs; each account in a line of its own."""
    known = contact.requisites
    facts = [(str(LABELS[f"requisites.{name}"]), known[name]) for name in SHOWN if known.get(name)]
    return facts + [(_("Account"), _account(account)) for account in known.get("accounts", ())]


def _account(account: dict[str, str]) -> str:
    parts = (account.get("account"), account.get("bank"), account.get("bik"))
    return ", ".join(part for part in parts if part)
