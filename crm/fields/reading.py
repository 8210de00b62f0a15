"""A value as somebody gives it (a page, the API, a file) and as it is kept: one reader for each type.

What is kept is JSON: texts; whole numbers; ``decimal`` as a text without an exponent ("1234.5"); ``money`` as
``{"amount": "12.50", "currency": "RUB"}``; ``date`` as "2026-11-22"; ``datetime`` as "2026-11-22T12:30:00Z";
yes and no; the id of an option, a user or a contact; a list of ids of options.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from babel.numbers import get_currency_precision, list_currencies
from email_validator import EmailNotValidError, validate_email

from crm.fields.models import CustomField, FieldType
from crm.kernel import phones, written
from crm.kernel.forms import clean
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

LONGEST_TEXT: Final = 500
LONGEST_PROSE: Final = 20_000
LONGEST_URL: Final = 2_000
LONGEST_EMAIL: Final = 254
MOST_DIGITS: Final = 15
"""Before the point: so many are exact in any program that reads JSON."""
MOST_PLACES: Final = 8
MOST_CHOSEN: Final = 150
LARGEST_ID: Final = 2**63 - 1
LONGEST_ENTRY: Final = 1_000
HIDDEN: Final = "hidden"
"""Stands for a contact that the reader may not see; sent back, it keeps that contact."""

NAMED_CONTACT: Final = re.compile(r"(?:[#№]\s*|/contacts/)([0-9]{1,19})\s*$")

_CURRENCIES: Final = frozenset(list_currencies())


class Refused(Exception):
    """The value can't be one of this field; the sentence says why."""

    def __init__(self, sentence: LazyText) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Manner:
    """How values are read: the reader's language and zone, and what a number or a phone goes without."""

    language: str
    zone: str
    region: str
    currency: str


def is_blank(given: Any) -> bool:
    """Whether nothing is given: nothing, an empty text, an empty list, money without an amount."""
    if isinstance(given, str):
        return not given.strip()
    if isinstance(given, list):
        return all(is_blank(part) for part in given)
    if isinstance(given, dict):
        return is_blank(given.get("amount")) and not given.keys() - {"amount", "currency"}
    return given is None


def read(field: CustomField, given: Any, *, manner: Manner) -> Any:
    """The value as it is kept; None for a blank one. Whether users and contacts exist is not asked here.

    Raises:
        Refused: it can't be a value of this field.
    """
    cleaned = clean(given)
    return None if is_blank(cleaned) else READERS[field.type](field, cleaned, manner)


def unique_form(value: Any) -> str:
    """How the (kept) value of a unique field is compared: case, accents, ё and spaces don't count.

    What is too long for an entry of an index stands as its hash.
    """
    folded = fold(str(value))
    entry = folded.encode()
    return folded if len(entry) <= LONGEST_ENTRY else hashlib.sha256(entry).hexdigest()


def _text(field: CustomField, given: Any, manner: Manner) -> str:
    return _short(" ".join(_written(given).split()), LONGEST_TEXT)


def _prose(field: CustomField, given: Any, manner: Manner) -> str:
    return _short(_written(given).strip(), LONGEST_PROSE)


def _integer(field: CustomField, given: Any, manner: Manner) -> int:
    number = _number(given, manner)
    if number is None or number != number.to_integral_value():
        raise Refused(lazy("This should be a whole number."))
    return int(number)


def _decimal(field: CustomField, given: Any, manner: Manner) -> str:
    number = _number(given, manner)
    if number is None:
        raise Refused(lazy("This should be a number."))
    return plain(number)


def _money(field: CustomField, given: Any, manner: Manner) -> dict[str, str]:
    parts = given if isinstance(given, dict) else {"amount": given}
    if parts.keys() - {"amount", "currency"}:
        raise Refused(lazy("This should be an amount with its currency."))
    currency = parts.get("currency") or manner.currency
    currency = currency.strip().upper() if isinstance(currency, str) else ""
    if currency not in _CURRENCIES:
        raise Refused(lazy("There is no such currency."))
    number = _number(clean(parts.get("amount")), manner)
    if number is None:
        raise Refused(lazy("This should be a number."))
    places = int(get_currency_precision(currency))
    if number != round(number, places):
        raise Refused(lazy("This currency has at most %(places)s digits after the point.", places=places))
    return {"amount": f"{number + 0:.{places}f}", "currency": currency}


def _date(field: CustomField, given: Any, manner: Manner) -> str:
    day = written.day(given) if isinstance(given, str) else None
    if day is None:
        raise Refused(lazy("Write the date like 22.11.2026 or 2026-11-22."))
    return day.isoformat()


def _datetime(field: CustomField, given: Any, manner: Manner) -> str:
    at = written.instant(given, zone=manner.zone) if isinstance(given, str) else None
    if at is None:
        raise Refused(lazy("Write the date and the time like 22.11.2026 15:30."))
    return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _yes_no(field: CustomField, given: Any, manner: Manner) -> bool:
    if isinstance(given, bool):
        return given
    said = written.yes_or_no(given) if isinstance(given, str) else None
    if said is None:
        raise Refused(lazy("This should be yes or no."))
    return said


