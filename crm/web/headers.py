"""Security headers of every answer (ASVS 5.0, V3): nothing inline, no framing, no caching of pages."""

from typing import Final

from flask import Flask, Response, request

from crm.settings import Settings
from crm.web import here, locale

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
YEAR_SECONDS: Final = 365 * 24 * 3600


def install(app: Flask, settings: Settings) -> None:
    """Add the headers to each answer of the app."""
    app.after_request(_harden)
    if settings.scheme == "https":
        app.after_request(_https_only)


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint and request.endpoint.startswith("static_"):
        headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response
    headers.setdefault("Cache-Control", "no-store")
    headers.add("Vary", "Cookie")
    _remember_language(response)
    return response


def _remember_language(response: Response) -> None:
    asked = locale.asked_for()
    if asked and asked != request.cookies.get(locale.COOKIE):
        secure = here.settings().scheme == "https"
        response.set_cookie(
            locale.COOKIE, asked, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure
        )


def _https_only(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    return response
