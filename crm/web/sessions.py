"""Cookies: the sign-in cookie, and the small signed cookie for toasts and forms before sign-in.

Both are host-only: ``__Host-`` with Secure where Artel stands behind TLS, plain names in development. The
sign-in cookie names its workspace, so one that is carried to another host is worth nothing (I3).
"""

from datetime import datetime

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from crm.settings import Settings


def prefix(settings: Settings) -> str:
    """What our cookies' names begin with."""
    return "__Host-" if settings.scheme == "https" else ""


class HostBoundSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signature holds on one host only."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own serializer under a salt of this host."""
        host = request.environ.get("HTTP_HOST", "").partition(":")[0].lower()
        of_this_host = SecureCookieSessionInterface()
        of_this_host.salt = f"artel-state:{host}"
        return of_this_host.get_signing_serializer(app)


def read_sign_in(asked: Request, settings: Settings, *, tenant_id: int) -> str | None:
    """The session token in the request's cookie, if the cookie is of this workspace."""
    owner, _, token = asked.cookies.get(f"{prefix(settings)}sid", "").partition(".")
    return token if owner == str(tenant_id) and token else None


def write_sign_in(
    response: Response, settings: Settings, *, tenant_id: int, token: str, until: datetime
) -> None:
    """Give the browser the sign-in cookie; it ends with the session's absolute end."""
    response.set_cookie(
        f"{prefix(settings)}sid", f"{tenant_id}.{token}", expires=until, httponly=True, samesite="Lax",
        secure=settings.scheme == "https", path="/",
    )  # fmt: skip


def drop_sign_in(response: Response, settings: Settings) -> None:
    """Take the sign-in cookie back."""
    response.delete_cookie(
        f"{prefix(settings)}sid", path="/", secure=settings.scheme == "https", httponly=True, samesite="Lax"
    )
