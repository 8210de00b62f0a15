"""Settings: how the mails about cases are worded, each in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy
from crm.team.presenters.people import LANGUAGES
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import mails as acts
from crm.workflows.forms.mails import MailSampleShape, MailTemplateShape
from crm.workflows.pages.plane import pages
from crm.workflows.presenters.samples import Sample, cases_offered, sample_of
from crm.workflows.queries.mails import Words, all_words, mail_key, words_of
from crm.workflows.wording import VALUES, WORDINGS

ALL: Final = "/settings/case-mails"
ONE: Final = f"{ALL}/<mail_kind>/<language>"
PARTS: Final = lazy(
    "Between {{#due}} and {{/due}} stands what is said only where the value is filled, between {{^due}} and "
    "{{/due}} what is said where it is not."
)


@pages.get(ALL, can=MANAGE_WORKFLOWS)
def mails() -> Response:
    """The seven mails, each with its two languages."""
    rows: dict[Any, list[Words]] = {}
    for words in all_words():
        rows.setdefault(words.key, []).append(words)
    return page("workflows/mails.html", rows=rows, wordings=WORDINGS, languages=dict(LANGUAGES))


@pages.get(ONE, can=MANAGE_WORKFLOWS)
def mail(mail_kind: str, language: str) -> Response:
    """One mail: its words, what it may name, and how it looks."""
    words = words_of(mail_key(mail_kind), language)
    return _form(words, {"subject": words.subject, "body": words.body})


@pages.post(ONE, can=MANAGE_WORKFLOWS)
def save_mail(mail_kind: str, language: str) -> Response:
    """Word it anew; with ``then`` also look at it first, or have it sent to oneself."""
    words, values = words_of(mail_key(mail_kind), language), form_values()
    if values.get("then") == "look":
        return _form(words, values)
    try:
        acts.reword(words, read(MailTemplateShape, _words(values)), version=_version(values), by=actor())
        return _sent(words, values)
    except (Invalid, Stale) as error:
        faults = getattr(error, "fields", {"form": error.text})
        return _form(words, values, errors=faults, status=error.status)


@pages.post(f"{ONE}/preview", can=MANAGE_WORKFLOWS)
def preview_mail(mail_kind: str, language: str) -> Response:
    """How it would look: a part of the page, asked for while it is typed."""
    words = words_of(mail_key(mail_kind), language)
    return page("workflows/mail_sample.html", sample=_sample(words, form_values()))


@pages.post(f"{ONE}/usual", can=MANAGE_WORKFLOWS)
def use_usual_words(mail_kind: str, language: str) -> Response:
    """Back to the usual words."""
    acts.use_usual_words(words_of(mail_key(mail_kind), language), by=actor())
    toast(_("The mail has its usual words again"))
    return go("workflows.mail", mail_kind=mail_kind, language=language)


def _sent(words: Words, values: Mapping[str, Any]) -> Response:
    """Saved; and sent to oneself, if that was asked for."""
    if values.get("then") != "test":
        toast(_("Mail saved"))
        return go("workflows.mails")
    wish = read(MailSampleShape, {**_words(values), "case_id": values.get("case_id", "")})
    kept = words_of(words.key, words.language)
    to = acts.send_test(kept, case_id=wish.case_id, by=actor()).recipient
    toast(_("Saved. A test is on its way to %(address)s", address=to))
    return go("workflows.mail", mail_kind=words.key.value, language=words.language)


def _form(
    words: Words, values: Mapping[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    wording, sample = WORDINGS[words.key], _sample(words, values)
    known = {**(errors or {}), **sample.faults}
    return page(
        "workflows/mail.html", status=status, words=words, values=values, errors=known, sample=sample,
        wording=wording, language=dict(LANGUAGES)[words.language], cases=cases_offered(actor()),
        names=[("{{" + name + "}}", VALUES[name].label) for name in wording.names], parts=PARTS,
        version=values.get("version", words.version),
    )  # fmt: skip


def _sample(words: Words, values: Mapping[str, Any]) -> Sample:
    return sample_of(words, _words(values), values.get("case_id", ""), to=actor())


def _words(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name, "") for name in ("subject", "body")}


def _version(values: Mapping[str, Any]) -> int:
    """The version that was read; one that nobody can have, where it is none."""
    text = str(values.get("version", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
