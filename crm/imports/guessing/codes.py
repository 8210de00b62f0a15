"""Languages and currencies as files call them: by codes, by their names in both languages, by signs."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from crm.kernel.codes import CURRENCIES, LANGUAGES
from crm.kernel.i18n import LOCALES
from crm.kernel.search_text import fold

_TAG: Final = re.compile(r"([a-z]{2})(?:[-_]\w+)*")
_MONEY: Final = {
    "RUB": "rur|₽|р|руб|рубль|рубли|рублей|ruble|rubles|rouble|roubles|российский рубль|российские рубли",
    "USD": "$|us$|доллар|доллары|долларов|dollar|dollars|доллар сша|доллары сша|us dollars|бакс",
    "EUR": "€|euros",
    "GBP": "£|фунт|фунты|фунт стерлингов|pound|pounds|pound sterling|pounds sterling",
    "CNY": "cn¥|юань|юани|yuan|rmb|renminbi", "JPY": "иена|иены|yen", "CHF": "франк|franc",
    "KZT": "₸|тенге|tenge", "UAH": "₴|гривна|гривны|hryvnia", "BYN": "byr|белорусский рубль",
    "TRY": "₺|лира|lira", "INR": "₹|рупия|rupee", "AMD": "драм|dram", "GEL": "лари|lari", "UZS": "сум",
}  # fmt: skip
_BETWEEN: Final = " · "
"""In Artel's own lists, between a currency's code and its name."""


@lru_cache(maxsize=1_000)
def language_of(text: str) -> str | None:
    """The code of the language: of "en-GB", "English", «английский язык»."""
    folded = fold(text)
    for word in (folded, folded.removesuffix(" язык"), folded.removesuffix(" language")):
        if code := _languages().get(word):
            return code
    tag = _TAG.fullmatch(folded)
    return tag[1] if tag and tag[1] in LANGUAGES else None


@lru_cache(maxsize=1_000)
def currency_of(text: str) -> str | None:
    """The code of the currency: of "usd", "US Dollar", «руб.», "€"."""
    folded = fold(text).rstrip(".")
    told = _currencies()
    return told.get(folded) or told.get(folded.partition(_BETWEEN)[0])


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, str]:
    names = (Locale(here).languages for here in LOCALES)
    return {fold(told[code]): code for told in names for code in LANGUAGES if code in told}


@lru_cache(maxsize=1)
def _currencies() -> Mapping[str, str]:
    names = (Locale(here).currencies for here in LOCALES)
    named = {fold(told[code]): code for told in names for code in CURRENCIES if code in told}
    words = {word: code for code, told in _MONEY.items() for word in told.split("|")}
    return {**named, **words, **{fold(code): code for code in CURRENCIES}}
