"""Query, headers and body of a request, read into shapes: strictly, and refused in sentences."""

from collections.abc import Callable, Mapping
from functools import wraps
from io import BytesIO
from typing import Any, cast

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, request
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from crm.kernel import forms
from crm.web import uploads
from crm.web.api.terms import JSON, LARGEST_BODY_BYTES, MERGE_PATCH, MULTIPART, Terms, Upload


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
            TooLarge: what was uploaded is.
        """
        shape = cast("type[forms.Shape]", self.model_class)
        if issubclass(shape, Upload):
            return forms.read(shape, _parts(request, shape))
        if location == "json":
            return forms.read_json(shape, _body(request))
        if location == "headers":
            names = {name: name.replace("_", "-") for name in shape.model_fields}
            return forms.read(
                shape, {n: request.headers[h] for n, h in names.items() if h in request.headers}
            )
        return forms.read(shape, _single(request.args.to_dict(flat=False)))

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


def _parts(request: Request, shape: type[Upload]) -> dict[str, Any]:
    """The fields of a form with its files; or the body itself as the one file that the shape wants."""
    if request.mimetype in shape.raw:
        (field,) = shape.model_fields
        return {field: FileStorage(BytesIO(uploads.read_body()), filename=field)}
    if request.mimetype != MULTIPART:
        raise UnsupportedMediaType(", ".join((MULTIPART, *shape.raw)))
    uploads.read_form()
    given = request.form.to_dict(flat=False)
    for name, files in request.files.to_dict(flat=False).items():
        given.setdefault(name, []).extend(files)  # type: ignore[arg-type] # files beside texts
    return _single(given)


def _single(given: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What was given once, by itself; what was given twice stays a list, which no field takes."""
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


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
