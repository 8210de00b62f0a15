"""The inbox of development and tests: every mail that Artel sent on this machine, on the apex host."""

from typing import Final

from flask import Response, jsonify, make_response, request

from crm.kernel.access import Doors
from crm.kernel.errors import NotFound
from crm.mail.inbox import MOST, Inbox, Kept
from crm.web import here
from crm.web.answers import page
from crm.web.pages import Pages

pages = Pages("mail", __name__, plane="apex")

SHOWN: Final = 100
NO_TEXT: Final = '<!doctype html><html lang="en"><title>—</title>'
ISOLATED: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@pages.get("/mails", can=Doors.ANYONE)
def inbox() -> Response:
    """The newest mails, the newest first."""
    to = request.args.get("to", "")
    return page("mail/inbox.html", mails=_inbox().newest(most=SHOWN, to=to), to=to)


@pages.get("/mails.json", can=Doors.ANYONE)
def inbox_as_json() -> Response:
    """The same as a list, the newest first; ``?to=`` narrows it to one recipient, ``?limit=`` shortens it."""
    limit = request.args.get("limit", MOST, type=int)
    mails = _inbox().newest(most=min(max(limit, 1), MOST), to=request.args.get("to", ""))
    return jsonify([kept.mail for kept in mails])


@pages.get("/mails/<name>", can=Doors.ANYONE)
def mail(name: str) -> Response:
    """One mail: as it looks, as text, and its headers."""
    return page("mail/mail.html", kept=_found(name))


@pages.get("/mails/<name>/html", can=Doors.ANYONE)
def html(name: str) -> Response:
    """A mail's HTML for the frame on its page: no script, nothing fetched, links open beside it."""
    text = _found(name).mail["html"] or NO_TEXT
    response = make_response(text.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = ISOLATED
    return response


def _inbox() -> Inbox:
    return Inbox(here.settings().data / "mails")


def _found(name: str) -> Kept:
    kept = _inbox().one(name)
    if kept is None:
        raise NotFound
    return kept
