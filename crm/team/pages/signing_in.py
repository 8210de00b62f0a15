"""Signing in and out."""

import hashlib
from typing import Final

from flask import Response, make_response, redirect

from crm.kernel.access import Doors
from crm.kernel.errors import TooMany
from crm.kernel.forms import read
from crm.kernel.i18n import lazy
from crm.team.actions import sessions as signing
from crm.team.forms import SignIn
from crm.team.pages import cookies
from crm.team.pages.plane import pages
from crm.web import here
from crm.web.answers import form_values, go, next_page, page
from crm.web.limits import limited
from crm.web.sessions import drop_sign_in

WRONG: Final = lazy("E-mail and password don't match. Check both, or ask for a new password.")


@pages.get("/sign-in", can=Doors.ANYONE)
def sign_in() -> Response:
    """The form; somebody who is in goes on to where they wanted."""
    if here.identity() is not None:
        return make_response(redirect(next_page() or "/", code=303))
    return page("team/sign_in.html", email="", next=next_page())


@pages.post("/sign-in", can=Doors.ANYONE)
@limited("60 per minute")
def enter() -> Response:
    """Open a session, or say that the two don't match: the same for an unknown address."""
    form = read(SignIn, form_values())
    tries, key = here.backoff(), _key(form.email)
    wait = tries.wait_seconds(key)
    user = signing.user_with_password(form.email, form.password) if not wait else None
    if user is None:
        if not wait:
            tries.failed(key)
        return _refused(form.email, wait)
    tries.succeeded(key)
    opened = signing.sign_in(user, device=cookies.this_device())
    return cookies.give(make_response(redirect(next_page() or "/", code=303)), opened)


@pages.post("/sign-out", can=Doors.SIGNED_IN)
def sign_out() -> Response:
    """End this session."""
    actor = here.actor()
    signing.sign_out([actor.session_id or 0], by=actor)
    response = go("team.sign_in")
    drop_sign_in(response, here.settings())
    return response


def _refused(email: str, wait: int) -> Response:
    sentence = TooMany.sentence if wait else WRONG
    response = page(
        "team/sign_in.html",
        status=429 if wait else 422,
        email=email,
        next=next_page(),
        complaint=str(sentence),
        wait=wait,
    )
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _key(email: str) -> str:
    hashed = hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:32]
    return f"t{here.workspace().tenant_id}:sign-in:{hashed}"
