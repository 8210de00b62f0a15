"""Phones: kept as E.164 with the extension, shown nationally (L10-3)."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

REGION_OF_LOCALE = {"ru": "RU", "en": "US"}
_PLAIN_RUSSIAN = re.compile(r"^(?:\+?7|8)[\s(-]*(\d{3})[\s)-]*(\d{3})[\s-]*(\d{2})[\s-]*(\d{2})$")


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it was understood. ``e164`` carries ``;ext=…`` where there is an extension."""

    e164: str
    valid: bool


def parsed(text: str, *, region: str) -> Phone | None:
    """The phone, or None when no number can be made of the text; an invalid one is kept and marked.

    ``region`` is the ISO country that a number without ``+`` belongs to.
    """
    plain = _PLAIN_RUSSIAN.match(text.strip()) if region == "RU" else None
    if plain and plain[1][0] in "3489":
        return Phone("+7" + "".join(plain.groups()), True)
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = f";ext={number.extension}" if number.extension else ""
    return Phone(e164 + extension, phonenumbers.is_valid_number(number))


@lru_cache(maxsize=4096)
def shown(e164: str, *, region: str) -> str:
    """The number as people of the region write it: with the country code from abroad, nationally at home.

    Russian numbers always keep +7, since that is how Russians write them today.
    """
    base, _, extension = e164.partition(";ext=")
    try:
        number = phonenumbers.parse(base, None)
    except NumberParseException:
        return e164
    at_home = phonenumbers.region_code_for_number(number) == region and region != "RU"
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    text = phonenumbers.format_number(number, form)
    if not extension:
        return text
    return f"{text} доб. {extension}" if region == "RU" else f"{text} ext. {extension}"


def digits(text: str) -> str:
    """The digits alone, for search by part of a number."""
    return re.sub(r"\D", "", text.partition(";ext=")[0])
