"""A mail about a case: the workspace's words, filled. Whoever sends one asks here."""

import re
from collections.abc import Mapping, Sequence

from crm.kernel.i18n import _, locale, within_quotes
from crm.kernel.mustache import TemplateFault, parse
from crm.mail.letters import Block, Button, Letter, Paragraph, Posting
from crm.workflows.queries.mails import Words, usual, words_of
from crm.workflows.wording import VALUES, WORDINGS, MailKey

LONGEST_SUBJECT = 200
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def letter_of(
    key: MailKey, values: Mapping[str, str], posting: Posting, *, buttons: Sequence[Button] = ()
) -> Letter:
    """The mail in the language that is spoken now; one statement. ``values`` are texts by their names.

    Its subject always names the case (CAS-1). What ``values`` lacks is empty; ``workspace`` and ``recipient``
    are known by themselves.
    """
    known = {"workspace": posting.site.name, "recipient": posting.name, **values}
    subject, paragraphs = filled(words_of(key, locale()), known)
    manage = Button(_("All notices"), posting.url("/notices")) if posting.user_id else None
    body: tuple[Block, ...] = (*map(Paragraph, paragraphs), *buttons)
    return Letter(
        subject=subject, title=subject, body=body, why=_why(posting), manage=manage,
        preview=paragraphs[0] if paragraphs else "",
    )  # fmt: skip


def filled(words: Words, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Subject and paragraphs. Words that can't be read any more give way to the usual ones."""
    try:
        return _filled(words, values)
    except TemplateFault:
        return _filled(usual(words.key, words.language), values)


def example_of(key: MailKey) -> dict[str, str]:
    """Values of a case that nobody has, in the reader's language."""
    return {name: str(VALUES[name].example) for name in WORDINGS[key].names}


def _filled(words: Words, values: Mapping[str, str]) -> tuple[str, list[str]]:
    names = WORDINGS[words.key].names
    given = {name: values.get(name, "") for name in names}
    subject = _BREAKS.sub(" ", parse(words.subject, known=names).as_text(given)).strip()
    number = given.get("number", "")
    if number and number not in subject:
        subject = f"[{number}] {subject}"
    body = parse(words.body, known=names).as_text(given)
    paragraphs = [part.strip() for part in _BLANK_LINES.split(body) if part.strip()]
    return subject[:LONGEST_SUBJECT], paragraphs


def _why(posting: Posting) -> str:
    site = within_quotes(posting.site.name)
    if posting.user_id is None:
        return _("You get this because %(workspace)s keeps you informed of this case.", workspace=site)
    return _("You get this because you work in %(workspace)s and this case concerns you.", workspace=site)
