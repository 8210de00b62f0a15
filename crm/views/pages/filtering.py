"""Putting filters on a list: which field, and a form about one condition; all by links and forms.

A package that has a list has two pages of this module: one at ``chooser``, which offers the fields and shows
the form (``asked``), and one at ``applier``, which the form is sent to (``applied``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from crm.kernel.errors import Invalid, NotFound
from crm.views.fields import Field, Fields, typed
from crm.views.language import Condition, Node
from crm.views.pages.conditions import alternatives, chosen, number, placed
from crm.web.answers import is_search, page, sought, to_path

Form = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A list as the address asks for it.

    ``kept`` are the values of an address that asks for the same; ``back`` is the address of the list with
    these parts of a filter. ``form`` tells what the form about a condition of a field shows.
    """

    name: str
    chooser: str
    applier: str
    fields: Fields
    form: Form
    parts: Sequence[Node]
    kept: Mapping[str, Any]
    back: Callable[[Sequence[Node]], str]

    def field(self, key: str) -> Field:
        """The field of this key.

        Raises:
            NotFound: there is none.
        """
        if key not in self.fields:
            raise NotFound
        return self.fields[key]

    def choosing(self, **more: Any) -> str:
        """The address of the page that offers the fields; with ``field``, of the form about one."""
        return url_for(self.chooser, **{**self.kept, "or": request.args.get("or"), **more})


def asked(of: Filtered) -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    key = request.args.get("field")
    if key is not None:
        return _form(of, of.field(key), _present(of, key))
    offered = [(str(field.label), of.choosing(field=key)) for key, field in of.fields.items()]
    return page("views/filter_fields.html", list=of.name, fields=offered, back=of.back(of.parts))


def applied(of: Filtered) -> Response:
    """The list with the condition that was chosen."""
    if "field" not in request.args:
        return to_path(of.choosing())
    field = of.field(request.args["field"])
    condition = chosen(field)
    if is_search():
        return _form(of, field, condition)
    try:
        typed(condition, {field.key: field})
    except Invalid as refusal:
        return _form(of, field, condition, error=str(refusal.fields["filter"]))
    return to_path(of.back(placed(of.parts, condition)))


def pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Values of an address as fields of a form."""
    return [
        (name, str(one))
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]


def _form(of: Filtered, field: Field, condition: Condition | None, *, error: str = "") -> Response:
    place = {name: request.args.get(name) or None for name in ("part", "at", "or")}
    alternative = of.choosing(**{"or": place["part"]}) if place["part"] and condition else ""
    return page(
        "views/filter.html",
        status=422 if error else 200,
        **of.form(field, condition, q=sought()),
        list=of.name,
        applied=url_for(of.applier),
        error=error,
        state=pairs({**of.kept, **place}),
        alternative=alternative,
        back=of.back(of.parts),
    )


def _present(of: Filtered, key: str) -> Condition | None:
    """The condition that the address says is to be edited."""
    part, at = number("part"), number("at") or 0
    if part is None or part >= len(of.parts):
        return None
    some = alternatives(of.parts[part])
    found = some[at] if at < len(some) else None
    return found if isinstance(found, Condition) and found.field == key else None
