"""What a custom value says, in the reader's form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal

from crm.fields.models import CustomField
from crm.fields.reading import HIDDEN
from crm.kernel import moments, money, phones
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.context import tenant
from crm.kernel.i18n import _, locale
from crm.team.queries import names_of

SHOWN_VALUE: Final = 200


@dataclass(frozen=True, slots=True)
class Names:
    """Whom the values of some records refer to: users by id; contacts that the reader sees, by id."""

    users: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A value in words. ``href`` is empty, or where a click leads; ``paragraphs`` are a long text's."""

    label: str
    text: str
    href: str = ""
    paragraphs: tuple[str, ...] = ()


def names_in(fields: Iterable[CustomField], customs: Iterable[Mapping[str, Any]], *, to: Actor) -> Names:
    """Whom these records refer to; at most two statements, however many records."""
    fields, customs = list(fields), list(customs)
    users, contacts = (_referred(fields, customs, kind) for kind in ("user", "contact"))
    visible = anchors.visible("contact", contacts, to)
    titles = {contact_id: anchors.title("contact", contact) for contact_id, contact in visible.items()}
    return Names(names_of(users) if users else {}, titles)


def told(fields: Sequence[CustomField], custom: Mapping[str, Any], names: Names) -> list[Told]:
    """The values that the record has, in the order of its fields."""
    return [
        one_told(field, custom[field.key], names) for field in fields if custom.get(field.key) is not None
    ]


def as_json(fields: Iterable[CustomField], custom: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The values as the API tells them: as they are kept, but that a hidden contact is ``HIDDEN``."""
    values = {field.key: custom[field.key] for field in fields if custom.get(field.key) is not None}
    hidden = {field.key for field in fields if field.type == "contact"}
    return {
        key: HIDDEN if key in hidden and value not in names.contacts else value
        for key, value in values.items()
    }


def one_told(field: CustomField, value: Any, names: Names) -> Told:
    """One value. What was kept before its field changed its type is told as it stands."""
    try:
        text = TELLERS[field.type](field, value, names)
        href = HREFS[field.type](value, names) if field.type in HREFS else ""
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        text, href = as_text(value), ""
    paragraphs = tuple(filter(str.strip, text.splitlines())) if field.type == "long_text" else ()
    return Told(field.shown, text, href, paragraphs)


def as_text(value: Any) -> str:
    """A kept value as a plain text, whatever its type."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(map(as_text, value))
    return str(value)


def option_name(option: Mapping[str, Any]) -> str:
    """What the reader calls the option."""
    return str(option.get("labels", {}).get(locale()) or option["name"])


def _referred(fields: Iterable[CustomField], customs: Iterable[Mapping[str, Any]], kind: str) -> set[int]:
    keys = [field.key for field in fields if field.type == kind]
    return {value for custom in customs for key in keys if isinstance(value := custom.get(key), int)}


def _same(field: CustomField, value: Any, names: Names) -> str:
    return as_text(value)


def _number(field: CustomField, value: Any, names: Names) -> str:
    return str(format_decimal(Decimal(str(value)), locale=locale(), decimal_quantization=False))


def _money(field: CustomField, value: Any, names: Names) -> str:
    return money.shown(Decimal(value["amount"]), value["currency"])


def _day(field: CustomField, value: Any, names: Names) -> str:
    return moments.date_of(date.fromisoformat(value))


def _instant(field: CustomField, value: Any, names: Names) -> str:
    return moments.instant(datetime.fromisoformat(value))


def _yes_no(field: CustomField, value: Any, names: Names) -> str:
    if not isinstance(value, bool):
        raise TypeError
    return _("Yes") if value else _("No")


def _option(field: CustomField, value: Any, names: Names) -> str:
    return {option["id"]: option_name(option) for option in field.options}[value]


def _options(field: CustomField, value: Any, names: Names) -> str:
    return ", ".join(option_name(option) for option in field.options if option["id"] in value)


def _phone(field: CustomField, value: Any, names: Names) -> str:
    return phones.shown(value, region=phones.REGION_OF_LOCALE.get(tenant().locale, "US"))


def _user(field: CustomField, value: Any, names: Names) -> str:
    return names.users[value]


def _contact(field: CustomField, value: Any, names: Names) -> str:
    if not isinstance(value, int):
        raise TypeError
    # Translators: stands for a contact that the reader may not see
    return names.contacts.get(value) or _("hidden contact")


def _contact_url(value: Any, names: Names) -> str:
    return (anchors.url("contact", value) or "") if value in names.contacts else ""


TELLERS: Final[dict[str, Callable[[CustomField, Any, Names], str]]] = {
    "text": _same, "long_text": _same, "integer": _number, "decimal": _number, "money": _money, "date": _day,
    "datetime": _instant, "yes_no": _yes_no, "select": _option, "multi_select": _options, "url": _same,
    "email": _same, "phone": _phone, "user": _user, "contact": _contact,
}  # fmt: skip
HREFS: Final[dict[str, Callable[[Any, Names], str]]] = {
    "url": lambda value, names: value if value.startswith(("http://", "https://")) else "",
    "email": lambda value, names: f"mailto:{value}" if "@" in value else "",
    "phone": lambda value, names: f"tel:{value}" if value.startswith("+") else "",
    "contact": _contact_url,
}
