"""Fields themselves in the reader's words: their types, their flags, and what a form about a field offers."""

from collections.abc import Iterable
from typing import Any, Final

from crm.fields.actions.checks import CHOOSING, UNIQUE, WITHOUT_DEFAULT, WITHOUT_FILTER
from crm.fields.models import CustomField, FieldType
from crm.fields.queries import SEARCHED
from crm.fields.takers import Taker
from crm.kernel.i18n import LazyText, _, lazy

TYPES: Final[dict[FieldType, tuple[LazyText, LazyText]]] = {
    "text": (lazy("Text"), lazy("One line: a name, a number of a contract.")),
    "long_text": (lazy("Long text"), lazy("Several lines.")),
    "integer": (lazy("Whole number"), lazy("How many: people, branches, years.")),
    "decimal": (lazy("Number"), lazy("With digits after the point: a discount, a weight.")),
    "money": (lazy("Money"), lazy("An amount with its currency.")),
    "date": (lazy("Date"), lazy("A day: of a contract, of a visit.")),
    "datetime": (lazy("Date and time"), lazy("An instant; everybody reads it in their own time zone.")),
    "yes_no": (lazy("Yes or no"), lazy("A question with two answers.")),
    "select": (lazy("One of a list"), lazy("One value of those that you name.")),
    "multi_select": (lazy("Several of a list"), lazy("Any of the values that you name.")),
    "url": (lazy("Link"), lazy("The address of a page on the web.")),
    "email": (lazy("E-mail"), lazy("An address besides those to reach the contact by.")),
    "phone": (lazy("Phone"), lazy("A number besides those to reach the contact by.")),
    "user": (lazy("Colleague"), lazy("Somebody who works here.")),
    "contact": (lazy("Contact"), lazy("Another person or company.")),
}
SECTION_OF_NONE: Final = lazy("Before all sections")


def type_label(of_type: str) -> str:
    """What the reader calls the type."""
    return str(TYPES[of_type][0])  # type: ignore[index]


def types() -> list[tuple[str, LazyText, LazyText]]:
    """All types: key, name, what it is for."""
    return [(key, name, use) for key, (name, use) in TYPES.items()]


def summary(field: CustomField, taker: Taker) -> str:
    """A field in a line: its type, whom it is for, its flags."""
    parts = [type_label(field.type)]
    if field.applies != "both":
        parts.append(str(dict(taker.applies)[field.applies]))
    flags = {
        "required": _("required"), "unique": _("unique"), "in_list": _("in the list"),
        "filterable": _("filtered by"),
    }  # fmt: skip
    return " · ".join([*parts, *(word for flag, word in flags.items() if getattr(field, flag))])


def can(of_type: str) -> dict[str, bool]:
    """What a field of this type can be: the parts of its form."""
    return {
        "unique": of_type in UNIQUE,
        "filterable": of_type not in WITHOUT_FILTER,
        "default": of_type not in WITHOUT_DEFAULT,
        "options": of_type in CHOOSING,
        "found": of_type in SEARCHED,
    }


def values_of(field: CustomField) -> dict[str, Any]:
    """The field in the words of its form."""
    names = ("name", "labels", "help", "applies", "section_id", "required", "unique", "in_list", "filterable")
    options = [option for option in field.options if not option.get("deleted")]
    return {**{name: getattr(field, name) for name in names}, "options": options}


def section_options(sections: Iterable[Any]) -> list[tuple[int, str]]:
    """The sections to choose from."""
    return [(section.id, section.shown) for section in sections]
