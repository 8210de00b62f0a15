"""The words of a mail about cases: read, and found to be a template that names nothing unknown."""

from typing import Annotated

from pydantic import StringConstraints

from crm.kernel.errors import Invalid
from crm.kernel.forms import Line, OptionalId, Prose, Shape
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.mustache import Template, TemplateFault, parse
from crm.workflows.wording import WORDINGS, MailKey


class MailTemplateShape(Shape):
    """A mail as it is to be worded: values stand as `{{number}}`, parts as `{{#due}}…{{/due}}`."""

    subject: Annotated[Line, StringConstraints(min_length=1)]
    """One line. The number of the case stands before it, unless it is named."""
    body: Annotated[Prose, StringConstraints(min_length=1)]
    """Paragraphs, with blank lines between them."""


class MailSampleShape(MailTemplateShape):
    """Words to be looked at, filled with an example or with a case."""

    case_id: OptionalId = None
    """The case whose values are shown; an example's, if null."""


def checked(key: MailKey, shape: MailTemplateShape) -> tuple[Template, Template]:
    """Subject and body as templates.

    Raises:
        Invalid: one of them can't be read, with the line and the reason.
    """
    found: dict[str, Template] = {}
    faults: dict[str, LazyText | str] = {}
    for field in ("subject", "body"):
        try:
            found[field] = parse(getattr(shape, field), known=WORDINGS[key].names)
        except TemplateFault as fault:
            faults[field] = fault.sentence if field == "subject" else fault.told
    if faults:
        raise Invalid(faults)
    if not found["body"].as_text(dict.fromkeys(WORDINGS[key].names, "x")).strip():
        raise Invalid({"body": lazy("The mail would be empty.")})
    return found["subject"], found["body"]
