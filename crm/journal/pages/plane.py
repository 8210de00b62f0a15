"""The blueprint that the journal's pages hang on, and how other pages offer an undo."""

from flask import url_for

from crm.kernel import acts
from crm.web.pages import Pages

pages = Pages("journal", "crm.journal")


def undo_url() -> str | None:
    """Where a toast's Undo takes back what this request did; None if it kept no act."""
    act_id = acts.noted()
    return url_for("journal.undo_act", act_id=act_id) if act_id is not None else None
