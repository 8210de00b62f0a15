"""Names as they are compared for duplicates: one form for both alphabets, any order of words, any legal form.

A name and what people make of it in the other alphabet shall meet: «Северный свет», "Severnyi svet" and
"Severny Svet" are one; so are «Семёнов Юрий», "Yury Semyonov" and "Iurii Semenov". Cyrillic is written in
Latin letters, then the spellings of Russian and international standards, of passports and of habit become
one. What comes out is a key, never shown: two names that differ may share it, seldom.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from crm.kernel.search_text import fold

LONGEST_KEY: Final = 120


@lru_cache(maxsize=16_384)
def skeleton(text: str) -> str:
    """The text in the one spelling, words divided by single spaces; empty where nothing can be compared."""
    latin = fold(unicodedata.normalize("NFC", text).casefold().translate(_BEFORE_FOLDING)).translate(_LATIN)
    words = _NO_WORD.sub(" ", _INSIDE_A_WORD.sub("", latin)).split()
    return " ".join(filter(None, map(_collapsed, words)))


def person_key(*, first: str, last: str) -> str:
    """First and last name in any order; a patronymic that was typed along with them doesn't count."""
    words = [*skeleton(last).split(), *skeleton(first).split()]  # apart, since each comes again and again
    for word in reversed(words[1:]):
        if len(words) > 2 and _PATRONYMIC.search(word):
            words.remove(word)
    return " ".join(sorted(words))[:LONGEST_KEY].rstrip()


@lru_cache(maxsize=16_384)
def company_key(name: str) -> str:
    """The name of a company without legal form, quotes, spaces and hyphens (CON-21)."""
    words = _folded_words(name)
    core = _without_forms(words) or words
    return skeleton(" ".join(core)).replace(" ", "")[:LONGEST_KEY]


# ── spelling ───────────────────────────────────────────────────────────────────────────────────

# Letters whose marks say which sound it is; others lose their marks by folding.
_BEFORE_FOLDING: Final = str.maketrans({
    "š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "e", "œ": "e",
})  # fmt: skip
_LATIN: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip
_INSIDE_A_WORD: Final = re.compile(r"['’ʼʹʺ`´]")
_NO_WORD: Final = re.compile(r"[\W_]+")
# In this order. What is written with several letters first, then y and j, then what ё and е are written with.
_SPELLINGS: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"tsch|tch", "ch"),
        (r"shch|sch|shh", "sh"),
        (r"(?<=[oe])ff$", "v"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"tz|cz|c(?=[eiy])", "ts"),
        (r"c(?!h)|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"([a-z])\1+", r"\1"),
        (r"i[eo]", "e"),
        (r"([a-z])\1+", r"\1"),
        (r"(?<=[^aeiou])er$", "r"),
    )
]


def _collapsed(word: str) -> str:
    if word.isdigit():
        return word
    for pattern, letters in _SPELLINGS:
        word = pattern.sub(letters, word)
    return word


_PATRONYMIC: Final = re.compile(r"(?:[eoi]vich|[eo]vna|ichna|inichna|lich|mich|kich)$")

# ── legal forms ────────────────────────────────────────────────────────────────────────────────

FORMS_BEFORE: Final = frozenset(
    "ооо оао зао пао нао ао ип чп тоо одо уп чуп нко ано нп пк кфх тсж снт гск гуп муп фгуп кгуп огуп "
    "фгбу фгау гбу гау мбу мау мку гку чоу ooo oao zao pao ao".split()
)
"""As they are folded, without dots; before or after a name they don't count."""
FORMS_BEHIND: Final = FORMS_BEFORE | frozenset(
    "llc llp lp ltd limited inc incorporated corp corporation co company plc pllc pty pte gmbh mbh ag kg "
    "kgaa ohg ug sa sas sarl srl spa bv nv oy oyj ab as asa aps sro doo ood eood kft zrt sia uab ou".split()
)
"""Those that stand behind a name only."""
_SPELLED_OUT: Final = re.compile(
    r"(?:общество|товарищество) с (?:ограниченной|дополнительной) ответственностью"
    r"|(?:(?:публичное|непубличное|открытое|закрытое) )?акционерное общество"
    r"|индивидуальный предприниматель|автономная некоммерческая организация"
    r"|limited liability (?:company|partnership)|sp\.? z ?o\.?o\.?"
)
_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}")
_QUOTES_AND_MARKS: Final = re.compile(r"[\s«»\"“”„‟(),;:/\\]+")


def _folded_words(name: str) -> list[str]:
    text = _SPELLED_OUT.sub(" ", fold(name))
    text = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), text)
    return [word for word in (part.strip(".") for part in _QUOTES_AND_MARKS.split(text)) if word]


def _without_forms(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start] in FORMS_BEFORE:
        start += 1
    while end > start and words[end - 1] in FORMS_BEHIND:
        end -= 1
    return words[start:end]
