"""Two planes of URLs in one app: the apex host and the workspaces' hosts, as Werkzeug's subdomains.

A rule of the tenant plane carries the made-up subdomain ``w``; which plane a request is on is decided by its
host name. The same path may thus stand on both planes.
"""

from functools import lru_cache
from typing import Any, Final

from apiflask import APIFlask
from flask import Request, has_request_context
from flask.globals import request_ctx
from werkzeug.routing import IntegerConverter, MapAdapter
from werkzeug.wsgi import get_host

from crm.web.uploads import Tidy
from tenants.directory import Directory

SUBDOMAINS: Final = {"apex": "", "tenant": "w"}
LARGEST_ID: Final = 10**18 - 1
MOST_PATHS: Final = 8192
LONGEST_VALUE: Final = 64
"""Longer values, as of a search or a filter, are hardly met again."""
MOST_LIKELY_NONE: Final = 731_905_284_660_130_000
"""From here on numbers stand in for others where a path is built whose places are looked for."""


class RecordId(IntegerConverter):
    """``<int:…>`` in our rules: up to eighteen digits, which PostgreSQL's bigint holds. Longer is a 404."""

    regex = r"\d{1,18}"


class Artel(APIFlask):
    """The app class: an APIFlask whose URL map has two planes."""

    directory: Directory
    request_class = Tidy

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._form_of = lru_cache(maxsize=MOST_PATHS)(self._path_form)
        self.url_map.converters["int"] = RecordId

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to the plane of the request's host; a host that isn't ours is refused (400)."""
        if request is None:
            return super().create_url_adapter(request)
        request.trusted_hosts = self.config["TRUSTED_HOSTS"]
        host = get_host(request.environ, request.trusted_hosts)
        return self.url_map.bind_to_environ(request.environ, subdomain=SUBDOMAINS[self.plane_of(host)])

    def url_for(self, endpoint: str, /, **values: Any) -> str:  # type: ignore[override] # passed on as they are
        """As Flask's. A page names some dozens of paths, most of which differ by an id from others."""
        given = {name: value for name, value in values.items() if value is not None}
        adapter = request_ctx.url_adapter if has_request_context() else None
        if adapter is None or endpoint.startswith(".") or not all(map(_is_plain, given.items())):
            return super().url_for(endpoint, **values)
        texts = ((name, None if type(value) is int else value) for name, value in given.items())
        form = self._form_of(adapter.subdomain, adapter.script_name, endpoint, *texts)
        if form is None:
            return super().url_for(endpoint, **values)
        return form.format(*(value for value in given.values() if type(value) is int))

    def _path_form(self, _plane: str, _root: str, endpoint: str, *given: tuple[str, Any]) -> str | None:
        """The path with a place for each number; None if it leads to another host, or hides a number."""
        numbers = [name for name, value in given if value is None]
        stand_ins = {name: MOST_LIKELY_NONE + place for place, name in enumerate(numbers)}
        path = super().url_for(endpoint, **{**dict(given), **stand_ins})
        if path[:1] != "/" or path[1:2] == "/":
            return None
        form = path.replace("{", "{{").replace("}", "}}")
        for stand_in in stand_ins.values():
            if form.count(str(stand_in)) != 1:
                return None
        for place, stand_in in enumerate(stand_ins.values()):
            form = form.replace(str(stand_in), f"{{{place}}}")
        return form

    def plane_of(self, host: str) -> str:
        """``apex`` or ``tenant``."""
        return "apex" if self.directory.is_apex(host) else "tenant"


def _is_plain(given: tuple[str, Any]) -> bool:
    """Whether the value of this name makes the same path again, by its type too."""
    name, value = given
    if name.startswith("_"):
        return False
    return (type(value) is int and value >= 0) or (type(value) is str and len(value) <= LONGEST_VALUE)


def on_both_planes(app: Artel, rule: str, endpoint: str, view: Any) -> None:
    """Add a GET rule to both planes."""
    for plane, subdomain in SUBDOMAINS.items():
        app.add_url_rule(rule, f"{endpoint}_{plane}", view, methods=["GET"], subdomain=subdomain)
