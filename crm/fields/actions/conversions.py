"""What becomes of values when their field gets another type. Nothing is lost without being told before.

Values go through the text that people would write, and through the one reader of the new type.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from crm.fields.models import CustomField, FieldType
from crm.fields.presenters.telling import Names, as_text, one_told
from crm.fields.reading import MOST_CHOSEN, Manner, Refused, read
from crm.kernel.i18n import lazy
from crm.kernel.search_text import fold

FROM_TEXT: Final[tuple[FieldType, ...]] = (
    "integer", "decimal", "date", "datetime", "yes_no", "select", "multi_select", "url", "email", "phone",
)  # fmt: skip
CONVERSIONS: Final[dict[FieldType, tuple[FieldType, ...]]] = {
    "text": ("long_text", *FROM_TEXT),
    "long_text": ("text", *FROM_TEXT),
    "integer": ("decimal", "money", "text", "long_text"),
    "decimal": ("integer", "money", "text", "long_text"),
    "money": ("text", "long_text"),
    "date": ("text", "long_text"),
    "datetime": ("text", "long_text"),
    "yes_no": ("text", "long_text"),
    "select": ("multi_select", "text", "long_text"),
    "multi_select": ("select", "text", "long_text"),
    "url": ("text", "long_text"),
    "email": ("text", "long_text"),
    "phone": ("text", "long_text"),
    "user": ("text", "long_text"),
    "contact": (),
}
"""From a type to those that its values can become. A contact's name must not become a text: everybody who
sees the record would read it."""
AS_THEY_ARE: Final = frozenset({
    ("text", "long_text"), ("integer", "decimal"), ("integer", "money"), ("decimal", "money"),
    ("select", "multi_select"), ("multi_select", "select"),
})  # fmt: skip
"""Pairs whose values the new reader takes as they are kept."""
LONGEST_OPTION: Final = 60


def converted(field: CustomField, value: Any, to: CustomField, *, manner: Manner, names: Names) -> Any:
    """The kept value of ``field`` as one of ``to``.

    Raises:
        Refused: it can't be one.
    """
    if (field.type, to.type) in AS_THEY_ARE:
        if to.type == "select" and isinstance(value, list):
            if len(value) != 1:
                raise Refused(lazy("Choose one of the given values."))
            return value[0]
        if to.type in ("select", "multi_select"):
            return value if to.type == "select" or isinstance(value, list) else [value]
        return read(to, value, manner=manner)
    if field.type in ("text", "long_text") and not isinstance(value, str):
        return value  # it was given to the new type already
    text = WRITTEN.get(field.type, _told)(field, value, names)
    if to.type in ("select", "multi_select"):
        return _called(to, text)
    taken = read(to, text, manner=manner)
    if taken is None:
        raise Refused(lazy("Choose one of the given values."))
    return taken


def target(field: CustomField, to: FieldType, options: list[dict[str, Any]]) -> CustomField:
    """What the field would be with this type; never in the session."""
    return CustomField(record=field.record, type=to, name=field.name, labels={}, options=options)


def options_among(values: Mapping[str, int]) -> list[dict[str, Any]]:
    """Options made of the texts that occur (with how often): the 150 most frequent, by name."""
    often: dict[str, tuple[str, int]] = {}
    for text, number in values.items():
        name, before = often.get(fold(text), (text, 0))
        often[fold(text)] = (name, before + number)
    fitting = [(name, number) for name, number in often.values() if len(name) <= LONGEST_OPTION]
    chosen = sorted(sorted(fitting, key=lambda one: -one[1])[:MOST_CHOSEN])
    return [
        {"id": number, "name": name, "labels": {}, "archived": False}
        for number, (name, _times) in enumerate(chosen, start=1)
    ]


def _called(to: CustomField, text: str) -> Any:
    """The option of this name: a text of digits is a name here, never an id."""
    for option in to.options:
        if fold(option["name"]) == fold(text):
            return [option["id"]] if to.type == "multi_select" else option["id"]
    raise Refused(lazy("Choose one of the given values."))


def _told(field: CustomField, value: Any, names: Names) -> str:
    return one_told(field, value, names).text


def _plain(field: CustomField, value: Any, names: Names) -> str:
    return as_text(value)


WRITTEN: Final[dict[str, Callable[[CustomField, Any, Names], str]]] = {
    "text": _plain, "long_text": _plain, "integer": _plain, "url": _plain, "email": _plain, "phone": _plain,
}  # fmt: skip
