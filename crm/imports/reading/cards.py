"""What the columns of a file of vCards are called."""

from typing import Final

from crm.contacts.models.headings import CATEGORY, PARTS, numbered
from crm.kernel.i18n import LazyText, lazy, locale

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


def named(code: str) -> str:
    """What the column is called: ways to reach somebody as in a table that Artel writes."""
    if code in LABELS:
        return str(LABELS[code])
    way, number, *part = code.split(".")
    words = {**PARTS.get(way, {}), "label": CATEGORY}
    return numbered(way, int(number), locale(), words[part[0]] if part else None)
