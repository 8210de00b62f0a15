"""How much two contacts look like one, and why (CON-17). Pure: what is compared was loaded before.

Each thing that two contacts have in common is a reason with a weight: the chance that they are one, had they
nothing else in common. Together they make ``1 - (1-w1)(1-w2)…``; what speaks against it (another INN, another
patronymic, another birthday, names that have nothing in common) multiplies that down.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rapidfuzz import fuzz

ENOUGH: Final = 50
"""From this score of 100 on a pair is worth somebody's look."""
NEAR: Final = 86
"""From this likeness of 100 on two names may be one, misspelt."""
VERY_NEAR: Final = 94
LONG_NAME: Final = 16
"""From this likeness on long names probably are one: few people share them."""
STRANGE: Final = 45
"""Below this likeness two names have nothing in common."""
WEIGHTS: Final = {
    "email": 0.85,
    "phone": 0.75,
    "inn_kpp": 0.97,
    "inn": 0.88,
    "full_name": 0.72,
    "company_name": 0.75,
    "name": 0.55,
    "near_name": 0.38,
    "very_near_name": 0.5,
    "company": 0.5,
    "birthday": 0.5,
    "city": 0.15,
}
ONLY_ADDS: Final = frozenset({"company", "birthday", "city"})
"""Reasons by which alone nothing is a pair."""
COMMON: Final = 0.3
"""What is left of the weight of a value that many contacts have."""


@dataclass(frozen=True, slots=True)
class Signature:
    """All of a contact that is compared. ``id`` None: it is being typed.

    ``name`` is its ``match_name``, ``middle`` its patronymic in the same spelling; phones are without their
    extensions; ``companies`` are the keys of a person's companies by their ids.
    """

    kind: str
    name: str
    id: int | None = None
    middle: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    inn: str = ""
    kpp: str = ""
    born_on: date | None = None
    companies: tuple[tuple[int, str], ...] = ()
    cities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in common. ``value`` is what, where it can be shown; ``ids`` the companies it speaks of."""

    kind: str
    value: str = ""
    ids: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As a pair keeps it."""
        kept = {"kind": self.kind, "value": self.value, "ids": list(self.ids)}
        return {name: value for name, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A score of 100 and the reasons for it, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


def compared(one: Signature, other: Signature, *, common: frozenset[str] = frozenset()) -> Resemblance:
    """How much the two look like one. ``common`` are values that many contacts have: they weigh less."""
    weighed = sorted(_weighed(one, other, common), key=lambda pair: -pair[1])
    if all(reason.kind in ONLY_ADDS for reason, _weight in weighed):
        return Resemblance(0, ())
    doubt = 1.0
    for _reason, weight in weighed:
        doubt *= 1 - weight
    score = round(100 * (1 - doubt) * _against(one, other))
    return Resemblance(min(score, 100), tuple(reason for reason, _weight in weighed))


def likeness(one: str, other: str) -> float:
    """How alike two names in the one spelling are, of 100; the order of words doesn't count."""
    if not one or not other:
        return 0.0
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _weighed(one: Signature, other: Signature, common: frozenset[str]) -> Iterator[tuple[Reason, float]]:
    """The reasons with their weights; of several shared addresses the second adds little, so one counts."""
    same_kind = one.kind == other.kind
    for kind, shared in (("email", one.emails & other.emails), ("phone", one.phones & other.phones)):
        if shared:
            own = sorted(shared - common)
            value = own[0] if own else min(shared)
            weight = WEIGHTS[kind] * (1 if own else COMMON) * (1 if same_kind else 0.6)
            yield Reason(kind, value), weight
    if one.inn and one.inn == other.inn:
        yield from _by_inn(one, other)
    if same_kind:
        yield from _by_name(one, other, common)
        yield from _around(one, other)


def _by_inn(one: Signature, other: Signature) -> Iterator[tuple[Reason, float]]:
    if one.kpp and one.kpp == other.kpp:
        yield Reason("inn_kpp", one.inn), WEIGHTS["inn_kpp"]
    elif one.kpp and other.kpp:  # branches of one company
        yield Reason("inn", one.inn), WEIGHTS["inn"] * 0.5
    else:
        yield Reason("inn", one.inn), WEIGHTS["inn"]


def _by_name(one: Signature, other: Signature, common: frozenset[str]) -> Iterator[tuple[Reason, float]]:
    alike = likeness(one.name, other.name)
    usual = COMMON if one.name in common else 1
    if alike == 100 and one.kind == "company":
        yield Reason("company_name"), WEIGHTS["company_name"] * usual
    elif alike == 100 and one.middle and one.middle == other.middle:
        yield Reason("full_name"), WEIGHTS["full_name"] * usual
    elif alike == 100:
        yield Reason("name"), WEIGHTS["name"] * usual
    elif alike >= NEAR and not _told_apart(one.name, other.name):
        sure = alike >= VERY_NEAR and min(len(one.name), len(other.name)) >= LONG_NAME
        yield Reason("near_name"), WEIGHTS["very_near_name" if sure else "near_name"]


def _told_apart(one: str, other: str) -> bool:
    """Whether near names differ by what tells people and companies apart: a number, or a woman's endings."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return True
    return _FEMALE.sub("", one) == _FEMALE.sub("", other)


_FEMALE: Final = re.compile(r"ai?a?\b")


def _around(one: Signature, other: Signature) -> Iterator[tuple[Reason, float]]:
    theirs = {key: company_id for company_id, key in other.companies if key}
    met = next(((company_id, theirs[key]) for company_id, key in one.companies if key in theirs), None)
    if met:
        yield Reason("company", ids=tuple(sorted(set(met)))), WEIGHTS["company"]
    if one.born_on and one.born_on == other.born_on:
        yield Reason("birthday", one.born_on.isoformat()), WEIGHTS["birthday"]
    if one.cities & other.cities:
        yield Reason("city"), WEIGHTS["city"]


def _against(one: Signature, other: Signature) -> float:
    """What is left of the score after all that speaks against it."""
    left = 1.0
    strangers = one.kind == other.kind and 0 < likeness(one.name, other.name) < STRANGE
    if strangers and not (one.inn and one.inn == other.inn):  # a company with a new name stays itself
        left *= 0.6
    if not _middles_agree(one.middle, other.middle):
        left *= 0.5
    if one.inn and other.inn and one.inn != other.inn:
        left *= 0.4
    if one.born_on and other.born_on and one.born_on != other.born_on:
        left *= 0.5
    return left


def _middles_agree(one: str, other: str) -> bool:
    """Whether the patronymics may be one; an initial agrees with what begins with it."""
    if not one or not other:
        return True
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    return likeness(one, other) >= NEAR
