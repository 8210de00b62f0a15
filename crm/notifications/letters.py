"""The standard mail behind a notice: who did what, and a button to the record."""

from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, within_quotes
from crm.mail.letters import Button, Letter, Posting, letter
from crm.notifications.actions import TOLD
from crm.notifications.presenters import actor_name, sentence
from crm.team.actors import actor_of
from crm.team.queries import names_of


@letter(TOLD)
def told(posting: Posting) -> Letter | None:
    """What the bell says, as a mail; none for somebody who has left or lost sight of the record."""
    row = db.session.get(FactRow, posting.context["fact_id"])
    reader = actor_of(posting.user_id) if posting.user_id else None
    if row is None or reader is None:
        return None
    title, url = "", None
    if posting.about is not None:
        kind, record_id = posting.about
        record = anchors.visible(kind, [record_id], reader).get(record_id)
        if record is None:
            return None
        title, url = anchors.title(kind, record), anchors.url(kind, record_id)
    said = sentence(row, actor_name=actor_name(row, names_of([row.actor_id])), title=title)
    site = within_quotes(posting.site.name)
    return Letter(
        subject=said,
        title=said,
        body=(
            Button(_("Open %(title)s", title=title) if title else _("Open"), posting.url(url or "/notices")),
        ),
        why=_("You get this because you work in %(workspace)s and it concerns you.", workspace=site),
        manage=Button(_("All notices"), posting.url("/notices")),
        preview=said,
    )
