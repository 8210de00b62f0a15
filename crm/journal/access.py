"""Who may take acts back."""

from crm.kernel.access import May
from crm.kernel.i18n import lazy

UNDO_ACTS_OF_OTHERS = May(
    "journal.undo",
    lazy("Undo what others did"),
    lazy("Everybody may undo what they did themselves; this is about the acts of others."),
    "workspace",
)
EMPTY_BIN = May(
    "journal.empty_bin",
    lazy("Delete for good"),
    lazy("Records leave the bin for good before their 30 days are over. This can't be undone."),
    "workspace",
)
PERMISSIONS = (UNDO_ACTS_OF_OTHERS, EMPTY_BIN)