def _option(field: CustomField, given: Any, manner: Manner) -> int:
    """The option with this id, else the one that is called so."""
    chosen = as_id(given)
    live = [option for option in field.options if not option.get("deleted")]
    if chosen is None and isinstance(given, str):
        name = fold(given)
        called = (option["id"] for option in live if name in _names(option))
        chosen = next(called, None)
    if chosen is None or all(option["id"] != chosen for option in live):
        raise Refused(lazy("Choose one of the given values."))
    return chosen


def _options(field: CustomField, given: Any, manner: Manner) -> list[int]:
    parts = given if isinstance(given, list) else [given]
    if len(parts) > MOST_CHOSEN:
        raise Refused(lazy("There are too many of these: at most %(max_length)s.", max_length=MOST_CHOSEN))
    chosen = {_option(field, clean(part), manner) for part in parts if not is_blank(part)}
    return [option["id"] for option in field.options if option["id"] in chosen]


def _url(field: CustomField, given: Any, manner: Manner) -> str:
    text = _short(_written(given).strip(), LONGEST_URL)
    address = text if "://" in text else f"https://{text}"
    if not _leads_to_a_site(address) or (address != text and "." not in text):
        raise Refused(lazy("An address of a site begins with http:// or https://."))
    return address


def _email(field: CustomField, given: Any, manner: Manner) -> str:
    text = _short(_written(given).strip(), LONGEST_EMAIL)
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise Refused(lazy("This doesn't look like an e-mail address.")) from None


def _phone(field: CustomField, given: Any, manner: Manner) -> str:
    phone = phones.parsed(_short(_written(given), LONGEST_EMAIL), region=manner.region)
    if phone is None or not phone.valid:
        raise Refused(lazy("This doesn't look like a phone number."))
    return phone.e164


def _user(field: CustomField, given: Any, manner: Manner) -> int:
    return _id(given, NO_USER)


def _contact(field: CustomField, given: Any, manner: Manner) -> int | str:
    """The id: as a number, or at the end of a text such as "Ivan Petrov #12" or a contact's address."""
    if given == HIDDEN:
        return HIDDEN
    named = NAMED_CONTACT.search(given) if isinstance(given, str) else None
    return _id(named[1] if named else given, NO_CONTACT)


TOO_LONG: Final = lazy("This number is too long: at most %(digits)s digits.", digits=MOST_DIGITS)
NO_USER: Final = lazy("Choose somebody who works here.")
NO_CONTACT: Final = lazy("There is no such contact, or you have no access to it.")
READERS: Final[dict[FieldType, Callable[[CustomField, Any, Manner], Any]]] = {
    "text": _text, "long_text": _prose, "integer": _integer, "decimal": _decimal, "money": _money,
    "date": _date, "datetime": _datetime, "yes_no": _yes_no, "select": _option, "multi_select": _options,
    "url": _url, "email": _email, "phone": _phone, "user": _user, "contact": _contact,
}  # fmt: skip


def plain(number: Decimal) -> str:
    """The number with neither exponent nor zeros at its end: "1234.5", "0"."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def as_id(given: Any) -> int | None:
    """An id as a number or its digits; None for anything else."""
    if isinstance(given, str):
        text = given.strip()
        given = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    right = isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= LARGEST_ID
    return given if right else None


def _id(given: Any, sentence: LazyText) -> int:
    found = as_id(given)
    if found is None:
        raise Refused(sentence)
    return found


def _leads_to_a_site(address: str) -> bool:
    """Whether a browser would go there by HTTP, and nobody is named on the way ("https://bank@elsewhere")."""
    try:
        parts = urlsplit(address)
        named = parts.hostname and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(named) and not re.search(r"\s", address)


def _names(option: dict[str, Any]) -> set[str]:
    return {fold(name) for name in (option["name"], *option.get("labels", {}).values())}


def _written(given: Any) -> str:
    if not isinstance(given, str):
        raise Refused(lazy("This should be a text."))
    return given


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(lazy("This is too long: at most %(max_length)s characters.", max_length=most))
    return text


def _number(given: Any, manner: Manner) -> Decimal | None:
    """The number, exact; None for what is none. A JSON number counts as it is written, up to 15 digits."""
    number: Decimal | None = None
    if isinstance(given, str):
        number = written.decimal(given, language=manner.language)
    elif isinstance(given, float) or (isinstance(given, int) and not isinstance(given, bool)):
        number = _of_json(given)
    if number is None:
        return None
    if number and number.adjusted() >= MOST_DIGITS:
        raise Refused(TOO_LONG)
    text = plain(number)
    if len(text.partition(".")[2]) > MOST_PLACES:
        raise Refused(lazy("At most %(places)s digits can stand after the point.", places=MOST_PLACES))
    return Decimal(text)


def _of_json(given: float) -> Decimal | None:
    if not isinstance(given, float):
        if abs(given) >= 10**MOST_DIGITS:
            raise Refused(TOO_LONG)
        return Decimal(given)
    number = Decimal(repr(given))
    if number.is_finite() and len(number.as_tuple().digits) > MOST_DIGITS:
        raise Refused(lazy("Send a number of so many digits as a text: then it is kept exactly."))
    return number if number.is_finite() else None
