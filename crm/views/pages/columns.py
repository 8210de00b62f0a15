"""Choosing the columns of a list: a form, and the list with what was chosen in its address (CON-10).

A package that has a list has a page of this module at ``chooser``: read it is ``asked``, sent to ``chosen``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request, url_for

from crm.kernel.i18n import lazy
from crm.team.actions.preferring import prefer
from crm.views.pages.filtering import pairs
from crm.web.answers import page, to_path, toast
from crm.web.here import actor

LAST: Final = 10**6


@dataclass(frozen=True, slots=True)
class Choosing:
    """The columns of a list, and how they are shown now.

    ``first`` is the code of the column that is always there, before all; up to ``most`` can be shown.
    ``setting`` is the name of the person's own choice, ``has_own`` whether there is one. ``kept`` are the
    values of an address of the list (``index``) that asks for the same. ``heading`` stands over the columns,
    ``said`` is what the toast says of new ones of one's own.
    """

    name: str
    heading: str
    said: str
    index: str
    chooser: str
    setting: str
    has_own: bool
    first: str
    most: int
    every: Sequence[Any]
    shown: Sequence[str]
    kept: Mapping[str, Any]

    def list_with(self, codes: Sequence[str] | None) -> str:
        """The list with these columns in its address; None: with one's own, or the usual ones."""
        return url_for(self.index, **{**self.kept, "columns": ",".join(codes) if codes else None})


def asked(of: Choosing) -> Response:
    """Which columns there are, those that are shown first."""
    return _form(of, of.shown)


def chosen(of: Choosing) -> Response:
    """The list with the chosen columns; ``keep`` makes them one's own, ``usual`` lets go of one's own."""
    if "usual" in request.form:
        prefer({of.setting: None}, by=actor())
        return to_path(of.list_with(None))
    codes = [of.first, *_ticked(column.code for column in of.every if column.code != of.first)]
    if len(codes) > of.most:
        return _form(of, codes, error=lazy("Up to %(num)s columns can be shown.", num=of.most))
    if "keep" not in request.form:
        return to_path(of.list_with(codes))
    prefer({of.setting: codes}, by=actor())
    toast(of.said)
    return to_path(of.list_with(None))


def _ticked(every: Iterable[str]) -> list[str]:
    """The codes that the form has ticked, in the order of their places."""
    ticked = set(request.form.getlist("show"))
    return sorted((code for code in every if code in ticked), key=_place)


def _place(code: str) -> int:
    text = request.form.get(f"place-{code}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else LAST


def _form(of: Choosing, codes: Sequence[str], *, error: Any = "") -> Response:
    shown = {code: place for place, code in enumerate(codes)}
    every = [column for column in of.every if column.code != of.first]
    every.sort(key=lambda column: shown.get(column.code, len(shown)))
    return page(
        "views/columns.html",
        status=422 if error else 200,
        of=of,
        columns=[(column.code, str(column.label), column.code in shown) for column in every],
        state=pairs({**of.kept, "columns": None}),
        back=url_for(of.index, **of.kept),
        error=error,
    )
