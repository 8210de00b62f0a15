"""The doors of the API, group by group: what each takes, answers and refuses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.reference.presenters.prose import Block, Piece, blocks, pieces
from crm.reference.presenters.samples import body, written
from crm.reference.presenters.shapes import Field, field_of, references

Spec = dict[str, Any]
PLACES: Final = ("path", "query", "header")
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Body:
    """A body in one of the types that a door takes. ``part`` is the name of the file in a form."""

    media_type: str
    shape: str
    sample: str
    part: str = ""

    @property
    def is_file(self) -> bool:
        """Whether a file is sent: as a part of a form, or as it is."""
        return not self.sample


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, what it says, the shape of its body and the names of its headers."""

    status: str
    about: tuple[Piece, ...]
    shape: str = ""
    media_type: str = ""
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One door."""

    key: str
    method: str
    path: str
    summary: str
    about: list[Block]
    scope: str
    parameters: list[Field]
    places: dict[str, str]
    bodies: list[Body]
    replies: list[Reply]
    refusals: list[Reply]

    @property
    def takes(self) -> list[Reply]:
        """The types in which the body may come, with its shape."""
        return [Reply("", pieces(f"`{body.media_type}`"), body.shape) for body in self.bodies]


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that belong together. ``key`` stands in the address of their page."""

    key: str
    title: str
    operations: list[Operation]
    shapes: frozenset[str]


def grouped(spec: Spec) -> list[Group]:
    """All groups, as they were plugged in."""
    return [_group(tag, spec) for tag in spec["tags"]]


def narrowed(groups: Sequence[Group], q: str) -> list[Group]:
    """The groups with those of their doors alone in which each word of ``q`` occurs."""
    words = q.casefold().split()
    left = (
        Group(group.key, group.title, [one for one in group.operations if _answers(one, words)], group.shapes)
        for group in groups
    )
    return [group for group in left if group.operations]


def _answers(operation: Operation, words: list[str]) -> bool:
    text = f"{operation.method} {operation.path} {operation.summary} {operation.key}".casefold()
    return all(word in text for word in words)


def _group(tag: Spec, spec: Spec) -> Group:
    found = [
        (path, method, one)
        for path, operations in spec["paths"].items()
        for method, one in operations.items()
        if tag["name"] in one["tags"]
    ]
    key = re.sub(r"[^a-z]+", "-", tag["name"].lower())
    operations = [_operation(path, method, one, spec) for path, method, one in sorted(found, key=_place)]
    shapes = frozenset(name for _path, _method, one in found for name in references(one))
    return Group(key, tag["x-displayName"], operations, shapes)


def _place(found: tuple[str, str, Spec]) -> tuple[str, int]:
    return found[0], ("get", "post", "put", "patch", "delete").index(found[1])


def _operation(path: str, method: str, told: Spec, spec: Spec) -> Operation:
    parameters = sorted(told["parameters"], key=lambda one: PLACES.index(one["in"]))
    replies = {status: _reply(status, one, spec) for status, one in sorted(told["responses"].items())}
    scopes = [scope for one in told.get("security", ()) for scope in one.get("token", ())]
    return Operation(
        key=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"].removesuffix("."),
        about=blocks(told.get("description", "")),
        scope=scopes[0] if scopes else "",
        parameters=[_parameter(one) for one in parameters],
        places={one["name"]: one["in"] for one in parameters},
        bodies=list(_bodies(told, method, spec)),
        replies=[reply for status, reply in replies.items() if status < "400"],
        refusals=[reply for status, reply in replies.items() if status >= "400"],
    )


def _parameter(told: Spec) -> Field:
    return field_of(told["name"], told["schema"], required=told["required"], about=told["description"])


def _bodies(told: Spec, method: str, spec: Spec) -> Iterator[Body]:
    for media_type, content in told.get("requestBody", {}).get("content", {}).items():
        shape = next(references(content), "")
        if media_type.startswith("multipart/"):
            yield Body(media_type, shape, "", part=_part(shape, spec))
        elif shape:
            value = body(content["schema"], spec["components"]["schemas"], changes=method == "patch")
            yield Body(media_type, shape, written(value))
        else:
            yield Body(media_type, "", CARD if media_type.startswith("text/") else "")


CARD: Final = "BEGIN:VCARD\nVERSION:4.0\nFN:Ivan Petrov\nEMAIL:ivan@example.com\nEND:VCARD\n"


def _part(shape: str, spec: Spec) -> str:
    """The name of the file in a form."""
    fields: dict[str, Spec] = spec["components"]["schemas"][shape].get("properties", {}) if shape else {}
    return next((name for name, field in fields.items() if field.get("format") == "binary"), "file")


def _reply(status: str, told: Spec, spec: Spec) -> Reply:
    if "$ref" in told:
        told = spec["components"]["responses"][told["$ref"].rpartition("/")[2]]
    content = told.get("content", {})
    return Reply(
        status, pieces(told.get("description", "")), next(references(content), ""),
        next(iter(content), ""), tuple(told.get("headers", ())),
    )  # fmt: skip
