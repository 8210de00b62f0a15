"""The workspace's own fields in the form of a case."""

from collections.abc import Mapping
from typing import Any

from crm.cases.models.words import CASE
from crm.fields.presenters import inputs
from crm.fields.presenters.telling import Told, names_in, one_told
from crm.fields.queries import fields_of, sections_of
from crm.kernel.access import Actor
from crm.web.here import actor


def texts_of(custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """A case's custom values as the form writes them; None: a new one's, the defaults."""
    fields = fields_of(CASE)
    values = custom if custom is not None else {field.key: field.default for field in fields}
    return inputs.texts_of(fields, values, names_in(fields, [values], to=actor()))


def typed(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the fields."""
    return inputs.posted(posted, fields_of(CASE), CASE)


def changed(typed: Mapping[str, Any], custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was typed, without what stands as the form showed it: that keeps what a form can't write down."""
    shown = texts_of(custom)
    return {key: value for key, value in typed.items() if key not in shown or shown[key] != value}


def blocks(texts: Mapping[str, Any], errors: Mapping[str, Any]) -> list[inputs.Block]:
    """The fields as blocks of inputs."""
    fields = fields_of(CASE)
    return inputs.blocks(fields, sections_of(CASE), texts, errors) if fields else []


def facts(custom: Mapping[str, Any], *, to: Actor) -> list[tuple[str, list[Told]]]:
    """The values that a case has: (heading of the section, values) pairs; at most four statements."""
    fields = fields_of(CASE) if custom else []
    names = names_in(fields, [custom], to=to) if fields else None
    titles = {section.id: section.shown for section in sections_of(CASE)} if fields else {}
    found: dict[str, list[Told]] = {}
    for field in fields:
        if names is not None and (value := custom.get(field.key)) is not None:
            found.setdefault(titles.get(field.section_id or 0, ""), []).append(one_told(field, value, names))
    return list(found.items())
