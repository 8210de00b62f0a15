"""Who may change what fields there are. Who may read and write values is the record's question."""

from typing import Final

from crm.kernel.access import May
from crm.kernel.i18n import lazy

MANAGE_FIELDS: Final = May(
    key="fields.manage",
    label=lazy("Change the workspace's own fields"),
    help=lazy("Add, change, reorder and delete fields and sections of contacts and other records."),
    entity="field",
)
PERMISSIONS: Final = (MANAGE_FIELDS,)
