"""The shapes of bodies and answers: their fields in words, with an example of each shape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crm.kernel.i18n import _
from crm.reference.presenters.prose import Block, blocks
from crm.reference.presenters.samples import FORMATS, sample, written

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A value that is sent or told. ``shape`` is the name of the shape it has, if it has one."""

    name: str
    type: str
    shape: str
    required: bool
    about: list[Block]
    choices: tuple[str, ...] = ()
    limits: str = ""


@dataclass(frozen=True, slots=True)
class ShapeTold:
    """A shape with its fields, and what it looks like as JSON."""

    name: str
    about: list[Block]
    fields: list[Field]
    sample: str


def shapes_of(names: Iterable[str], spec: Spec) -> list[ShapeTold]:
    """These shapes and all that stand in them, by name."""
    schemas: dict[str, Spec] = spec["components"]["schemas"]
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(schemas[name]))
    return [_told(name, schemas) for name in sorted(found)]


def references(value: Any) -> Iterator[str]:
    """The names of the shapes that stand in a part of the description."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and "/schemas/" in inner:
                yield inner.rpartition("/")[2]
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def field_of(name: str, schema: Spec, *, required: bool, about: str = "") -> Field:
    """One value in words."""
    kind, shape = type_of(schema)
    return Field(
        name, kind, shape, required, blocks(about or schema.get("description", "")), _choices(schema),
        limits_of(schema),
    )  # fmt: skip


def type_of(schema: Spec) -> tuple[str, str]:
    """The type in words of JSON, and the name of the shape in it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in schema:
        told = [type_of(choice) for choice in schema["anyOf"]]
        return " | ".join(kind for kind, _shape in told), next((shape for _kind, shape in told if shape), "")
    if schema.get("type") == "array":
        kind, shape = type_of(schema.get("items", {}))
        return f"{kind}[]", shape
    if schema.get("format") in FORMATS:
        return str(schema["format"]), ""
    return str(schema.get("type") or ("string" if "enum" in schema or "const" in schema else "any")), ""


def limits_of(schema: Spec) -> str:
    """What bounds a value: its length, its size, its number."""
    own = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    least, most = own.get("minimum"), own.get("maximum")
    if most is not None and most < 10**17:
        return f"{least if least is not None else '…'}–{most}"
    if own.get("maxLength"):
        return _("up to %(length)s characters", length=own["maxLength"])
    return _("up to %(number)s", number=own["maxItems"]) if own.get("maxItems") else ""


def _choices(schema: Spec) -> tuple[str, ...]:
    for one in (schema, *schema.get("anyOf", ())):
        if one.get("enum"):
            return tuple(map(str, one["enum"]))
        if "const" in one:
            return (str(one["const"]),)
    return ()


def _told(name: str, schemas: dict[str, Spec]) -> ShapeTold:
    schema = schemas[name]
    required = schema.get("required", ())
    fields = [
        field_of(key, inner, required=key in required) for key, inner in schema.get("properties", {}).items()
    ]
    return ShapeTold(name, blocks(schema.get("description", "")), fields, written(sample(schema, schemas)))
