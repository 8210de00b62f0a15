"""The usual roles that people and companies have for each other (CON-9); own words stand beside them.

A usual role is kept by its key and told in the reader's language; own words, and posts in companies, stand as
they were typed.
"""

from dataclasses import dataclass
from typing import Final

from crm.contacts.models.links import LinkKind
from crm.kernel.i18n import LOCALES, LazyText, lazy, speaking


@dataclass(frozen=True, slots=True)
class UsualRole:
    """What one is to the other, and the key of what the other then is to one."""

    label: LazyText
    back: str


ROLES: Final[dict[LinkKind, dict[str, UsualRole]]] = {
    "employment": {},
    "people": {
        "spouse": UsualRole(lazy("spouse"), "spouse"),
        "parent": UsualRole(lazy("parent"), "child"),
        "child": UsualRole(lazy("child"), "parent"),
        "sibling": UsualRole(lazy("brother or sister"), "sibling"),
        "assistant": UsualRole(lazy("assistant"), "superior"),
        "superior": UsualRole(lazy("superior"), "assistant"),
        "colleague": UsualRole(lazy("colleague"), "colleague"),
        "friend": UsualRole(lazy("friend"), "friend"),
        # Translators: under a person's name: this person recommended the other one to us
        "referrer": UsualRole(lazy("recommended this contact"), "referred"),
        # Translators: under a person's name: the other one recommended this person to us
        "referred": UsualRole(lazy("recommended by this contact"), "referrer"),
    },
    "companies": {
        "parent_company": UsualRole(lazy("parent company"), "subsidiary"),
        "subsidiary": UsualRole(lazy("subsidiary"), "parent_company"),
        "head_office": UsualRole(lazy("head office"), "branch"),
        "branch": UsualRole(lazy("branch"), "head_office"),
        "partner": UsualRole(lazy("partner"), "partner"),
        "supplier": UsualRole(lazy("supplier"), "customer"),
        "customer": UsualRole(lazy("customer"), "supplier"),
        "contractor": UsualRole(lazy("contractor"), "customer"),
    },
}
POSTS: Final = (
    lazy("director"), lazy("deputy director"), lazy("chief accountant"), lazy("accountant"), lazy("owner"),
    lazy("purchasing manager"), lazy("sales manager"), lazy("engineer"), lazy("secretary"),
)  # fmt: skip
"""Suggestions for a post in a company; whichever is taken stands as it was typed."""


def role_text(role: str, kind: LinkKind) -> str:
    """A role in the reader's language; own words stand as they are."""
    usual = ROLES[kind].get(role)
    return str(usual.label) if usual else role


def role_key(typed: str, kind: LinkKind) -> str:
    """The key of the usual role that was typed, in whichever language; else the own words."""
    folded = typed.casefold()
    for language in LOCALES:
        with speaking(language):
            for key, usual in ROLES[kind].items():
                if folded in (key, str(usual.label).casefold()):
                    return key
    return typed


def back_of(role: str, kind: LinkKind) -> str:
    """What the other end usually is, where one end has this role; empty if nobody can know."""
    usual = ROLES[kind].get(role)
    return usual.back if usual else ""
