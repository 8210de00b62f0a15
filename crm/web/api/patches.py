"""Merge-patch (RFC 7396): what is not sent stays, null clears, a list is replaced as a whole.

An object within a record is patched the same way, field by field.
"""

from collections.abc import Collection
from types import NoneType
from typing import Annotated, Any, Union, get_args

from pydantic import ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from crm.kernel.forms import Shape


def patch_of(shape: type[Shape], *, name: str, never_null: Collection[str]) -> type[Shape]:
    """The shape of a change of what ``shape`` adds: every field may be left out, or be null to clear it.

    ``never_null`` are the fields that can be replaced but not cleared.
    """
    fields: dict[str, Any] = {
        field: (_kind(known, nullable=field not in never_null), Field(None, description=known.description))
        for field, known in shape.model_fields.items()
    }
    return create_model(name, __base__=_Patch, __doc__="A change: what is not sent stays as it is.", **fields)


def merged(values: dict[str, Any], patch: Shape) -> dict[str, Any]:
    """A record's present values with the patch on top; what was cleared is left out."""
    return _on_top(values, patch.model_dump(exclude_unset=True))


def _on_top(values: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    both = {**values}
    for name, value in given.items():
        within = values.get(name)
        both[name] = (
            _on_top(within if isinstance(within, dict) else {}, value) if isinstance(value, dict) else value
        )
    return {name: value for name, value in both.items() if value is not None}


def _kind(known: FieldInfo, *, nullable: bool) -> Any:
    """The field's type with its constraints, and with null or without."""
    choices = get_args(known.annotation)
    kind: Any = known.annotation
    if NoneType in choices:
        kind = Union[tuple(choice for choice in choices if choice is not NoneType)]  # noqa: UP007
    if isinstance(kind, type) and issubclass(kind, Shape):
        kind = patch_of(kind, name=f"{kind.__name__.removesuffix('Shape')}Patch", never_null=())
    if known.metadata:
        kind = Annotated[kind, *known.metadata]
    return kind | None if nullable else kind


def _no_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)


class _Patch(Shape):
    model_config = ConfigDict(json_schema_extra=_no_defaults)
