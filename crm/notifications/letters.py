"""The standard mails behind notices: of one, who did what and a button to the record; of several, a list."""

from collections.abc import Mapping, Sequence
from typing import Final

from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, ngettext, within_quotes
from crm.mail.letters import Button, Item, Items, Letter, Paragraph, Posting, letter
from crm.notifications.actions import SUMMARY, TOLD
from crm.notifications.kinds import kinds
from crm.notifications.models import Notice
from crm.notifications.presenters import Told, actor_name, sentence, told_together
from crm.notifications.presenters import told as one_each
from crm.notifications.queries import facts_of, notices_by_id
from crm.team.actors import actor_of
from crm.team.queries import names_of

CHOICES: Final = "/me/notifications"
SHOWN: Final = 30


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
    return Letter(
        subject=said,
        title=said,
        body=(
            Button(
                _("Open %(title)s", title=title) if title else _("Open"),
                posting.url(url or kinds.place(row.name) or "/notices"),
            ),
        ),
        why=why(posting),
        manage=choices(posting),
        preview=said,
    )


@letter(SUMMARY)
def summary(posting: Posting) -> Letter | None:
    """What was held back, the newest first; what the reader has lost sight of is neither told nor counted."""
    reader = actor_of(posting.user_id) if posting.user_id else None
    if reader is None or posting.user_id is None:
        return None
    notices = notices_by_id(posting.context["notice_ids"], user_id=posting.user_id)
    facts = facts_of(notices)
    lines = [line for line in _lines(notices, facts, reader) if not line.is_hidden]
    number = sum(line.count for line in lines)
    if not lines:
        return None
    many = ngettext("%(num)s notice for you", "%(num)s notices for you", number)
    subject = lines[0].text if len(lines) == 1 else many
    return Letter(
        subject=subject,
        title=subject,
        body=(
            _listed(lines, _deeds(lines, notices, facts, posting), posting),
            *_rest(lines),
            Button(_("All notices"), posting.url("/notices")),
        ),
        why=why(posting),
        manage=choices(posting),
        preview=" · ".join(line.text for line in lines[:3]),
    )


def choices(posting: Posting) -> Button:
    """Where the reader chooses what they are told of, for the foot of any mail that tells of something."""
    return Button(_("Choose what you are told of"), posting.url(CHOICES))


def _lines(notices: Sequence[Notice], facts: Mapping[int, FactRow], reader: Actor) -> list[Told]:
    """The same told as one, but for what can be done from here; the newest first."""
    alone = [notice for notice in notices if kinds.of(facts[notice.fact_id].name).deeds]
    others = [notice for notice in notices if notice not in alone]
    found = [*told_together(others, to=reader), *one_each(alone, to=reader)]
    return sorted(found, key=lambda line: line.id, reverse=True)


def _deeds(
    lines: Sequence[Told], notices: Sequence[Notice], facts: Mapping[int, FactRow], posting: Posting
) -> dict[int, tuple[Button, ...]]:
    """What can be done from here with each line that is shown, by its id."""
    rows = {notice.id: facts[notice.fact_id] for notice in notices}
    shown = [(line.id, rows[line.id]) for line in lines[:SHOWN]]
    offered = [(line_id, row, kinds.of(row.name).deeds) for line_id, row in shown]
    return {line_id: deeds(row, posting) for line_id, row, deeds in offered if deeds is not None}


def _listed(lines: Sequence[Told], deeds: Mapping[int, tuple[Button, ...]], posting: Posting) -> Items:
    return Items(
        tuple(
            Item(
                line.text,
                posting.url(line.url or "/notices"),
                " · ".join(filter(None, (line.second, moments.instant(line.at)))),
                deeds.get(line.id, ()),
            )
            for line in lines[:SHOWN]
        )
    )


def _rest(lines: Sequence[Told]) -> tuple[Paragraph, ...]:
    more = len(lines) - SHOWN
    return (Paragraph(ngettext("And %(num)s more.", "And %(num)s more.", more)),) if more > 0 else ()


def why(posting: Posting) -> str:
    """Why the reader gets it, for the foot of any mail that tells of something."""
    site = within_quotes(posting.site.name)
    return _("You get this because you work in %(workspace)s and it concerns you.", workspace=site)
