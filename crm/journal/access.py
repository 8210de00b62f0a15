"""Who may take acts back."""

from crm.kernel.access import May
from crm.kernel.i18n import lazy

UNDO_ACTS_OF_OTHERS = May(
    "journal.undo",
    lazy("Undo what others did"),
    lazy("Everybody may undo what they did themselves; this is about the acts of others."),
    "workspace",
)
PERMISSIONS = (UNDO_ACTS_OF_OTHERS,)
