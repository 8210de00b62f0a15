"""One's own settings: how one is called, how one signs in, where one is signed in, tokens."""

from typing import Any, cast

from flask import Response, request

from crm.kernel.access import Doors, found
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _, ngettext
from crm.team import queries
from crm.team.actions import credentials, tokens
from crm.team.actions import sessions as signing
from crm.team.actions.preferring import DENSITIES, DENSITY, prefer
from crm.team.actions.users import change_profile
from crm.team.forms import EmailWish, PasswordChange, Profile, TokenWish
from crm.team.models import User
from crm.team.pages.plane import pages
from crm.team.presenters.people import LANGUAGES, device_name, scopes, zones
from crm.web import here
from crm.web.answers import back, form_values, go, onward, page, toast
from crm.web.limits import limited
from crm.web.sessions import drop_sign_in


@pages.get("/settings", can=Doors.SIGNED_IN)
def settings() -> Response:
    """The first page of the settings."""
    return go("team.own_settings")


@pages.get("/me/profile", can=Doors.SIGNED_IN)
def own_settings() -> Response:
    """Name, language, time zone."""
    me = _me()
    return _profile({"name": me.name, "locale": me.locale, "time_zone": me.time_zone or ""}, {})


@pages.post("/me/profile", can=Doors.SIGNED_IN)
def change_own_settings() -> Response:
    """Keep them; the answer speaks the new language."""
    try:
        change_profile(_me(), read(Profile, form_values()), by=here.actor())
    except Invalid as error:
        return _profile(form_values(), error.fields, status=422)
    toast(_("Saved."))
    return go("team.own_settings")


@pages.post("/me/language", can=Doors.SIGNED_IN)
def choose_language() -> Response:
    """Change the language alone, from the frame's menu."""
    me = _me()
    values = {"name": me.name, "time_zone": me.time_zone or "", **form_values()}
    change_profile(me, read(Profile, values), by=here.actor())
    return back()


@pages.post("/me/density", can=Doors.SIGNED_IN)
def choose_density() -> Response:
    """How close together the rows of one's lists stand; what is no density is the comfortable one."""
    asked = request.form.get("density", "")
    prefer({DENSITY: asked if asked in DENSITIES else DENSITIES[0]}, by=here.actor())
    return Response(status=204) if "HX-Request" in request.headers else onward()


@pages.get("/me/sign-in", can=Doors.SIGNED_IN)
def own_sign_in() -> Response:
    """E-mail and password."""
    return _sign_in({}, {})


@pages.post("/me/email", can=Doors.SIGNED_IN)
@limited("10 per hour")
def change_email() -> Response:
    """Ask both addresses whether the change is right."""
    try:
        wish = read(EmailWish, form_values())
        change = credentials.ask_for_email(_me(), wish.email, password=wish.current, by=here.actor())
    except Invalid as error:
        return _sign_in(form_values(), error.fields)
    toast(_("Letters are on their way to both addresses. The change waits for both."))
    return go("team.own_sign_in", asked=change.id)


@pages.post("/me/password", can=Doors.SIGNED_IN)
@limited("10 per hour")
def change_password() -> Response:
    """Set another password; other devices are signed out."""
    try:
        form = read(PasswordChange, form_values())
        credentials.change_password(_me(), old=form.old, new=form.password, by=here.actor())
    except Invalid as error:
        return _sign_in({}, error.fields)
    toast(_("Your password is changed. Other devices are signed out."))
    return go("team.own_sign_in")


@pages.get("/me/sessions", can=Doors.SIGNED_IN)
def own_sessions() -> Response:
    """Where one is signed in."""
    sessions = queries.open_sessions(here.actor())
    return page("team/own/sessions.html", sessions=sessions, device_name=device_name, actor=here.actor())


@pages.post("/me/sessions/<int:session_id>/end", can=Doors.SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign out on one device."""
    if signing.sign_out([session_id], by=here.actor()):
        toast(_("That device is signed out."))
    return go("team.own_sessions")


@pages.post("/me/sessions/end", can=Doors.SIGNED_IN)
def end_all_sessions() -> Response:
    """Sign out everywhere, here too."""
    number = signing.sign_out_everywhere(by=here.actor())
    toast(ngettext("Signed out on %(num)s device.", "Signed out on %(num)s devices.", number))
    response = go("team.sign_in")
    drop_sign_in(response, here.settings())
    return response


@pages.get("/me/tokens", can=Doors.SIGNED_IN)
def own_tokens() -> Response:
    """Personal API tokens."""
    return _tokens({}, {})


@pages.post("/me/tokens", can=Doors.SIGNED_IN)
@limited("30 per hour")
def make_token() -> Response:
    """Make one and show it, this once."""
    try:
        wish = read(TokenWish, form_values())
        secret = tokens.make_token(_me(), name=wish.name, scopes=wish.scopes, by=here.actor())
    except Invalid as error:
        return _tokens(form_values(), error.fields, status=422)
    return _tokens({}, {}, secret=secret)


@pages.post("/me/tokens/<int:token_id>/revocation", can=Doors.SIGNED_IN)
def revoke_token(token_id: int) -> Response:
    """Let a token open nothing any more."""
    tokens.revoke(found(queries.tokens_of(here.actor()), id=token_id), by=here.actor())
    toast(_("The token opens nothing any more."))
    return go("team.own_tokens")


def _me() -> User:
    identity = here.identity()
    assert identity is not None
    return cast(User, identity.user)


def _profile(values: dict[str, Any], errors: Any, *, status: int = 200) -> Response:
    known = zones(values.get("time_zone", ""))
    return page(
        "team/own/profile.html", status=status, values=values, errors=errors, zones=known,
        languages=LANGUAGES, workspace_zone=here.workspace().time_zone,
    )  # fmt: skip


def _sign_in(values: dict[str, Any], errors: Any) -> Response:
    waiting = queries.waiting_email_change(here.actor())
    status = 422 if errors else 200
    return page(
        "team/own/sign_in.html", status=status, me=_me(), values=values, errors=errors, waiting=waiting
    )


def _tokens(values: dict[str, Any], errors: Any, *, status: int = 200, secret: str = "") -> Response:
    return page(
        "team/own/tokens.html", status=status, tokens=queries.listed_tokens(here.actor()), values=values,
        errors=errors, scopes=scopes(here.actor()), secret=secret,
    )  # fmt: skip
