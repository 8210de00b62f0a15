"""Why two contacts may be one, in sentences, and what a merge would make of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crm.contacts.models.contact import Contact
from crm.contacts.presenters import cards, reach
from crm.contacts.queries.candidates import Lookalike
from crm.contacts.queries.pairs import Pair
from crm.contacts.queries.records import region
from crm.kernel import moments, phones
from crm.kernel.i18n import LazyText, lazy

WITH_VALUE: Final[dict[str, LazyText]] = {
    "email": lazy("Same e-mail: {}"),
    "phone": lazy("Same phone: {}"),
    "inn_kpp": lazy("Same INN and KPP: {}"),
    "inn": lazy("Same INN: {}"),
    "birthday": lazy("Same birthday: {}"),
}
SENTENCES: Final[dict[str, LazyText]] = {
    "full_name": lazy("Same last name, first name and patronymic"),
    "company_name": lazy("Same company name"),
    "name": lazy("Same first and last name"),
    "near_name": lazy("Names that differ by a few letters"),
    "company": lazy("Same company"),
    "city": lazy("Same city"),
}
SURE: Final = 85


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contacts that may be one."""

    id: int
    url: str
    name: str
    second: str
    initials: str
    kind: str
    badge: str
    reaches: list[reach.Reach]


@dataclass(frozen=True, slots=True)
class PairCard:
    """Two contacts side by side. ``mood`` colours the score."""

    sides: tuple[Side, Side]
    score: int
    mood: str
    reasons: list[str]
    may_merge: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class LookalikeCard:
    """A contact that looks like the one that is being typed."""

    side: Side
    score: int
    mood: str
    reasons: list[str]


def pair_card(pair: Pair) -> PairCard:
    """A pair in words."""
    return PairCard(
        sides=(side(pair.low), side(pair.high)),
        score=pair.score,
        mood=mood(pair.score),
        reasons=[reason(one) for one in pair.reasons],
        may_merge=pair.may_merge,
        may_change=pair.may_change,
    )


def lookalike_cards(found: Iterable[Lookalike], contacts: Mapping[int, Contact]) -> list[LookalikeCard]:
    """Lookalikes in words; their contacts are loaded whole."""
    return [
        LookalikeCard(
            side=side(contacts[like.id]),
            score=like.resemblance.score,
            mood=mood(like.resemblance.score),
            reasons=[reason(one.as_data()) for one in like.resemblance.reasons if not one.ids],
        )
        for like in found
        if like.id in contacts
    ]


def side(contact: Contact) -> Side:
    """A contact as one of two."""
    parts = [contact.job_title, contact.type.shown if contact.type else ""]
    return Side(
        id=contact.id,
        url=cards.url(contact.id),
        name=contact.shown_name,
        second=" · ".join(filter(None, parts)),
        initials=contact.initials,
        kind=contact.kind,
        badge=cards.badge(contact),
        reaches=reach.reaches(contact.comms[:3]),
    )


def reason(data: Mapping[str, Any]) -> str:
    """One thing in common, as a sentence."""
    kind, value = data["kind"], str(data.get("value", ""))
    if kind == "phone":
        value = phones.shown(value, region=region())
    if kind == "birthday":
        value = moments.date_of(date.fromisoformat(value))
    sentence = WITH_VALUE.get(kind)
    return str(sentence).format(value) if sentence else str(SENTENCES.get(kind, kind))


def mood(score: int) -> str:
    """How the score is coloured: the surer, the warmer."""
    return "bad" if score >= SURE else "warn"
