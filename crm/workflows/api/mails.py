"""The words of the mails about cases in the JSON API."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.errors import Invalid
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import mails as acts
from crm.workflows.api.plane import api_of_mails as api
from crm.workflows.forms.mails import MailSampleShape, MailTemplateShape
from crm.workflows.presenters.samples import sample_of
from crm.workflows.queries.mails import Words, all_words, mail_key, words_of
from crm.workflows.wording import VALUES, WORDINGS

ONE: Final = "/mail-templates/<mail_kind>/<language>"
MailTemplatePatch = patch_of(MailTemplateShape, name="MailTemplatePatch", never_null={"subject", "body"})


class NameOut(BaseModel):
    """A value that the words can name."""

    name: str
    label: Annotated[str, Field(description="What it is, in the reader's language.")]


class MailTemplateOut(BaseModel):
    """One of the seven mails about cases in one language."""

    kind: Annotated[str, Field(description="`task`, `notification`, `outside`, `reminder` …")]
    language: str
    version: Annotated[int, Field(description="0 for the usual words; the ETag is made of it.")]
    subject: str
    body: str
    usual: Annotated[bool, Field(description="The workspace has not chosen its own words.")]
    names: list[NameOut]


class MailTemplateListing(Listing[MailTemplateOut]):
    """All mails about cases, in both languages."""


class MailSampleOut(BaseModel):
    """A mail as it would go out."""

    subject: str
    paragraphs: list[str]


class TestOut(BaseModel):
    """A test that is on its way."""

    recipient: Annotated[str, Field(description="The address of the token's user.")]


class TestShape(Shape):
    """A test to oneself."""

    case_id: forms.OptionalId = None
    """The case whose values are shown; an example's, if null."""


@api.get("/mail-templates", can=MANAGE_WORKFLOWS, gives=MailTemplateListing)
def list_mail_templates() -> MailTemplateListing:
    """List the mails about cases.

    Seven kinds in both languages, each with the values that it can name.
    """
    items = [_shown(words) for words in all_words()]
    return MailTemplateListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.get(ONE, can=MANAGE_WORKFLOWS, gives=MailTemplateOut)
def get_mail_template(mail_kind: str, language: str) -> MailTemplateOut:
    """Read one mail about cases."""
    return _shown(_the(mail_kind, language))


@api.patch(ONE, can=MANAGE_WORKFLOWS, takes=MailTemplatePatch, gives=MailTemplateOut)
def edit_mail_template(mail_kind: str, language: str, form: Shape, if_match: str | None) -> MailTemplateOut:
    """Word a mail about cases anew.

    By merge-patch. What can't be read as a template is 422, with the line and the reason.
    """
    words = _the(mail_kind, language)
    preconditions.expect(words.version, if_match)
    wanted = merged({"subject": words.subject, "body": words.body}, form)
    return _shown(acts.reword(words, forms.read(MailTemplateShape, wanted), by=actor()))


@api.delete(ONE, can=MANAGE_WORKFLOWS)
def use_usual_words(mail_kind: str, language: str, if_match: str | None) -> None:
    """Give a mail about cases its usual words back."""
    words = _the(mail_kind, language)
    preconditions.expect(words.version, if_match)
    acts.use_usual_words(words, by=actor())


@api.post(f"{ONE}/sample", can=MANAGE_WORKFLOWS, takes=MailSampleShape, gives=MailSampleOut)
def fill_mail_template(mail_kind: str, language: str, form: MailSampleShape) -> MailSampleOut:
    """See how words would look.

    Nothing is kept. They are filled with a case that the token's user sees, or with an example.
    """
    typed = {"subject": form.subject, "body": form.body}
    sample = sample_of(_the(mail_kind, language), typed, form.case_id, to=actor())
    if sample.faults:
        raise Invalid(sample.faults)
    return MailSampleOut(subject=sample.subject, paragraphs=list(sample.paragraphs))


@api.post(f"{ONE}/tests", can=MANAGE_WORKFLOWS, takes=TestShape, gives=TestOut)
def send_mail_test(mail_kind: str, language: str, form: TestShape) -> TestOut:
    """Send a mail about cases to oneself."""
    words = _the(mail_kind, language)
    return TestOut(recipient=acts.send_test(words, case_id=form.case_id, by=actor()).recipient)


def _the(mail_kind: str, language: str) -> Words:
    return words_of(mail_key(mail_kind), language)


def _shown(words: Words) -> MailTemplateOut:
    names = [NameOut(name=name, label=str(VALUES[name].label)) for name in WORDINGS[words.key].names]
    return MailTemplateOut(
        kind=words.key.value, language=words.language, version=words.version, subject=words.subject,
        body=words.body, usual=words.is_usual, names=names,
    )  # fmt: skip
