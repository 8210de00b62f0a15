"""The mail to whom a comment mentions: what was said, and a link to it."""

from typing import Final

from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE
from crm.cases.queries.talk import comments_visible_to
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

MENTIONED: Final = "cases.mentioned"
QUOTED: Final = 1_000


@letter(MENTIONED)
def mentioned(posting: Posting) -> Letter | None:
    """Who mentioned them and what was said; none for who doesn't see the case any more, or if it is gone."""
    row = db.session.get(FactRow, posting.context["fact_id"])
    reader = actor_of(posting.user_id) if posting.user_id else None
    if row is None or reader is None:
        return None
    try:
        comment: CaseComment = found(comments_visible_to(reader), id=posting.context["comment_id"])
    except NotFound:
        return None
    title = anchors.title(CASE, anchors.found(CASE, comment.case_id, reader))
    said = sentence(row, actor_name=actor_name(row, names_of([row.actor_id])), title=title)
    site = within_quotes(posting.site.name)
    url = posting.url(f"{anchors.url(CASE, comment.case_id)}#comment-{comment.id}")
    return Letter(
        subject=said,
        title=said,
        body=(Paragraph(_quoted(comment.body)), Button(_("Open %(title)s", title=title), url)),
        why=_("You get this because you work in %(workspace)s and it concerns you.", workspace=site),
        manage=choices(posting),
        preview=said,
    )


def _quoted(text: str) -> str:
    """What was said, a long text cut."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"
