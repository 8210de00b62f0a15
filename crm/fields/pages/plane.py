"""The blueprint that all pages of fields hang on, and how a page finds its field and its form."""

from typing import Any, Final

from flask import request
from sqlalchemy import select

from crm.fields.models import CustomField, CustomSection
from crm.fields.queries import all_fields, all_sections
from crm.fields.reading import as_id
from crm.fields.takers import Taker, takers
from crm.kernel.access import found
from crm.kernel.errors import NotFound
from crm.kernel.i18n import LOCALES
from crm.web.answers import form_values
from crm.web.pages import Pages

pages = Pages("fields", "crm.fields")
ONE: Final = "/settings/fields/<int:field_id>"
ONE_SECTION: Final = "/settings/field-sections/<int:section_id>"
PLAIN: Final = ("name", "help", "applies", "section_id")
FLAGS: Final = ("required", "unique", "in_list", "filterable")


def the(field_id: int) -> CustomField:
    """The field, outside the bin."""
    field: CustomField = found(all_fields(), id=field_id)
    return field


def any_field(field_id: int) -> CustomField:
    """The field, deleted or not."""
    field: CustomField = found(select(CustomField), id=field_id)
    return field


def the_section(section_id: int) -> CustomSection:
    """The section, unless it was deleted."""
    section: CustomSection = found(all_sections(), id=section_id)
    return section


def any_section(section_id: int) -> CustomSection:
    """The section, deleted or not."""
    section: CustomSection = found(select(CustomSection), id=section_id)
    return section


def the_taker() -> Taker:
    """The kind of record that ``record`` names; the first one if it names none.

    Raises:
        NotFound: no record of that name takes fields.
    """
    name = request.values.get("record")
    if not name and not takers.all():
        raise NotFound
    return takers.of(name) if name else takers.all()[0]


def whole_number(name: str) -> int | None:
    """The value of this name as an id or a place; None where there is none."""
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else as_id(text)


def labels(posted: dict[str, Any], prefix: str = "label") -> dict[str, str]:
    """The labels per language, those left empty out."""
    typed = {language: posted.get(f"{prefix}_{language}", "") for language in LOCALES}
    return {language: label for language, label in typed.items() if isinstance(label, str) and label.strip()}


def typed_field() -> dict[str, Any]:
    """The posted form of a field in the words of ``FieldShape``. Options left blank are gone."""
    posted = form_values()
    values: dict[str, Any] = {name: posted[name] for name in PLAIN if name in posted}
    default = posted.get("custom_0", posted.get("default"))
    rows = posted.get("options")
    return {
        **values,
        "labels": labels(posted),
        "default": default,
        **{flag: flag in posted for flag in FLAGS},
        "options": _in_their_places([_option(row) for row in rows if isinstance(row, dict)])
        if isinstance(rows, list)
        else [],
    }


def _option(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row.get("id") or None,
        "name": row.get("name", ""),
        "labels": labels(row),
        "archived": "archived" in row,
        "place": row.get("place", ""),
    }


def _in_their_places(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The filled options by the numbers that were typed beside them; what has none keeps its turn."""
    filled = [option for option in options if str(option["name"]).strip()]
    turns = sorted(enumerate(filled), key=lambda turn: (as_id(turn[1]["place"]) or turn[0] + 1, turn[0]))
    return [{name: value for name, value in option.items() if name != "place"} for _turn, option in turns]
