"""Values that fit a schema: examples for bodies and answers."""

import json
from typing import Any, Final

Spec = dict[str, Any]
DEEPEST: Final = 5
FORMATS: Final = {
    "date": "2026-11-26",
    "date-time": "2026-11-26T09:30:00Z",
    "uri": "https://example.com/",
    "binary": "…",
}


def sample(schema: Spec, schemas: dict[str, Spec], *, depth: int = 0) -> Any:
    """What an answer of this schema looks like; its own example where it has one."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth=depth + 1)
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return sample(next(one for one in schema["anyOf"] if one.get("type") != "null"), schemas, depth=depth)
    if schema.get("enum"):
        return schema["enum"][0]
    return schema["const"] if "const" in schema else _of_type(schema, schemas, depth)


def body(schema: Spec, schemas: dict[str, Spec], *, changes: bool) -> Any:
    """What one would send: what a shape asks for; of a change the first value that is plain."""
    shape = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if shape.get("examples"):
        return shape["examples"][0]
    fields: dict[str, Spec] = shape.get("properties", {})
    wanted = shape.get("required", ()) or [name for name, field in fields.items() if _is_plain(field)][:1]
    chosen = wanted if not changes else wanted[:1]
    return {name: sample(fields[name], schemas, depth=2) for name in chosen}


def written(value: Any) -> str:
    """The value as JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _of_type(schema: Spec, schemas: dict[str, Spec], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {}) if depth < DEEPEST else {}
        return {name: sample(field, schemas, depth=depth + 1) for name, field in fields.items()}
    if kind == "array":
        return [sample(schema.get("items", {}), schemas, depth=depth + 1)] if depth < DEEPEST else []
    if kind in ("integer", "number"):
        return max(1, int(schema.get("minimum", 1)))
    if kind == "boolean":
        return bool(schema.get("default", False))
    return FORMATS.get(schema.get("format", ""), "…") if kind == "string" else {}


def _is_plain(schema: Spec) -> bool:
    choices = schema.get("anyOf", [schema])
    return any(choice.get("type") in ("string", "integer", "boolean") for choice in choices)
