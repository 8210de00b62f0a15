"""What happens around a view: host → workspace → scope → who → language → ``can=`` → view → commit."""

from contextlib import ExitStack
from typing import Any

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from crm.kernel import context
from crm.kernel.access import Actor, Doors
from crm.kernel.crashes import CrashPoint, crash_at
from crm.kernel.db import db
from crm.kernel.errors import Closed, NotFound, OnlyLooking, ReadOnly, SignInFirst
from crm.kernel.facts import Fact, record
from crm.kernel.i18n import lazy, speaking
from crm.web import csrf, drawn, here, locale, sessions
from crm.web.identity import Identity
from crm.web.planes import Artel
from crm.web.product import Door
from tenants.directory import Entry
from tenants.models import State
from tenants.scope import aside, control_scope, scope

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OUTSIDE = frozenset({"static_apex", "static_tenant"})


def install(app: Artel) -> None:
    """Put the lifecycle around every request of the app."""
    app.before_request(_arrive)
    app.teardown_request(_leave)


def answered(door: Door, view: Any, values: dict[str, Any]) -> ResponseReturnValue:
    """Run a view behind its door and end its transaction: commit what succeeded, roll back the rest."""
    _admit(door)
    if door.kept:
        response = drawn.given(lambda: current_app.make_response(view(**values)), by_key=door.by_key)
    else:
        response = current_app.make_response(view(**values))
    if request.method in SAFE or response.status_code >= 400:
        _end_reading(response)
        _keep_trace(door)
    else:
        crash_at(CrashPoint.WEB_COMMITTING)
        db.session.commit()
        crash_at(CrashPoint.WEB_COMMITTED)
    return response


def _end_reading(response: Response) -> None:
    """Drop whatever was changed. Who only read commits: psycopg forgets at a rollback what is prepared."""
    if request.method in SAFE and response.status_code < 400:
        db.session.expunge_all()
        db.session.commit()
    else:
        db.session.rollback()


def _keep_trace(door: Door) -> None:
    """Commit the fact that the view left, by who really asked. A workspace that is only read keeps none."""
    trace: Fact | None = g.pop("trace", None)
    if trace is None or door.trace is None or g.entry.state is State.READ_ONLY:
        return
    who = here.identity()
    viewer = who.viewer if who and who.viewer else who
    with aside(g.entry):
        record(trace, by=viewer.actor if viewer else Actor.system("web"))
        db.session.commit()


def expect_somebody(door: Door) -> None:
    """Before a form's token is looked at: where the session has ended, asking to sign in is what helps.

    Raises:
        SignInFirst: the door asks for somebody, and nobody is signed in.
        OnlyLooking: somebody sees as another user, and the door changes something or is that user's own.
    """
    identity = here.identity()
    if door.can is not Doors.ANYONE and identity is None:
        raise SignInFirst
    if identity is not None and identity.viewer is not None:
        _look_only(door, identity, identity.viewer)


def _look_only(door: Door, seen: Identity, viewer: Identity) -> None:
    if door.as_oneself:
        g.identity = viewer
    elif request.method not in SAFE:
        raise OnlyLooking(
            lazy("You only see what %(name)s sees. End it to change anything.", name=seen.actor.name)
        )
    elif door.own:
        raise OnlyLooking(lazy("This is for %(name)s alone: nobody else sees it.", name=seen.actor.name))


def _arrive() -> None:
    if request.endpoint in OUTSIDE:
        return
    g.stack = ExitStack()
    door: context.Through = "api" if locale.for_program() else "page"
    g.stack.enter_context(context.coming_through(door, address=request.remote_addr))
    g.stack.enter_context(speaking(locale.of_visitor()))
    if here.directory().is_apex(request.host):
        g.stack.enter_context(control_scope())
        return
    g.entry = _workspace()
    g.stack.enter_context(speaking(locale.of_visitor(g.entry.locale), time_zone=g.entry.time_zone))
    _check_state(g.entry)
    g.stack.enter_context(scope(g.entry, read_only=request.method in SAFE))
    _recognise(g.entry)


def _workspace() -> Entry:
    slug = here.directory().slug_of(request.host)
    entry = here.directory().by_slug(slug) if slug else None
    if entry is None:
        raise NotFound
    return entry


def _check_state(entry: Entry) -> None:
    if not entry.answers:
        raise Closed
    if entry.state is State.READ_ONLY and request.method not in SAFE:
        raise ReadOnly


def _recognise(entry: Entry) -> None:
    identity = _identity(entry)
    if identity is None:
        return
    g.identity = identity
    if identity.csrf_seed:
        csrf.bind_to(identity.csrf_seed)
    actor = identity.actor
    g.stack.enter_context(speaking(locale.of_person(actor.locale), time_zone=actor.time_zone))


def _identity(entry: Entry) -> Identity | None:
    known = here.product().identity
    if known is None:
        return None
    if locale.for_program():
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return known.by_bearer(token.strip()) if kind.lower() == "bearer" and token else None
    cookie = sessions.read_sign_in(request, here.settings(), tenant_id=entry.id)
    return known.by_cookie(cookie) if cookie else None


def _admit(door: Door) -> None:
    expect_somebody(door)
    if not isinstance(door.can, Doors):
        here.actor().must(door.can)


def _leave(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("stack", None)
    if stack is not None:
        stack.close()
