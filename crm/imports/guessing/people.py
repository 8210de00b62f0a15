"""Whole names, taken apart: Russian ones in both orders, with patronymics and initials, and Western ones."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from crm.imports.guessing import first_names
from crm.kernel.names import LEGAL_FORMS
from crm.kernel.search_text import fold

_PATRONYMIC: Final = re.compile(
    r".{2,}(?:вич|ьич|мич|кич|вна|чна|[-\s]?оглы|[-\s]?кызы|ovich|evich|yevich|ovna|evna|ichna)|ильич|ilyich"
)
_OF_FATHER: Final = frozenset({"оглы", "кызы", "улы", "углы", "оглу", "кизи", "ogly", "oglu", "kyzy"})
"""Words that make the name before them one of the father."""
_INITIAL: Final = re.compile(r"[^\W\d_]\.?|[^\W\d_]\.-[^\W\d_]\.")
_INITIALS: Final = re.compile(r"([^\W\d_])\.\s?([^\W\d_])\.")
_SURNAME: Final = re.compile(
    r".{2,}(?:ов|ев|ёв|ин|ын|ский|цкий|ской|ова|ева|ёва|ина|ына|ская|цкая|енко|чук|щук|юк|ян|янц|дзе|швили|ых|их"
    r"|ович|евич|швили|ко|ец|ман|берг|штейн|ov|ova|ev|eva|sky|skiy|skaya|enko|chuk|yan|son|sen)"
)
_PARTICLES: Final = frozenset(
    "van von de der den del della di da dos du la le el al bin ibn ter ten zu zum zur "
    "ван фон де дер ла ле аль бен".split()
)
_AFTER: Final = frozenset("jr jr. sr sr. ii iii iv phd ph.d. md m.d. esq esq. мл. ст.".split())
_BEFORE: Final = frozenset("mr mr. mrs mrs. ms ms. miss mx mx. г-н г-жа господин госпожа".split())
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_MOST: Final = 500


_folded: Final = lru_cache(maxsize=20_000)(fold)
"""A file has the same first names and patronymics again and again."""


class Name(NamedTuple):
    """A name in parts; what is not there is an empty text."""

    last: str
    first: str
    middle: str


def split_name(full: str) -> Name:
    """The name in parts. Nothing is lost but spaces, a comma after the last name, and "Mr" and its like."""
    text = _INITIALS.sub(r"\1. \2. ", full[:_MOST])
    last, comma, others = text.partition(",")
    if comma and others.strip() and _folded(others) not in _AFTER:
        return _after_comma(last.split(), others.split())
    words = text.replace(",", " ").split()
    if len(words) > 1 and _folded(words[0]) in _BEFORE:
        words = words[1:]
    words = _with_fathers(words)
    if len(words) < 2:
        return _alone(words)
    if _CYRILLIC.search(words[0]) or any(map(_is_patronymic, words)):
        return _russian(words)
    return _western(words)


def is_company(name: str) -> bool:
    """Whether the name is rather a company's: it has a legal form in it, or stands in «ёлочки»."""
    words = re.findall(r"[^\W_]+", name[:_MOST].upper())
    return bool(LEGAL_FORMS.intersection(words[:1] + words[-1:])) or name.strip().startswith("«")


def _after_comma(last: list[str], others: list[str]) -> Name:
    others = _with_fathers(others)
    return Name(" ".join(last), others[0], " ".join(others[1:]))


def _with_fathers(words: Sequence[str]) -> list[str]:
    """The words, «Гасан оглы» as one of them."""
    joined: list[str] = []
    for word in words:
        if joined and _folded(word) in _OF_FATHER:
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _alone(words: Sequence[str]) -> Name:
    word = " ".join(words)
    is_last = bool(_SURNAME.fullmatch(_folded(word))) and not _is_first(word) and bool(_CYRILLIC.search(word))
    return Name(word, "", "") if is_last else Name("", word, "")


def _russian(words: Sequence[str]) -> Name:
    fathers = [at for at, word in enumerate(words) if at and _is_patronymic(word)]
    if len(words) == 2:
        return _of_two(*words, fathers=fathers)
    if fathers and fathers[-1] == len(words) - 1 and not (1 in fathers and _is_first(words[0])):
        return Name(" ".join(words[:-2]), words[-2], words[-1])
    if fathers:
        at = fathers[0]
        return Name(" ".join(words[at + 1 :]), " ".join(words[:at]), words[at])
    if _is_initial(words[0]):
        return Name(" ".join(words[2:]), words[0], words[1])
    if all(map(_is_first, words[:-1])) and _looks_like_last(words[-1]):
        return Name(words[-1], " ".join(words[:-1]), "")
    if _is_first(words[0]) and not _is_first(words[1]):
        return Name(" ".join(words[1:]), words[0], "")
    return Name(words[0], words[1], " ".join(words[2:]))


def _of_two(one: str, two: str, *, fathers: Sequence[int]) -> Name:
    """«Иванов Иван», «Иван Иванов», or «Иван Иванович» without a last name."""
    if fathers and (_is_first(one) or not _is_first(two)) and not _looks_like_last(one):
        return Name("", one, two) if _is_first(one) or _CYRILLIC.search(two) else Name(two, one, "")
    if _is_initial(one) or (_is_first(one) and not _is_first(two)):
        return Name(two, one, "")
    if _is_initial(two) or _is_first(two):
        return Name(one, two, "")
    if _looks_like_last(two) and not _looks_like_last(one):
        return Name(two, one, "")
    return Name(one, two, "")


def _western(words: Sequence[str]) -> Name:
    end = len(words) - 1
    while end > 1 and _folded(words[end]) in _AFTER:
        end -= 1
    while end > 1 and _folded(words[end - 1]) in _PARTICLES:
        end -= 1
    if len(words) == 2 and _is_first(words[1]) and not _is_first(words[0]):
        return Name(words[0], words[1], "")
    return Name(" ".join(words[end:]), words[0], " ".join(words[1:end]))


def _is_patronymic(word: str) -> bool:
    return _PATRONYMIC.fullmatch(_folded(word)) is not None


def _looks_like_last(word: str) -> bool:
    return _SURNAME.fullmatch(_folded(word)) is not None and not _is_first(word)


def _is_initial(word: str) -> bool:
    return _INITIAL.fullmatch(word) is not None


def _is_first(word: str) -> bool:
    folded = _folded(word)
    return folded in first_names.RUSSIAN or folded in first_names.LATIN
