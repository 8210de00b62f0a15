"""The device's cookie: it tells a known device from a new one and opens nothing by itself."""

from typing import Final

from flask import Response, request

from crm.team.actions.sessions import Device, Opened
from crm.web import here, sessions

DEVICE_DAYS: Final = 400


def this_device() -> Device:
    """The device that this request comes from, as far as it shows."""
    cookie = request.cookies.get(_name(), "")
    return Device(
        agent=request.user_agent.string or "",
        address=request.remote_addr,
        token=cookie if cookie.startswith("ard_") and len(cookie) < 100 else None,
    )


def give(response: Response, opened: Opened) -> Response:
    """Give the browser the cookies of a session that was just opened."""
    settings, tenant_id = here.settings(), here.workspace().tenant_id
    sessions.write_sign_in(
        response, settings, tenant_id=tenant_id, token=opened.token, until=opened.session.ends_at
    )
    response.set_cookie(
        _name(), opened.device_token, max_age=DEVICE_DAYS * 24 * 3600, httponly=True, samesite="Lax",
        secure=settings.scheme == "https", path="/",
    )  # fmt: skip
    return response


def _name() -> str:
    return f"{sessions.prefix(here.settings())}did"
