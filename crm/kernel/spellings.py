"""How else a word may be spelled: typed in the other keyboard layout, or in the other alphabet (CON-13).

Works on folded words. Layouts are the usual ones of both languages (ЙЦУКЕН and QWERTY). Names are
transliterated as ICAO 9303 (Russian passports since 2013), BGN/PCGN and everyday writing do; the other way
round each group of letters has a few readings, of which the likeliest are tried.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Final

MOST: Final = 12
"""So many spellings of a word are tried at most, its own among them."""
LONGEST: Final = 40
_QWERTY: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_JCUKEN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC_KEYS: Final = str.maketrans(_QWERTY, _JCUKEN.replace("ё", "е"))
_TO_LATIN_KEYS: Final = str.maketrans(_JCUKEN, _QWERTY)
_CYRILLIC: Final = re.compile(r"[а-яё]")
_LATIN: Final = re.compile(r"[a-z]")
_KEPT_AS_IS: Final = re.compile(r"[@/:\d]")

_PASSPORT: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y",
    "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_SCHEMES: Final = (
    _PASSPORT | {"й": "y", "ю": "yu", "я": "ya", "ъ": ""},
    _PASSPORT,
    _PASSPORT | {"й": "y", "ю": "yu", "я": "ya", "ъ": "", "х": "h", "ц": "c", "щ": "sch"},
    _PASSPORT | {"й": "j", "ю": "ju", "я": "ja", "ъ": "", "х": "h", "ц": "c", "щ": "sch"},
)
_ENDINGS: Final = (("ий", "y"), ("ый", "y"), ("ей", "ei"), ("ай", "ai"))
_VOWELS: Final = "aeiouy"
_READINGS: Final[dict[str, tuple[str, ...]]] = {
    "shch": ("щ",), "sch": ("щ", "сч"), "zh": ("ж",), "kh": ("х",), "ts": ("ц", "тс"), "tz": ("ц",),
    "ch": ("ч",), "sh": ("ш",), "yu": ("ю", "ью"), "iu": ("ю", "иу"), "ju": ("ю",), "ya": ("я", "ья"),
    "ia": ("ия", "я", "ья"), "ja": ("я",), "yo": ("е", "ье"), "jo": ("е",), "ye": ("е", "ье"), "je": ("е",),
    "ck": ("к",), "ph": ("ф",), "th": ("т", "ф"), "iya": ("ия",), "iy": ("ий",), "yy": ("ый",), "ij": ("ий",),
    "ii": ("ий",),
    "ey": ("ей",), "ay": ("ай",), "oy": ("ой",), "ei": ("ей", "еи"), "ai": ("ай", "аи"), "oi": ("ой", "ои"),
    "a": ("а",), "b": ("б",), "c": ("ц", "к"), "d": ("д",), "e": ("е",), "f": ("ф",), "g": ("г",),
    "h": ("х", "г"), "i": ("и",), "j": ("й", "ж", "дж"), "k": ("к",), "l": ("л",), "m": ("м",), "n": ("н",),
    "o": ("о",), "p": ("п",), "q": ("к",), "r": ("р",), "s": ("с",), "t": ("т",), "u": ("у",), "v": ("в",),
    "w": ("в",), "x": ("кс",), "y": ("ы", "й"), "z": ("з",), "'": ("ь", ""),
}  # fmt: skip
_GROUPS: Final = re.compile("|".join(sorted(map(re.escape, _READINGS), key=len, reverse=True)) + "|.", re.S)


@lru_cache(maxsize=1024)
def spellings(word: str) -> Sequence[str]:
    """The folded word itself and how else it may be spelled, the likeliest first; at most ``MOST``.

    Addresses and what holds digits are taken as they are, and so is what is very long.
    """
    if len(word) > LONGEST or _KEPT_AS_IS.search(word):
        return (word,)
    others = (*_in_other_layout(word), *_transliterated(word))
    return tuple(dict.fromkeys((word, *filter(None, others))))[:MOST]


def _in_other_layout(word: str) -> Iterator[str]:
    if _CYRILLIC.search(word) and not _LATIN.search(word):
        yield word.translate(_TO_LATIN_KEYS)
    elif _LATIN.search(word) and not _CYRILLIC.search(word):
        yield word.translate(_TO_CYRILLIC_KEYS)


def _transliterated(word: str) -> Iterator[str]:
    if _CYRILLIC.search(word) and not _LATIN.search(word):
        yield from _in_latin(word)
    elif _LATIN.search(word) and not _CYRILLIC.search(word):
        yield from _in_cyrillic(word)


def _in_latin(word: str) -> Iterator[str]:
    written = [_written(word, scheme) for scheme in _SCHEMES]
    for ending, latin in _ENDINGS:
        if ending in word:
            stem, _, rest = word.rpartition(ending)
            written.append(_written(stem, _SCHEMES[0]) + latin + _written(rest, _SCHEMES[0]))
    yield from written
    yield from (latin.replace("ks", "x") for latin in written)


def _written(word: str, scheme: Mapping[str, str]) -> str:
    return "".join(scheme.get(letter, letter) for letter in word)


def _in_cyrillic(word: str) -> Iterator[str]:
    """The likeliest reading first, then those that differ from it in one group of letters, then in two."""
    groups = _GROUPS.findall(word)
    readings = [_readings(groups, place) for place in range(len(groups))]
    likeliest = [options[0] for options in readings]
    yield "".join(likeliest)
    doubtful = [place for place, options in enumerate(readings) if len(options) > 1]
    yield from islice(_deviations(likeliest, readings, doubtful), MOST)


def _deviations(
    likeliest: Sequence[str], readings: Sequence[Sequence[str]], doubtful: Sequence[int]
) -> Iterator[str]:
    for number in (1, 2):
        for places in combinations(doubtful, number):
            for chosen in product(*(readings[place][1:] for place in places)):
                other = list(likeliest)
                for place, reading in zip(places, chosen, strict=True):
                    other[place] = reading
                yield "".join(other)


def _readings(groups: Sequence[str], place: int) -> Sequence[str]:
    """How this group of letters may be read where it stands."""
    group, last = groups[place], place == len(groups) - 1
    before, after = groups[place - 1] if place else "", "" if last else groups[place + 1]
    if group == "e" and not before:
        return ("е", "э")
    if group == "y":
        return _readings_of_y(before, last=last)
    if group == "i" and last and before and before[-1] not in _VOWELS:
        return ("и", "ий")
    if group == "l" and after and after[0] not in _VOWELS + "l":
        return ("л", "ль")
    return _READINGS.get(group, (group,))


def _readings_of_y(before: str, *, last: bool) -> Sequence[str]:
    if not before or before[-1] in _VOWELS:
        return ("й", "ы")
    return ("ий", "ый", "ы") if last else ("ы", "и")
