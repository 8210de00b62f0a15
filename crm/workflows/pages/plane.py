"""The blueprint that all pages of workflows hang on, and how a page finds its workflow."""

from typing import Final

from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.web.pages import Pages
from crm.workflows.models import Workflow
from crm.workflows.queries.workflows import all_workflows

pages = Pages("workflows", "crm.workflows")
ALL: Final = "/workflows"
ONE: Final = f"{ALL}/<int(max={LARGEST_ID}):workflow_id>"


def the(workflow_id: int) -> Workflow:
    """The workflow, archived or not.

    Raises:
        NotFound: there is none.
    """
    workflow: Workflow = found(all_workflows(), id=workflow_id)
    return workflow
