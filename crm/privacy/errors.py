"""Refusals of this package."""

from crm.kernel.errors import Gone
from crm.kernel.i18n import lazy


class ArchiveGone(Gone):
    """The archive is not there yet, or not any more."""

    code = "archive-gone"
    sentence = lazy("This archive is not there: it is removed after seven days. Export the data again.")
