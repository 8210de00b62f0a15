"""A mail as it would look: filled with an example, or with a case that the reader sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, lazy, speaking
from crm.workflows.casebook import casebook
from crm.workflows.forms.mails import MailSampleShape, checked
from crm.workflows.presenters.letters import example_of, filled
from crm.workflows.queries.mails import Words


@dataclass(frozen=True, slots=True)
class Sample:
    """Subject and paragraphs, or why there are none: a sentence for each field at fault."""

    subject: str = ""
    paragraphs: Sequence[str] = ()
    faults: Mapping[str, LazyText | str] = field(default_factory=dict)


def sample_of(words: Words, typed: Mapping[str, Any], case_id: Any, *, to: Actor) -> Sample:
    """What was typed, filled in the language of the mail."""
    try:
        shape = read(MailSampleShape, {**typed, "case_id": case_id})
        checked(words.key, shape)
        with speaking(words.language):
            values = _values(words, shape.case_id, to)
            subject, paragraphs = filled(replace(words, subject=shape.subject, body=shape.body), values)
    except Invalid as error:
        return Sample(faults=error.fields)
    return Sample(subject, paragraphs)


def cases_offered(to: Actor) -> list[tuple[int, str]]:
    """Cases to fill a mail with, the latest that the reader sees."""
    return list(casebook.offered(to))


def _values(words: Words, case_id: int | None, to: Actor) -> dict[str, str]:
    if case_id is None:
        return example_of(words.key)
    try:
        return {**example_of(words.key), **casebook.values(case_id, to), "recipient": to.name}
    except NotFound:
        raise Invalid({"case_id": lazy("There is no such case.")}) from None
