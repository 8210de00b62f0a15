"""Which contacts the names in a line may mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.kernel.access import Actor
from crm.kernel.search_text import fold

OFFERED: Final = 6
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_ENDINGS: Final = (
    "ами", "ями", "ого", "ому", "ыми", "ими", "ой", "ей", "ом", "ем", "ым", "им", "ых", "их", "ую", "юю",
    "ая", "яя", "ах", "ях", "ам", "ям", "ов", "ев", "у", "ю", "а", "я", "ы", "и", "е", "о", "ь", "й",
)  # fmt: skip
LONGER: Final = 3
"""A word of a name may be longer than the stem of what was written by so many letters."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a name in the line means: the contacts that the reader sees, the likeliest first."""

    name: str
    contacts: Sequence[Contact]


def matched(names: Sequence[str], *, to: Actor) -> Match | None:
    """The first of the names that means somebody; at most three are looked for. None if none does."""
    if not to.may(VIEW_CONTACTS):
        return None
    for name in names[:3]:
        stems = [stem(word) for word in name.split()[:3]]
        found = listed(Wish(q=" ".join(stems), limit=OFFERED * 3), to=to).contacts if all(stems) else ()
        far = {one.id: _distance(one, stems) for one in found}
        nearest = min(far.values(), default=None)
        if nearest is not None and nearest <= LONGER:
            same = [one for one in found if far[one.id] <= min(nearest + 1, LONGER)]
            return Match(name, sorted(same, key=lambda one: far[one.id])[:OFFERED])
    return None


def stem(word: str) -> str:
    """What is common to the cases of a Russian name; any other word as it is."""
    folded = fold(word)
    if len(folded) < 4 or not _CYRILLIC.search(folded):
        return folded
    ending = next((one for one in _ENDINGS if folded.endswith(one) and len(folded) - len(one) >= 3), "")
    return folded.removesuffix(ending)


def _distance(contact: Contact, stems: Sequence[str]) -> int:
    """By how many letters words of the name are longer than the stems that begin them; 99: none is."""
    words = fold(contact.shown_name).replace("«", " ").replace("»", " ").replace('"', " ").split()
    each = [
        min((len(word) - len(stem) for word in words if word.startswith(stem)), default=99) for stem in stems
    ]
    return max(each)
