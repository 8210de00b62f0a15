"""What a view of the API answers with: a model, with its version as ETag, and where a new record stands."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, request
from pydantic import BaseModel

from crm.kernel.i18n import locale
from crm.web.api.terms import NoneMatchHeaders

Answer = BaseModel | tuple[BaseModel, int, dict[str, str]]


def created(record: BaseModel, *, at: str) -> Answer:
    """201 with the new record; ``at`` is its path on this host."""
    return record, 201, {"Location": at}


def etag(version: int, *, seen: str = "") -> str:
    """The strong ETag of a record's version as this reader gets it: names are told in the reader's form.

    ``seen`` are the values that depend on what else the reader sees, as a text.
    """
    digest = f"-{hashlib.sha256(seen.encode()).hexdigest()[:12]}" if seen else ""
    return f'"{version}-{locale()}{digest}"'


def tagged(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The view, its answer wearing the ETag of the record's version, if the record has one.

    A model names in ``seen_by_reader`` the fields that change without a version, with what the reader sees.
    """

    @wraps(view)
    def with_tag(**values: Any) -> Answer:
        answer = view(**values)
        record, status, headers = answer if isinstance(answer, tuple) else (answer, None, {})
        version = getattr(record, "version", None)
        if version is None:
            return answer
        seen = record.model_dump_json(include=set(getattr(record, "seen_by_reader", ())))
        headers = {**headers, "ETag": etag(version, seen=seen.strip("{}"))}
        return (record, headers) if status is None else (record, status, headers)  # type: ignore[return-value]

    return with_tag


def conditional(view: Callable[..., Any]) -> Callable[..., Response]:
    """The view of one record; 304 when the reader has it already."""

    @wraps(view)
    def if_changed(*, headers: NoneMatchHeaders, **values: Any) -> Response:
        response = current_app.make_response(view(**values))
        return response.make_conditional(request)  # type: ignore[return-value]

    return if_changed


def empty(view: Callable[..., None]) -> Callable[..., Response]:
    """The view, answered with 204 and nothing else."""

    @wraps(view)
    def without_content(**values: Any) -> Response:
        view(**values)
        response = Response(status=204)
        response.headers.remove("Content-Type")
        return response

    return without_content
