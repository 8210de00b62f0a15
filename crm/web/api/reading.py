"""Query, headers and body of a request, read into shapes: strictly, and refused in sentences."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, request
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from crm.kernel import forms
from crm.web.api.terms import JSON, LARGEST_BODY_BYTES, MERGE_PATCH, Terms


class ShapeAdapter(PydanticAdapter):
    """How APIFlask reads our shapes and describes them.

    Unlike its own adapter this one asks for the right content type, parses the body strictly (a number is no
    text), refuses values that are given twice, and raises domain errors in the reader's language.
    """

    def validate_input(self, request: Request, location: str, **_options: Any) -> BaseModel:
        """The shape, filled from one part of the request.

        Raises:
            Malformed: the body is no JSON.
            Invalid: with a sentence for each value at fault.
        """
        shape = cast("type[forms.Shape]", self.model_class)
        if location == "json":
            return forms.read_json(shape, _body(request))
        if location == "headers":
            names = {name: name.replace("_", "-") for name in shape.model_fields}
            return forms.read(
                shape, {n: request.headers[h] for n, h in names.items() if h in request.headers}
            )
        given = request.args.to_dict(flat=False)
        return forms.read(shape, {k: v[0] if len(v) == 1 else v for k, v in given.items()})

    def get_openapi_schema(self, **_options: Any) -> dict[str, Any]:
        """The shape's JSON Schema, its nested shapes under ``$defs``."""
        template = f"#/components/schemas/{self.get_schema_name()}.{{model}}"
        return self.model_class.model_json_schema(ref_template=template, schema_generator=Untitled)


def handed(view: Callable[..., Any], terms: Terms) -> Callable[..., Any]:
    """The view, getting a body that is no JSON as ``content``, in whatever letters it was written."""

    @wraps(view)
    def with_content(**values: Any) -> Any:
        if request.mimetype not in terms.media_types or "Content-Encoding" in request.headers:
            raise UnsupportedMediaType(", ".join(terms.media_types))
        content = request.get_data()
        if len(content) > terms.most_bytes:
            raise RequestEntityTooLarge
        return view(content=content, **values)

    return with_content


class Untitled(GenerateJsonSchema):
    """A field's name says it all: no made-up titles."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _body(request: Request) -> bytes:
    wanted = (JSON, MERGE_PATCH) if request.method == "PATCH" else (JSON,)
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype not in wanted or charset.lower() != "utf-8" or "Content-Encoding" in request.headers:
        raise UnsupportedMediaType(", ".join(wanted))
    body = request.get_data()
    if len(body) > LARGEST_BODY_BYTES:
        raise RequestEntityTooLarge
    return body


# APIFlask asks its registry when a route is declared, so this has to stand before any route does.
registry.register("pydantic", ShapeAdapter)
