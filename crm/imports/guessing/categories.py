"""Words by which files tell of which use a way to reach somebody is, in both languages."""

from functools import lru_cache
from typing import Final

from crm.imports.guessing.addresses import apart
from crm.imports.guessing.headings import compared
from crm.kernel import handles
from crm.kernel.search_text import fold

_WORDS: Final[dict[str, str]] = {
    "work": "work|business|office|company|job|рабочий|рабочая|рабочее|раб|раб.|работа|служебный",
    "mobile": "mobile|cell|cellular|iphone|мобильный|моб|моб.|сотовый",
    "home": "home|house|домашний|домашняя|дом|дом.",
    "personal": "personal|private|личный|личная|личное|частный",
    "fax": "fax|work fax|home fax|other fax|факс|рабочий факс|домашний факс",
    "legal": "legal|registered|юридический",
    "postal": "postal|mailing|почтовый",
    "delivery": "delivery|shipping|доставка|адрес доставки",
    "other": "other|другой|другая|другое|прочее",
}
"""By the categories that the product has, with the words that its own exports tell them in."""
_BY_WORD: Final = {
    **{word: key for key, words in _WORDS.items() for word in words.split("|")},
    **{fold(one.title): one.key for one in handles.SERVICES.values()},
    **{key: key for key in handles.SERVICES},
    "twitter": "x", "вконтакте": "vk", "vkontakte": "vk", "одноклассники": "ok", "телеграм": "telegram",
    "ватсап": "whatsapp", "вайбер": "viber", "скайп": "skype",
}  # fmt: skip
LONGEST: Final = 60


@lru_cache(maxsize=2_000)
def category(words: str) -> str:
    """The category that the words mean, else the words themselves, as far as there is room for them.

    Google marks the main one with a star: "* Work".
    """
    bare = " ".join(words.replace("*", " ").split())[:LONGEST]
    return _BY_WORD.get(fold(bare), bare)


def use_of(heading: str) -> str:
    """The category of the address that a column of this heading tells of, or is."""
    return category(apart(compared(heading))[0])
