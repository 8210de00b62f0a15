"""What the columns of a file of vCards are called."""

from typing import Final

from crm.kernel.i18n import LazyText, lazy

LABELS: Final[dict[str, LazyText]] = {
    "last_name": lazy("Last name"),
    "first_name": lazy("First name"),
    "middle_name": lazy("Middle name"),
    "prefix": lazy("Form of address"),
    "suffix": lazy("After the name"),
    "full_name": lazy("Full name"),
    "nickname": lazy("Nickname"),
    "company": lazy("Company"),
    "department": lazy("Department"),
    "job_title": lazy("Job title"),
    "birthday": lazy("Birthday"),
    "phone.mobile": lazy("Mobile phone"),
    "phone.work": lazy("Work phone"),
    "phone.home": lazy("Home phone"),
    "phone.fax": lazy("Fax"),
    "phone": lazy("Other phone"),
    "email.work": lazy("Work e-mail"),
    "email.home": lazy("Home e-mail"),
    "email": lazy("Other e-mail"),
    "url": lazy("Site"),
    "address.street": lazy("Street"),
    "address.city": lazy("City"),
    "address.region": lazy("Region"),
    "address.postal_code": lazy("Postal code"),
    "address.country": lazy("Country"),
    "address": lazy("Other addresses"),
    "messenger": lazy("Messengers"),
    "social": lazy("Social networks"),
    "tags": lazy("Tags"),
    "note": lazy("Note"),
    "type": lazy("Type"),
    "source": lazy("Source"),
    "language": lazy("Language"),
    "currency": lazy("Currency"),
    "external_id": lazy("External ID"),
    "kind": lazy("Person or company"),
    "uid": lazy("Identifier of the card"),
    "others": lazy("Other lines of the card"),
}
"""By the codes of the child (``child.cards``), in its order."""
