"""Workflows and mails of the workspaces of the cast."""

from crm.team.actors import actor_of
from crm.workflows.actions.mails import reword
from crm.workflows.actions.workflows import add_workflow, change_workflow
from crm.workflows.definition import Definition
from crm.workflows.forms.mails import MailTemplateShape
from crm.workflows.forms.workflows import NameShape
from crm.workflows.queries.mails import words_of
from crm.workflows.queries.workflows import workflow_by_id
from crm.workflows.wording import MailKey
from tests.kit.cast import MAX, TWIN, Business


def lay_down_workflows(business: Business) -> None:
    """The first day's workflow; the twin marks its texts, has one more, and a mail of its own words."""
    if business != TWIN:
        return
    by, first = actor_of(MAX.id), workflow_by_id(1)
    assert by is not None
    steps = {"steps": [{"key": "go", "title": business.text("Go"), "responsible": {"kind": "owner"}}]}
    definition = Definition.model_validate(steps)
    change_workflow(first, NameShape(name=business.text("Request")), definition, by=by)
    add_workflow(NameShape(name=business.text("Extra")), definition, by=by)
    words = MailTemplateShape(subject=business.text("Do"), body=business.text("Now"))
    reword(words_of(MailKey.TASK, "en"), words, by=by)
