"""Who may hand out and erase what is held about a person: admins; no other role gets it by itself."""

from typing import Final

from crm.kernel.access import May
from crm.kernel.i18n import lazy

EXPORT_SUBJECTS: Final = May(
    key="privacy.export",
    label=lazy("Export personal data of a contact"),
    help=lazy("Everything that is kept about a person, as one file, when the person asks for it."),
    entity="privacy",
    takes_out=True,
)
ERASE_SUBJECTS: Final = May(
    key="privacy.erase",
    label=lazy("Erase personal data of a contact"),
    help=lazy("A contact goes for ever with everything that is kept about it. This can't be undone."),
    entity="privacy",
)
PERMISSIONS: Final = (EXPORT_SUBJECTS, ERASE_SUBJECTS)
