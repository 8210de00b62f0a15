"""The language of an answer: a person's own; a visitor's as asked for, remembered, or the workspace's."""

from flask import request

from crm.kernel.i18n import LOCALES, known

COOKIE = "lang"


def of_visitor(workspace: str | None = None) -> str:
    """``?lang=``, else the cookie, else the workspace's language, else what the browser prefers, or English.

    A program says what it wants by Accept-Language instead.
    """
    if for_program():
        return _preferred(workspace or "en")
    asked = known(request.args.get("lang")) or known(request.cookies.get(COOKIE))
    return asked or workspace or request.accept_languages.best_match(LOCALES) or "en"


def of_person(own: str) -> str:
    """The person's own language; a program that acts for them may ask for another one by Accept-Language."""
    return _preferred(own) if for_program() else own


def asked_for() -> str | None:
    """The language asked for in this request's address, which is to be remembered."""
    return None if for_program() else known(request.args.get("lang"))


def for_program() -> bool:
    """Whether the answer is for a program: the JSON API, but for the pages that explain it."""
    return request.path.startswith("/api/") and not f"{request.path}/".startswith("/api/docs/")


def _preferred(otherwise: str) -> str:
    """What Accept-Language prefers; ``otherwise`` when it says nothing or names none of ours."""
    return request.accept_languages.best_match([otherwise, *LOCALES]) or otherwise
