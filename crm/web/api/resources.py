"""Doors of the JSON API: blueprints whose every route says what it asks for, takes and gives."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from crm.kernel import acts
from crm.kernel.access import Doors, May
from crm.kernel.facts import Fact
from crm.kernel.forms import Shape
from crm.web import here, lifecycle, uploads
from crm.web.api import answers, description, idempotency, preconditions, rates, reading
from crm.web.api.problems import TokenNeeded
from crm.web.api.terms import (
    ACT,
    PREFIX,
    MatchHeaders,
    NoneMatchHeaders,
    OnceHeaders,
    Plain,
    Terms,
    Upload,
)
from crm.web.planes import SUBDOMAINS
from crm.web.product import Door

View = TypeVar("View", bound=Callable[..., Any])


class Resource(APIBlueprint):
    """The routes of one kind of record, on the workspaces' hosts, under ``/api/v1``.

    ``gives`` is the model that a view returns (or ``answers.created``); ``asks`` is the shape of the query,
    handed to the view as ``asked``; ``takes`` is the shape of the body, handed over as ``form``. Where one of
    them is no JSON it is ``Plain``; an ``Upload`` is read from a form with a file.
    """

    def __init__(self, name: str, import_name: str, *, tag: str, described: bool = True) -> None:
        super().__init__(
            name, import_name, tag=tag, enable_openapi=described,
            url_prefix=PREFIX, subdomain=SUBDOMAINS["tenant"],
        )  # fmt: skip
        self.doors: list[Door] = []

    def get(  # type: ignore[override] # a door has terms
        self,
        rule: str,
        *,
        can: May | Doors,
        gives: type[BaseModel] | Plain,
        asks: type[Shape] | None = None,
        trace: type[Fact] | None = None,
    ) -> Callable[[View], View]:
        """A reading: read-only transaction; a versioned answer carries its ETag and heeds If-None-Match.

        With ``trace=Fact`` it hands one to ``here.leave_trace``, which is committed before the answer.
        """
        return self._door(rule, can, Terms("GET", 200, gives=gives, asks=asks), trace)

    def post(  # type: ignore[override] # a door has terms
        self,
        rule: str,
        *,
        can: May | Doors,
        takes: type[Shape] | Plain,
        gives: type[BaseModel],
        asks: type[Shape] | None = None,
    ) -> Callable[[View], View]:
        """An adding: 201; with an Idempotency-Key it acts once however often it is sent."""
        return self._door(rule, can, Terms("POST", 201, gives=gives, takes=takes, asks=asks))

    def put(  # type: ignore[override] # a door has terms
        self, rule: str, *, can: May | Doors, takes: type[Upload], gives: type[BaseModel]
    ) -> Callable[[View], View]:
        """A file in the place of another. The view gets the header as ``if_match``."""
        return self._door(rule, can, Terms("PUT", 200, gives=gives, takes=takes))

    def patch(  # type: ignore[override] # a door has terms
        self,
        rule: str,
        *,
        can: May | Doors,
        takes: type[Shape],
        gives: type[BaseModel],
        asks: type[Shape] | None = None,
    ) -> Callable[[View], View]:
        """A change by merge-patch (RFC 7396). The view gets the header as ``if_match``."""
        return self._door(rule, can, Terms("PATCH", 200, gives=gives, takes=takes, asks=asks))

    def delete(  # type: ignore[override] # a door has terms
        self, rule: str, *, can: May | Doors, asks: type[Shape] | None = None
    ) -> Callable[[View], View]:
        """A removal: 204. The view gets the header as ``if_match``."""
        return self._door(rule, can, Terms("DELETE", 204, asks=asks))

    def _door(
        self, rule: str, can: May | Doors, terms: Terms, trace: type[Fact] | None = None
    ) -> Callable[[View], View]:
        def add(view: View) -> View:
            endpoint, path = f"{self.name}.{view.__name__}", f"{PREFIX}{rule}"
            door = Door(endpoint, path, terms.method, can, "tenant", "api", terms.uploads, trace=trace)
            self.doors.append(door)
            described = self._described(view, door, terms)
            self.add_url_rule(
                rule, view.__name__, _opened(described, door, terms.most_bytes), methods=[terms.method]
            )
            return view

        return add

    def _described(self, view: Callable[..., Any], door: Door, terms: Terms) -> Callable[..., Any]:
        """The view between its shapes: what stands lower here runs earlier."""
        name = view.__name__
        if not isinstance(terms.gives, Plain):
            view = answers.empty(view) if terms.gives is None else self._giving(view, terms)
        if isinstance(terms.takes, Plain):
            view = reading.handed(view, terms)
        elif terms.takes is not None:
            place = "form_and_files" if terms.uploads else "json"
            view = self.input(terms.takes, location=place, arg_name="form")(view)
        if terms.asks is not None:
            view = self.input(terms.asks, location="query", arg_name="asked")(view)
        if terms.headers is not None:
            view = HEEDED[terms.headers](view)
            view = self.input(terms.headers, location="headers", arg_name="headers")(view)
        return self.doc(**description.of_operation(name, door, terms))(rates.limited(view))

    def _giving(self, view: Callable[..., Any], terms: Terms) -> Callable[..., Any]:
        assert isinstance(terms.gives, type)
        told = description.SUCCESSES[terms.status]
        return self.output(terms.gives, terms.status, description=told)(answers.tagged(view))


HEEDED: dict[type[Shape], Callable[[Any], Any]] = {
    NoneMatchHeaders: answers.conditional,
    OnceHeaders: idempotency.once,
    MatchHeaders: preconditions.handed,
}


def _opened(view: Callable[..., Any], door: Door, most_bytes: int) -> Callable[..., ResponseReturnValue]:
    """The view behind its door. Tokens need no CSRF check: no browser sends one by itself."""

    @wraps(view)
    def through(**values: Any) -> ResponseReturnValue:
        if door.uploads:
            uploads.widen()
        else:
            # A body without Content-Length is cut at the limit, not refused: one byte more tells it apart.
            request.max_content_length = most_bytes + 1
        if door.can is not Doors.ANYONE and here.identity() is None:
            raise TokenNeeded
        return _naming_its_act(current_app.make_response(lifecycle.answered(door, view, values)))

    return through


def _naming_its_act(response: Response) -> Response:
    """The answer to a change with the act by which it can be undone."""
    act_id = acts.noted() if request.method not in lifecycle.SAFE and response.status_code < 400 else None
    if act_id is not None:
        response.headers[ACT] = str(act_id)
    return response
