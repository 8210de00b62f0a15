"""What the API says of itself: OpenAPI 3.1, made from the doors by APIFlask and completed here."""

import json
import re
from typing import Any, Final

from crm.kernel.access import Doors, May
from crm.kernel.i18n import mark
from crm.web.api import rates
from crm.web.api.idempotency import REPLAYED
from crm.web.api.problems import MEDIA_TYPE, Problem
from crm.web.api.reading import Untitled
from crm.web.api.terms import ACT, BINARY, MERGE_PATCH, MULTIPART, Plain, Terms
from crm.web.planes import LARGEST_ID
from crm.web.product import Door

Spec = dict[str, Any]
SECURITY: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal token of this workspace. It has its user's rights, cut by its scopes:"
        " `<records>:read`, `<records>:write` (which includes reading) or `*`.",
    }
}
ABOUT: Final = """\
Everything is JSON; an answer that refuses is `application/problem+json`, told in the language of
`Accept-Language` (`en` or `ru`), else in the token's user's.

A token sees and does what its user may, cut by its scopes. What is hidden answers exactly like what is not
there: 404. Fields that are not described are refused (422), never ignored.
"""
SUCCESSES: Final = {
    200: mark("Here it is."),
    201: mark("It was added; `Location` says where it stands."),
    204: mark("It is done."),
}
REFUSALS: Final = {
    400: mark("The body is no JSON."),
    401: mark("There is no token, or it is not valid here."),
    403: mark("The record is seen, but this may not be done to it; or the token's scopes are too narrow."),
    404: mark("A record of the address or the body is not there, or hidden from the token's user."),
    409: mark(
        "The record's state does not allow it; or the first request with this Idempotency-Key still runs."
    ),
    410: mark("Its content is missing; or it is too late to undo."),
    412: mark("The record has another version than If-Match wants."),
    413: mark("The body is larger than 1 MiB, or than what this door says."),
    415: mark("The body's Content-Type is another one, or it is compressed."),
    422: mark("Values are refused, each told in `errors`; or the Idempotency-Key stands for another body."),
    429: mark("Too many calls; `Retry-After` says when to go on."),
    500: mark("Something is wrong on the server's side. Nothing was changed."),
    503: mark("The workspace is closed, read-only or not reachable for a moment. Nothing was changed."),
    507: mark("There is no room for it. Nothing was kept."),
}


def _header(description: str, **schema: Any) -> Spec:
    return {"description": description, "schema": {"type": "string", **schema}}


def _number(description: str) -> Spec:
    return {"description": description, "schema": {"type": "integer", "minimum": 0}}


RATES: Final[Spec] = {
    rates.LIMIT: _number(mark("So many calls a token has in a minute.")),
    rates.REMAINING: _number(mark("So many of them are left.")),
    rates.RESET: _number(mark("In so many seconds they begin anew.")),
}
RETRY: Final = {
    "Retry-After": {"description": mark("Seconds to wait."), "schema": {"type": "integer", "minimum": 0}}
}
ETAG: Final = _header(mark("The record's version as this reader gets it; for If-Match and If-None-Match."))
LOCATION: Final = _header(mark("The path of the new record."), format="uri-reference")
ELSEWHERE: Final = _header(mark("The path of the record that it is a part of."), format="uri-reference")
AGAIN: Final = _header(mark("`true`: the answer to an earlier request with the same key."), enum=["true"])
OF_ACT: Final = _header(
    mark("The act by which this change can be undone, where it can: see `/acts/{act_id}`.")
)
REFUSAL_HEADERS: Final[dict[int, Spec]] = {
    401: {"WWW-Authenticate": _header(mark("How to come in: `Bearer`."))},
    429: {**RATES, **RETRY},
    503: RETRY,
}


def of_operation(name: str, door: Door, terms: Terms) -> Spec:
    """The arguments of APIFlask's ``doc`` for a door."""
    statuses = refusals(door, terms)
    responses: Spec = {str(terms.status): {"headers": _success_headers(terms)}}
    if not isinstance(terms.gives, type):
        responses[str(terms.status)]["description"] = SUCCESSES[terms.status]
    if isinstance(terms.gives, Plain):
        responses[str(terms.status)]["content"] = _plain(terms.gives.media_type, *terms.gives.also)
    if isinstance(terms.takes, Plain):
        PLAIN_BODIES[name] = _plain(terms.takes.media_type)
    if terms.uploads:
        PLAIN_BODIES[name] = _plain(*(kind for kind in terms.media_types if kind != MULTIPART))
    if terms.method == "GET" and terms.is_versioned:
        responses["304"] = {"description": mark("You have it already."), "headers": {"ETag": ETAG}}
        responses["308"] = {
            "description": mark("It is a part of another one now."),
            "headers": {"Location": ELSEWHERE},
        }
    responses |= {str(status): {"description": REFUSALS[status]} for status in statuses}
    security = None if door.can is Doors.ANYONE else [{"token": _scopes(door.can)}]
    return {"operation_id": name, "responses": responses, "security": security}


