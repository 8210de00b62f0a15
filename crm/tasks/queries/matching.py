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
        same = [one for one in found if _is_called(one, stems)][:OFFERED]
        if same:
            return Match(name, same)
    return None


def stem(word: str) -> str:
    """What is common to the cases of a Russian name; any other word as it is."""
    folded = fold(word)
    if len(folded) < 4 or not _CYRILLIC.search(folded):
        return folded
    ending = next((one for one in _ENDINGS if folded.endswith(one) and len(folded) - len(one) >= 3), "")
    return folded.removesuffix(ending)


def _is_called(contact: Contact, stems: Sequence[str]) -> bool:
    """Whether each stem begins a word of the contact's name that is hardly longer."""
    words = fold(contact.shown_name).replace("«", " ").replace("»", " ").replace('"', " ").split()
    return all(
        any(word.startswith(stem) and len(word) - len(stem) <= LONGER for word in words) for stem in stems
    )
