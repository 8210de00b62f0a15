"""Who may lay down how cases are dealt with."""

from typing import Final

from crm.kernel.access import May
from crm.kernel.i18n import lazy

MANAGE_WORKFLOWS: Final = May(
    key="workflows.manage",
    label=lazy("Manage workflows"),
    help=lazy("Lay down the steps of workflows, try them out, and word the mails about cases."),
    entity="workflow",
)
PERMISSIONS: Final = (MANAGE_WORKFLOWS,)
