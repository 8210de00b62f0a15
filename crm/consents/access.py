"""Who may change what consent is asked for. Who reads and writes the ledger of a contact: as the contact."""

from typing import Final

from crm.kernel.access import May
from crm.kernel.i18n import lazy

MANAGE_PURPOSES: Final = May(
    key="consents.purposes",
    label=lazy("Change what consent is asked for"),
    help=lazy("Add and reword the purposes of consents, and stop asking for one."),
    entity="consent",
)
PERMISSIONS: Final = (MANAGE_PURPOSES,)
