"""Two planes of URLs in one app: the apex host and the workspaces' hosts, as Werkzeug's subdomains.

A rule of the tenant plane carries the made-up subdomain ``w``; which plane a request is on is decided by its
host name. The same path may thus stand on both planes.
"""

from typing import Any, Final

from apiflask import APIFlask
from flask import Request
from werkzeug.routing import IntegerConverter, MapAdapter
from werkzeug.wsgi import get_host

from crm.web.uploads import Tidy
from tenants.directory import Directory

SUBDOMAINS: Final = {"apex": "", "tenant": "w"}
LARGEST_ID: Final = 10**18 - 1


class RecordId(IntegerConverter):
    """``<int:…>`` in our rules: up to eighteen digits, which PostgreSQL's bigint holds. Longer is a 404."""

    regex = r"\d{1,18}"


class Artel(APIFlask):
    """The app class: an APIFlask whose URL map has two planes."""

    directory: Directory
    request_class = Tidy

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url_map.converters["int"] = RecordId

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to the plane of the request's host; a host that isn't ours is refused (400)."""
        if request is None:
            return super().create_url_adapter(request)
        request.trusted_hosts = self.config["TRUSTED_HOSTS"]
        host = get_host(request.environ, request.trusted_hosts)
        return self.url_map.bind_to_environ(request.environ, subdomain=SUBDOMAINS[self.plane_of(host)])

    def plane_of(self, host: str) -> str:
        """``apex`` or ``tenant``."""
        return "apex" if self.directory.is_apex(host) else "tenant"


def on_both_planes(app: Artel, rule: str, endpoint: str, view: Any) -> None:
    """Add a GET rule to both planes."""
    for plane, subdomain in SUBDOMAINS.items():
        app.add_url_rule(rule, f"{endpoint}_{plane}", view, methods=["GET"], subdomain=subdomain)
