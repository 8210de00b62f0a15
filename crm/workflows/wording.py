"""The seven mails about cases (CAS-5): what each is for, what values it can name, and its usual words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crm.kernel.i18n import LazyText, lazy


class MailKey(StrEnum):
    """The kinds of mails about cases."""

    TASK = "task"
    NOTIFICATION = "notification"
    OUTSIDE = "outside"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    COMPLETION = "completion"
    REJECTION = "rejection"


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a template can name: what it is, and an example of it."""

    label: LazyText
    example: LazyText


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of mail: when it goes out, its usual words, and the names that it may use."""

    label: LazyText
    help: LazyText
    subject: LazyText
    body: LazyText
    names: tuple[str, ...]


VALUES: Final[Mapping[str, Value]] = {
    "number": Value(lazy("Number of the case"), lazy("C-128")),
    "title": Value(lazy("Title of the case"), lazy("Delivery came late")),
    "type": Value(lazy("Type of the case"), lazy("Complaint")),
    "status": Value(lazy("Status of the case"), lazy("In progress")),
    "contact": Value(lazy("First contact of the case, where the recipient sees it"), lazy("Romashka LLC")),
    "owner": Value(lazy("Owner of the case"), lazy("Anna Sokolova")),
    "workflow": Value(lazy("Name of the workflow"), lazy("Complaint")),
    "step": Value(lazy("Title of the step"), lazy("Agree on the refund")),
    "text": Value(lazy("What is to be done"), lazy("Look at the photos and decide how much we give back.")),
    "checklist": Value(
        lazy("The checklist, a line for each entry"), lazy("• Photos looked at\n• Amount agreed")
    ),
    "due": Value(lazy("When the step is due"), lazy("Friday 27 November, 15:00")),
    "late": Value(lazy("By how much it is late"), lazy("3 hours")),
    "responsible": Value(lazy("Who the step waits for"), lazy("Dmitry Orlov")),
    "actor": Value(lazy("Who did it"), lazy("Dmitry Orlov")),
    "reason": Value(lazy("The reason that was given"), lazy("The amount is too high.")),
    "recipient": Value(lazy("Name of the recipient"), lazy("Dmitry Orlov")),
    "workspace": Value(lazy("Name of the workspace"), lazy("Northern Light")),
}
_CASE: Final = (
    "number", "title", "type", "status", "contact", "owner", "workflow", "recipient", "workspace",
)  # fmt: skip
_STEP: Final = ("step", "text", "checklist", "due", "responsible")

WORDINGS: Final[Mapping[MailKey, Wording]] = {
    MailKey.TASK: Wording(
        lazy("Step to do"),
        lazy("To the people of a step that is to be completed or approved, when it begins."),
        lazy("[{{number}}] {{step}}"),
        lazy(
            "{{#due}}Due: {{due}}.\n\n{{/due}}"
            "{{#text}}{{text}}\n\n{{/text}}{{#checklist}}{{checklist}}\n\n{{/checklist}}"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}"
        ),
        (*_CASE, *_STEP),
    ),
    MailKey.NOTIFICATION: Wording(
        lazy("For information"),
        lazy("To the people of a step that only informs."),
        lazy("[{{number}}] For information: {{step}}"),
        lazy(
            "{{#text}}{{text}}\n\n{{/text}}"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}\n\nNothing is asked of you."
        ),
        (*_CASE, *_STEP),
    ),
    MailKey.OUTSIDE: Wording(
        lazy("To somebody outside"),
        lazy("To the outside addresses of a step, with no more than the step lets them know."),
        lazy("[{{number}}] News of your case"),
        lazy(
            "There is news of case {{number}}{{#title}}: {{title}}{{/title}}.\n\n"
            "{{#step}}What happens now: {{step}}.\n\n{{/step}}{{#status}}Status: {{status}}.\n\n{{/status}}"
            "{{#due}}We expect to be done by {{due}}.{{/due}}"
        ),
        ("number", "title", "status", "step", "due", "workspace"),
    ),
    MailKey.REMINDER: Wording(
        lazy("Reminder"),
        lazy("To those who have not answered yet, some time before the step is due."),
        lazy("[{{number}}] Soon due: {{step}}"),
        lazy(
            "{{step}} is due {{due}} and still waits for you.\n\n{{#text}}{{text}}\n\n{{/text}}"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}"
        ),
        (*_CASE, *_STEP, "late"),
    ),
    MailKey.ESCALATION: Wording(
        lazy("Escalation"),
        lazy("To whom a late step is passed on to, or who has to know that it is late."),
        lazy("[{{number}}] Late: {{step}}"),
        lazy(
            "{{step}} was due {{due}}{{#late}} and is late by {{late}}{{/late}}.\n\n"
            "{{#responsible}}It waits for: {{responsible}}.\n\n{{/responsible}}"
            "{{#text}}{{text}}\n\n{{/text}}"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}"
        ),
        (*_CASE, *_STEP, "late"),
    ),
    MailKey.COMPLETION: Wording(
        lazy("Completion"),
        lazy("To the owner of the case, when the last step is done."),
        lazy("[{{number}}] Done: {{title}}"),
        lazy(
            "All steps of “{{workflow}}” are done.\n\n"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}"
        ),
        (*_CASE, "step", "actor"),
    ),
    MailKey.REJECTION: Wording(
        lazy("Rejection"),
        lazy("To the owner of the case and to whoever has to go on, when a step is rejected."),
        lazy("[{{number}}] Rejected: {{step}}"),
        lazy(
            "{{step}} was rejected{{#actor}} by {{actor}}{{/actor}}.\n\n{{#reason}}{{reason}}\n\n{{/reason}}"
            "Case {{number}}: {{title}}{{#contact}}\n{{contact}}{{/contact}}"
        ),
        (*_CASE, "step", "actor", "reason"),
    ),
}
