"""Errors at the edge: a page for people, problem+json (RFC 9457) for the API, in the reader's language."""

import errno
from typing import Any

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from psycopg.errors import InterfaceError as PsycopgInterfaceError
from psycopg.errors import OperationalError as PsycopgOperationalError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from crm.kernel.db import db
from crm.kernel.errors import DomainError, Invalid, NoRoom, NotFound, SignInFirst, TooMany
from crm.kernel.i18n import _, lazy
from crm.kernel.logs import get_logger
from crm.web import limits
from crm.web.answers import path_here
from crm.web.locale import for_program

log = get_logger()

SENTENCES = {
    400: lazy("The request can't be understood."),
    403: lazy("You don't have permission for this."),
    404: NotFound.sentence,
    405: lazy("This address can't be used that way."),
    408: lazy("The request took too long."),
    413: lazy("That is too large."),
    415: lazy("This kind of content is not understood here."),
    429: TooMany.sentence,
    500: lazy("Something went wrong on our side. It has been noted; try again in a moment."),
    503: lazy("Artel is not available for a moment. Nothing you typed is lost; try again."),
}


def install(app: Flask) -> None:
    """Answer every error, expected or not, in the reader's form."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(CSRFError, _out_of_date)
    app.register_error_handler(HTTPException, _http)
    for of_database in (DBAPIError, PoolTimeout, PsycopgOperationalError, PsycopgInterfaceError):
        app.register_error_handler(of_database, _unavailable)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: DomainError) -> Response:
    _roll_back()
    if isinstance(error, SignInFirst) and not _for_machines():
        return _to_sign_in()
    extra: dict[str, Any] = dict(error.members) if _for_machines() else {}
    if isinstance(error, Invalid):
        extra["errors"] = {path: str(sentence) for path, sentence in error.fields.items()}
    if not _for_machines():
        extra.update(_said(error))
    elif error.text is not error.sentence:
        extra["title"] = str(error.sentence)
    response = _answer(error.status, error.code, str(error.text), **extra)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait_seconds)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Artel"'
    return response


def _said(error: DomainError) -> dict[str, Any]:
    """What a page tells beyond its usual words about such a status: why not, or how long to wait."""
    if isinstance(error, TooMany):
        return {"retry_seconds": error.wait_seconds}
    return {"reason": str(error.text)} if error.text is not error.sentence else {}


def _too_often(_error: RateLimitExceeded) -> Response:
    return _refused(TooMany(limits.wait_seconds()))


def _out_of_date(error: CSRFError) -> Response:
    _roll_back()
    log.info("csrf refused", reason=error.description)
    return _answer(400, "page-out-of-date", _("This page is out of date. Go back, reload it and try again."))


def _http(error: HTTPException) -> Response:
    _roll_back()
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    code = "-".join((error.name or "error").lower().split())
    response = _answer(status, code, str(SENTENCES.get(status, SENTENCES[400])))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _unavailable(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and not (error.connection_invalidated or _passes(error)):
        return _unexpected(error)
    _roll_back()
    log.warning("database unavailable", error=type(error).__name__)
    response = _answer(503, "unavailable", str(SENTENCES[503]))
    response.headers["Retry-After"] = "2"
    return response


def _passes(error: DBAPIError) -> bool:
    """Whether the same request may well succeed if it is made again: the connection could not be made or went
    away, or others were in the way (as opposed to a statement that fails always).
    """
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return state[:2] in ("08", "40", "53", "57") or state in ("55P03", "25P03", "25P04")


def _no_room(error: OSError) -> Response:
    """An upload finds no room even on its way into the store."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return _unexpected(error)
    log.error("disk full")
    return _refused(NoRoom())


def _unexpected(error: Exception) -> Response:
    _roll_back()
    log.error("unexpected error", rule=_rule(), exc_info=error)
    return _answer(500, "unexpected", str(SENTENCES[500]))


def _rule() -> str:
    """The rule of the page, not its address: that may hold the secret of a link."""
    return request.url_rule.rule if request.url_rule else "unknown"


def _roll_back() -> None:
    try:
        db.session.rollback()
    except (DBAPIError, PsycopgOperationalError):
        db.session.remove()


def _for_machines() -> bool:
    if for_program() or request.path.endswith(".json"):
        return True
    return request.accept_mimetypes.best == "application/json"  # a script of ours that shows the sentence


def _answer(status: int, code: str, sentence: str, **extra: Any) -> Response:
    if _for_machines():
        response = jsonify(_problem(status, code, sentence, **extra))
        response.mimetype = "application/problem+json"
    else:
        g.bare_frame = status >= 500
        values = {"status": status, "code": code, **extra}
        response = Response(render_template("web/error.html", **values))
    response.status_code = status
    return response


def _problem(status: int, code: str, sentence: str, *, title: str = "", **extra: Any) -> dict[str, Any]:
    """What ``crm.web.api.problems.Problem`` describes: ``detail`` only where it says more than the title."""
    problem = {"type": f"/problems/{code}", "title": title or sentence, "status": status, "code": code}
    return {**problem, **({"detail": sentence} if title else {}), **extra}


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        response = Response(status=204)
        response.headers["HX-Redirect"] = url_for("team.sign_in", next=_whole_page())
        return response
    return redirect(url_for("team.sign_in", next=_place()), code=303)  # type: ignore[return-value]


def _whole_page() -> str | None:
    """The page that asked for a part of it."""
    return path_here(request.headers.get("HX-Current-URL") or request.referrer)


def _place() -> str | None:
    """Where to go on after signing in: the page asked for, or the one with the form. None is the start."""
    if request.method == "GET":
        page = request.full_path.rstrip("?")
        return page if page != "/" else None
    return path_here(request.referrer)
