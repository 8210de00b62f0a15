"""The language of a visitor who isn't signed in: asked for, remembered, the workspace's, or the browser's."""

from flask import request

from crm.kernel.i18n import LOCALES, known

COOKIE = "lang"


def of_visitor(workspace: str | None = None) -> str:
    """``?lang=``, else the cookie, else the workspace's language, else the browser's wish, else English."""
    asked = known(request.args.get("lang")) or known(request.cookies.get(COOKIE))
    return asked or workspace or request.accept_languages.best_match(LOCALES) or "en"


def asked_for() -> str | None:
    """The language asked for in this request's address, which is to be remembered."""
    return known(request.args.get("lang"))
