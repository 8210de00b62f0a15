"""Custom fields as a form shows them: sections of inputs, each with its value as people write it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from crm.fields.models import CustomField, CustomSection
from crm.fields.presenters.telling import Names, as_text, one_told, option_name
from crm.fields.reading import as_id
from crm.fields.values import applies_to, path
from crm.kernel.i18n import _, locale, time_zone
from crm.team.presenters.people import CURRENCIES
from crm.team.queries import names_of, pickable_users

MOST_BOXES: Final = 12
PREFIX: Final = "custom_"
EMPTY: Final[dict[str, Any]] = {"choices": [], "picker": [], "money": {}}
MODES: Final = {"integer": "numeric", "decimal": "decimal"}
INPUT_TYPES: Final = {
    "date": "date", "datetime": "datetime-local", "url": "url",
    "email": "email", "phone": "tel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. ``kind`` chooses the macro: text, prose, choice, choices, picker,
    money, contact."""

    kind: str
    name: str
    label: str
    value: Any
    help: str
    error: str
    optional: bool
    applies: str
    type: str = "text"
    mode: str = ""
    options: Sequence[tuple[Any, str]] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Inputs under one heading; ``title`` is empty without a section. ``applies`` fits all of them."""

    title: str
    applies: str
    inputs: list[Input] = field(default_factory=list)


def blocks(
    fields: Sequence[CustomField],
    sections: Iterable[CustomSection],
    texts: Mapping[str, Any],
    errors: Mapping[str, Any],
) -> list[Block]:
    """The fields (as ``fields_of`` orders them) as blocks; ``texts`` as ``texts_of`` wrote."""
    titles = {section.id: section.shown for section in sections}
    users = _user_options(fields, texts)
    found = []
    for section_id, group in groupby(
        fields, key=lambda field: field.section_id if field.section_id in titles else None
    ):
        inputs = [_input(field, texts.get(field.key), errors, users) for field in group]
        applies = inputs[0].applies if len({one.applies for one in inputs}) == 1 else "both"
        found.append(Block(titles.get(section_id or 0, ""), applies, inputs))
    return found


def texts_of(fields: Iterable[CustomField], custom: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The kept values as the form writes them; written back unchanged, they are the same values."""
    return {
        field.key: form_text(field, custom[field.key], names)
        for field in fields
        if custom.get(field.key) is not None
    }


def posted(form: Mapping[str, Any], fields: Iterable[CustomField], kind: str) -> dict[str, Any]:
    """What a form says of the fields that this kind of record has."""
    return {
        field.key: form[PREFIX + field.key]
        for field in fields
        if PREFIX + field.key in form and applies_to(field, kind)
    }


def form_text(field: CustomField, value: Any, names: Names) -> Any:
    """One kept value as the form writes it: a text, a list of texts, or amount and currency."""
    if field.type == "money" and isinstance(value, dict):
        return {"amount": _number(value.get("amount", "")), "currency": value.get("currency", "")}
    if field.type == "multi_select" and isinstance(value, list):
        return [str(part) for part in value]
    if field.type == "datetime":
        return _local(value)
    if field.type == "contact":
        title = one_told(field, value, names).text
        return f"{title} #{value}" if value in names.contacts else title
    if field.type == "phone":
        return one_told(field, value, names).text
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(str(value)) if field.type == "decimal" else as_text(value)


def _number(text: str) -> str:
    return text.replace(".", ",") if locale() == "ru" else text


def _local(value: Any) -> str:
    try:
        at = datetime.fromisoformat(str(value)).astimezone(UTC).astimezone(ZoneInfo(time_zone()))
    except (ValueError, OverflowError):
        return as_text(value)
    return at.replace(tzinfo=None).isoformat(timespec="seconds" if at.second else "minutes")


def _input(field: CustomField, text: Any, errors: Mapping[str, Any], users: list[tuple[Any, str]]) -> Input:
    kind, options = _look(field, text, users)
    return Input(
        kind=kind,
        name=PREFIX + field.key,
        label=field.shown,
        value=text if text is not None else EMPTY.get(kind, ""),
        help=field.help,
        error=str(errors.get(path(field.key), "")),
        optional=not field.required,
        applies=field.applies,
        type=_input_type(field, text),
        mode=MODES.get(field.type, ""),
        options=options,
    )


def _look(
    field: CustomField, text: Any, users: list[tuple[Any, str]]
) -> tuple[str, Sequence[tuple[Any, str]]]:
    if field.type == "yes_no":
        return "choice", [("yes", _("Yes")), ("no", _("No"))]
    if field.type == "user":
        return "choice", users
    if field.type in ("select", "multi_select"):
        options = _open_options(field, text)
        several = "picker" if len(options) > MOST_BOXES else "choices"
        return several if field.type == "multi_select" else "choice", options
    if field.type == "money":
        chosen = text.get("currency") if isinstance(text, dict) else None
        codes = dict.fromkeys([*CURRENCIES, chosen] if isinstance(chosen, str) and chosen else CURRENCIES)
        return "money", [(code, code) for code in codes]
    return {"long_text": "prose", "contact": "contact"}.get(field.type, "text"), ()


def _open_options(field: CustomField, text: Any) -> list[tuple[Any, str]]:
    """The options to choose from, and those that are chosen though they are no longer in use."""
    chosen = {str(part) for part in (text if isinstance(text, list) else [text])}
    return [
        (str(option["id"]), option_name(option))
        for option in field.options
        if str(option["id"]) in chosen or not (option.get("archived") or option.get("deleted"))
    ]


def _input_type(field: CustomField, text: Any) -> str:
    """The browser's own field for days and instants, unless what was typed is none: it would drop it."""
    wanted = INPUT_TYPES.get(field.type, "text")
    if wanted not in ("date", "datetime-local") or not text:
        return wanted
    form = r"\d{4}-\d\d-\d\d" if wanted == "date" else r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?"
    return wanted if isinstance(text, str) and re.fullmatch(form, text) else "text"


def _user_options(fields: Iterable[CustomField], texts: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """The people to choose from, and who is chosen though they have left; asked only if need be."""
    of_users = [field.key for field in fields if field.type == "user"]
    if not of_users:
        return []
    people = [(str(user.id), user.name) for user in pickable_users()]
    listed = {user_id for user_id, _name in people}
    chosen = {as_id(texts.get(key)) for key in of_users}
    left = names_of(user_id for user_id in chosen if user_id and str(user_id) not in listed)
    return [*people, *((str(user_id), name) for user_id, name in left.items())]
