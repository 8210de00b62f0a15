"""The blueprint that the journal's pages hang on, and how other pages offer an undo."""

from urllib.parse import urlencode

from flask import Response, url_for

from crm.kernel import acts
from crm.kernel.deletion import Needed
from crm.web.answers import page
from crm.web.pages import Pages

pages = Pages("journal", "crm.journal")


def undo_url() -> str | None:
    """Where a toast's Undo takes back what this request did; None if it kept no act."""
    act_id = acts.noted()
    return url_for("journal.undo_act", act_id=act_id) if act_id is not None else None


def undo_then(path: str | None) -> str | None:
    """The same, leading on to this path of ours; None if the request kept no act."""
    act = undo_url()
    return f"{act}?{urlencode({'next': path})}" if act and path else act


def needed(refusal: Needed, *, title: str, back: str) -> Response:
    """Why a record can't be deleted, with links to what is in the way; ``back`` leads to the record."""
    return page("journal/needed.html", status=409, blocked=refusal.blocked, record=title, back=back)