PLAIN_BODIES: Final[dict[str, Spec]] = {}
"""The bodies that are no JSON, by the name of the operation: APIFlask knows of no such."""


def _plain(*media_types: str) -> Spec:
    text: Spec = {"type": "string"}
    return {kind: {"schema": text if kind.startswith("text/") else BINARY} for kind in media_types}


def refusals(door: Door, terms: Terms) -> list[int]:
    """The statuses with which this door may refuse."""
    apply = {
        400: terms.takes,
        401: door.can is not Doors.ANYONE,
        403: isinstance(door.can, May) or terms.method != "GET",
        404: "<" in door.rule or terms.is_binary or terms.method == "POST",
        409: terms.method != "GET",
        410: terms.is_binary or door.rule.endswith("/undoing"),
        412: terms.method in ("PUT", "PATCH", "DELETE"),
        413: terms.takes,
        415: terms.takes,
        422: terms.takes or terms.asks or terms.headers,
        429: True,
        500: True,
        503: True,
        507: terms.uploads,
    }
    return [status for status, applies in apply.items() if applies]


def complete(spec: Spec) -> Spec:
    """Complete what APIFlask has made: refusals, merge-patch bodies, bounds of ids, plain names."""
    spec["info"] |= {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    refer = "#/components/schemas/{model}"
    problem = Problem.model_json_schema(schema_generator=Untitled, ref_template=refer)
    schemas |= {**problem.pop("$defs", {}), "Problem": problem}
    spec["components"]["responses"] = {_name(status): _refusal(status) for status in REFUSALS}
    for path in spec["paths"].values():
        for method, operation in path.items():
            _complete_operation(method, operation)
    return _with_plain_names(spec)


def _complete_operation(method: str, operation: Spec) -> None:
    operation["parameters"] = [_parameter(**parameter) for parameter in operation["parameters"]]
    operation["responses"] = {
        status: _response(int(status), response) for status, response in operation["responses"].items()
    }
    if operation.get("operationId") in PLAIN_BODIES:
        operation.setdefault("requestBody", {"content": {}})
        operation["requestBody"]["content"] |= PLAIN_BODIES[operation["operationId"]]
    body = operation.get("requestBody")
    if body:
        body["required"] = True
        if method == "patch":
            body["content"] = {MERGE_PATCH: body["content"]["application/json"], **body["content"]}


def _parameter(*, schema: Spec, **parameter: Any) -> Spec:
    """A parameter that may be left out is just not sent: there is no null in a query or a header."""
    is_id = schema.get("type") == "integer"
    about = schema.pop("description", mark("The record's id.") if is_id else mark("The record's kind."))
    examples = schema.pop("examples", [])
    if schema.get("default", "") is None:
        schema = next(choice for choice in schema["anyOf"] if choice["type"] != "null")
    if parameter["in"] == "path" and schema.get("type") == "integer":
        schema |= {"format": "int64", "minimum": 1, "maximum": LARGEST_ID}
    if examples:
        parameter["example"] = examples[0]
    return {**parameter, "description": about, "schema": schema}


def _response(status: int, response: Spec) -> Spec:
    if status in REFUSALS:
        return {"$ref": f"#/components/responses/{_name(status)}"}
    return {key: value for key, value in response.items() if value}


def _with_plain_names(spec: Spec) -> Spec:
    """APIFlask calls a nested shape ``Outer.Inner``; a shape has one name wherever it stands: ``Inner``."""
    schemas = spec["components"]["schemas"]
    spec["components"]["schemas"] = {
        name.rpartition(".")[2]: schema for name, schema in sorted(schemas.items())
    }
    text = json.dumps(spec).replace("``", "`")
    plain = re.sub(r'"#/components/schemas/\w+\.(\w+)"', r'"#/components/schemas/\1"', text)
    named: Spec = json.loads(plain)
    return named


def _success_headers(terms: Terms) -> Spec:
    headers = {**RATES, "ETag": ETAG} if terms.is_versioned else {**RATES}
    if terms.method == "POST":
        headers |= {"Location": LOCATION, REPLAYED: AGAIN}
    if terms.method != "GET":
        headers[ACT] = OF_ACT
    return headers


def _name(status: int) -> str:
    return f"Refused{status}"


def _refusal(status: int) -> Spec:
    return {
        "description": REFUSALS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": REFUSAL_HEADERS.get(status, {}),
    }


def _scopes(can: May | Doors) -> list[str]:
    """The narrowest scope that opens the door (OpenAPI 3.1 lets any scheme name roles)."""
    return [f"{can.entity}:{'write' if can.unsafe else 'read'}"] if isinstance(can, May) else []
