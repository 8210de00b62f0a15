"""Single details of a contact, as typed: language, currency, birthday."""

from datetime import date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from crm.kernel import clock, codes
from crm.kernel.forms import Line, clean, refusal
from crm.kernel.i18n import mark, time_zone

FIRST_BIRTHDAY: Final = date(1850, 1, 1)


def _language(code: str) -> str:
    lower = code.lower()
    if lower and lower not in codes.LANGUAGES:
        raise refusal("language", mark("There is no such language."))
    return lower


def _currency(code: str) -> str:
    upper = code.upper()
    if upper and upper not in codes.CURRENCIES:
        raise refusal("currency", mark("There is no such currency."))
    return upper


def _day(value: Any) -> Any:
    """The day that a text tells; an empty text is none."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refusal("date", mark("Write the date like 22.11.2026 or 2026-11-22.")) from None


def _past(day: date | None) -> date | None:
    if day is not None and not FIRST_BIRTHDAY <= day <= clock.now().astimezone(ZoneInfo(time_zone())).date():
        raise refusal("birthday", mark("A birthday lies between 1850 and today."))
    return day


Language = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=10), AfterValidator(_language)]
Currency = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=10), AfterValidator(_currency)]
Birthday = Annotated[date | None, BeforeValidator(_day), AfterValidator(_past)]
Source = Annotated[Line, StringConstraints(max_length=60)]
