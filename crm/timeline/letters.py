"""The mail to whom an entry mentions: what was written, and a link to it."""

from typing import Final

from crm.kernel.access import found
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, within_quotes
from crm.mail.letters import Button, Letter, Paragraph, Posting, letter
from crm.notifications.letters import choices
from crm.notifications.presenters import actor_name, sentence
from crm.team.actors import actor_of
from crm.team.queries import names_of
from crm.timeline.access import entries_visible_to
from crm.timeline.models import Entry

MENTIONED: Final = "timeline.mentioned"
QUOTED: Final = 1_000


@letter(MENTIONED)
def mentioned(posting: Posting) -> Letter | None:
    """Who mentioned them and what was written; none for who has lost sight of it, or if it is gone."""
    row = db.session.get(FactRow, posting.context["fact_id"])
    reader = actor_of(posting.user_id) if posting.user_id else None
    if row is None or reader is None or posting.about is None:
        return None
    try:
        entry: Entry = found(entries_visible_to(reader), id=posting.context["entry_id"])
    except NotFound:
        return None
    kind, contact_id = posting.about
    contact = anchors.visible(kind, [contact_id], reader).get(contact_id)
    if contact is None:
        return None
    title = anchors.title(kind, contact)
    said = sentence(row, actor_name=actor_name(row, names_of([row.actor_id])), title=title)
    site = within_quotes(posting.site.name)
    url = posting.url(f"{anchors.url(kind, entry.about_id)}?tab=history#entry-{entry.id}")
    return Letter(
        subject=said,
        title=said,
        body=(Paragraph(_quoted(entry)), Button(_("Open %(title)s", title=title), url)),
        why=_("You get this because you work in %(workspace)s and it concerns you.", workspace=site),
        manage=choices(posting),
        preview=said,
    )


def _quoted(entry: Entry) -> str:
    """What was written, a long text cut."""
    text = entry.body or entry.details.get("subject", "")
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"
