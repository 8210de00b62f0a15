"""Doors: every route says what it asks for. A page loads, reads the form, acts and answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from crm.kernel.access import Doors, May
from crm.web import lifecycle, once, uploads
from crm.web.csrf import csrf
from crm.web.planes import SUBDOMAINS
from crm.web.product import Door

KINDS: Final = ("uploads", "own", "as_oneself", "trace", "kept", "by_key")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Pages(Blueprint):
    """The pages of a package, on the workspaces' hosts or (``plane="apex"``) on the front page's host."""

    def __init__(self, name: str, import_name: str, *, plane: str = "tenant") -> None:
        super().__init__(name, import_name, template_folder="templates", subdomain=SUBDOMAINS[plane])
        self.plane = plane
        self.doors: list[Door] = []

    def get(self, rule: str, *, can: May | Doors, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """A page that changes nothing: its transaction is read-only and ends with a rollback.

        With ``own=True``, as all under ``/me/``, nobody sees it who sees as another user. With ``trace=Fact``
        it hands one to ``here.leave_trace``, which the edge commits before it answers (an export's download).
        With ``kept=True`` it is drawn once for all that it is made of (``crm.web.drawn``); if it finds all
        that it shows by keys, ``by_key=True`` lets PostgreSQL plan it once too.
        """
        return self._door(rule, "GET", can, options)

    def post(self, rule: str, *, can: May | Doors, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An act: checked against CSRF, committed when its answer is no error.

        With ``uploads=True`` it takes files; how large they may be is a setting. With ``as_oneself=True`` it
        is also open to who sees as another user, and done by the viewer.
        """
        return self._door(rule, "POST", can, options)

    def _door(
        self, rule: str, method: str, can: May | Doors, options: dict[str, Any]
    ) -> Callable[[View], View]:
        def add(view: View) -> View:
            endpoint = options.pop("endpoint", view.__name__)
            kinds = {name: options.pop(name) for name in KINDS if name in options}
            kinds.setdefault("own", rule.startswith("/me/"))
            door = Door(f"{self.name}.{endpoint}", rule, method, can, self.plane, "page", **kinds)
            self.doors.append(door)
            self.add_url_rule(rule, endpoint, opened(view, door), methods=[method], **options)
            return view

        return add


def opened(view: View, door: Door) -> Callable[..., ResponseReturnValue]:
    """The view behind its door: CSRF, permission, transaction."""

    @wraps(view)
    def through(**values: Any) -> ResponseReturnValue:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            lifecycle.expect_somebody(door)
            if door.uploads:
                uploads.widen()
                uploads.read_form()
            csrf.protect()
        return lifecycle.answered(door, acted_once, values)

    def acted_once(**values: Any) -> ResponseReturnValue:
        return once.earlier_answer() or once.spend(current_app.make_response(view(**values)))

    return through
