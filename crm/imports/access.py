"""Who may import: admins; another role gets it where an admin gives it."""

from typing import Final

from crm.kernel.access import May
from crm.kernel.i18n import lazy

RUN_IMPORTS: Final = May(
    key="imports.run",
    label=lazy("Import contacts from files"),
    help=lazy("Add many contacts at once from a table. They also need the right to add contacts."),
    entity="contact",
)
PERMISSIONS: Final = (RUN_IMPORTS,)
