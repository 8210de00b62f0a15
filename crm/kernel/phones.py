"""Phones: kept as E.164 with the extension, shown nationally (L10-3)."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from crm.kernel.i18n import LazyText, _, lazy

REGION_OF_LOCALE = {"ru": "RU", "en": "US"}
_COMPLAINTS = {
    ValidationResult.TOO_SHORT: lazy("There are too few digits for its country."),
    ValidationResult.TOO_LONG: lazy("There are too many digits for its country."),
    ValidationResult.INVALID_COUNTRY_CODE: lazy("No country has this code."),
}
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


def complaint(text: str, *, region: str) -> LazyText | None:
    """What is wrong with the phone, so far as can be seen; None if nothing is."""
    phone = parsed(text, region=region)
    if phone is None:
        return lazy("This doesn't look like a phone number.")
    if phone.valid:
        return None
    number = phonenumbers.parse(phone.e164.partition(";")[0], None)
    return _COMPLAINTS.get(
        phonenumbers.is_possible_number_with_reason(number), lazy("There is no such number.")
    )


def shown(e164: str, *, region: str) -> str:
    """The number as people of the region write it: with the country code from abroad, nationally at home.

    Russian numbers always keep +7, since that is how Russians write them today. The extension stands in the
    reader's words.
    """
    base, _sign, extension = e164.partition(";ext=")
    text = _shown(base, region)
    return _("%(phone)s ext. %(extension)s", phone=text, extension=extension) if extension else text


@lru_cache(maxsize=4096)
def _shown(base: str, region: str) -> str:
    try:
        number = phonenumbers.parse(base, None)
    except NumberParseException:
        return base
    at_home = phonenumbers.region_code_for_number(number) == region and region != "RU"
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def digits(text: str) -> str:
    """The digits alone, for search by part of a number."""
    return re.sub(r"\D", "", text.partition(";ext=")[0])
