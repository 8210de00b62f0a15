"""Signing in and out, and getting back in without a password."""

import hashlib
from typing import Final

from flask import Response, request

from crm.kernel.access import Doors
from crm.kernel.errors import Invalid, TooMany
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy, locale
from crm.team.actions import credentials
from crm.team.actions import sessions as signing
from crm.team.actions.sessions import Device
from crm.team.facts import SignInFailed
from crm.team.forms import NewPassword, Reset, SignIn
from crm.team.pages import cookies
from crm.team.pages.logo import logo_url
from crm.team.pages.plane import pages
from crm.web import here
from crm.web.answers import form_values, go, next_page, onward, page, toast
from crm.web.limits import by_field, limited
from crm.web.sessions import drop_sign_in

WRONG: Final = lazy("E-mail and password don’t match.")


@pages.get("/sign-in", can=Doors.ANYONE)
def sign_in() -> Response:
    """The form; somebody who is in goes on to where they wanted."""
    if here.identity() is not None:
        return onward()
    return _door(request.args.get("email", "")[:254], {})


@pages.post("/sign-in", can=Doors.ANYONE, trace=SignInFailed)
@limited("60 per minute")
def enter() -> Response:
    """Open a session, or say that the two don't match: the same for an unknown address."""
    try:
        form = read(SignIn, form_values())
    except Invalid as error:
        return _refused(request.form.get("email", ""), error.fields)
    device, tries = cookies.this_device(), here.backoff()
    key = _key(form.email, device)
    if wait := tries.wait_seconds(key):
        return _refused(form.email, {"password": str(TooMany.sentence)}, wait=wait)
    user = signing.user_with_password(form.email, form.password)
    if user is None:
        return _wrong(form.email, key)
    tries.succeeded(key)
    return cookies.give(onward(), signing.sign_in(user, device=device))


@pages.post("/sign-out", can=Doors.SIGNED_IN, as_oneself=True)
def sign_out() -> Response:
    """End this session."""
    actor = here.actor()
    signing.sign_out([actor.session_id or 0], by=actor)
    response = go("team.sign_in")
    drop_sign_in(response, here.settings())
    return response


@pages.get("/password-reset", can=Doors.ANYONE)
def forgotten() -> Response:
    """Where to ask for a new password."""
    return page("team/door/forgotten.html", email="", errors={})


@pages.post("/password-reset", can=Doors.ANYONE)
@limited("20 per hour")
@limited("5 per hour", by=by_field("email"))
def ask_for_reset() -> Response:
    """Say that a mail is on its way, whoever asks: nobody learns whether the address is known."""
    try:
        form = read(Reset, form_values())
    except Invalid as error:
        email = form_values().get("email", "")
        return page("team/door/forgotten.html", status=422, email=email, errors=error.fields)
    credentials.ask_for_reset(form.email, locale=locale())
    return page("team/door/forgotten.html", sent_to=form.email)


@pages.get("/password-reset/<secret>", can=Doors.ANYONE)
def reset(secret: str) -> Response:
    """Where to set a new password, by a mailed link."""
    return page("team/door/new_password.html", user=credentials.user_of_reset(secret), errors={})


@pages.post("/password-reset/<secret>", can=Doors.ANYONE)
@limited("20 per hour")
def set_password(secret: str) -> Response:
    """Set it; all sessions end, and signing in shows that it works."""
    try:
        credentials.reset_password(secret, read(NewPassword, form_values()).password)
    except Invalid as error:
        user = credentials.user_of_reset(secret)
        return page("team/door/new_password.html", status=422, user=user, errors=error.fields)
    toast(_("Your password is set. Sign in with it."))
    return go("team.sign_in")


@pages.get("/email-change/<secret>", can=Doors.ANYONE)
def email_change(secret: str) -> Response:
    """One button that confirms; following a link in a mail changes nothing by itself."""
    return page("team/door/email_change.html", change=credentials.change_behind(secret))


@pages.post("/email-change/<secret>", can=Doors.ANYONE)
@limited("20 per hour")
def confirm_email(secret: str) -> Response:
    """Confirm from one of the two addresses."""
    return page("team/door/email_confirmed.html", change=credentials.confirm_email(secret))


def _door(email: str, errors: dict[str, str], *, status: int = 200) -> Response:
    return page(
        "team/door/sign_in.html", status=status, email=email, errors=errors, next=next_page(),
        apex=here.settings().apex, logo=logo_url(),
    )  # fmt: skip


def _wrong(email: str, key: str) -> Response:
    here.backoff().failed(key)
    here.leave_trace(signing.failure(email))
    return _refused(email, {"password": str(WRONG)})


def _refused(email: str, errors: dict[str, str], *, wait: int = 0) -> Response:
    status = 429 if wait else 422
    response = _door(email, errors, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _key(email: str, device: Device) -> str:
    """Failures are counted for each address; a device that it has signed in on counts by itself.

    So somebody who guesses at an address delays strangers, not the person at their own device.
    """
    mine = signing.knows_device(email, device)
    counted = f"{email.strip().casefold()}\0{device.token if mine else ''}"
    hashed = hashlib.sha256(counted.encode()).hexdigest()[:32]
    return f"t{here.workspace().tenant_id}:sign-in:{hashed}"
