"""Whoever asked is told by the bell; a mail would be too much."""

from crm.kernel.facts import FactRow, on
from crm.notifications.actions import tell
from crm.notifications.kinds import DONE, kinds
from crm.privacy.facts import SubjectExportReady
from crm.privacy.queries import ARCHIVE


@on(SubjectExportReady)
def tell_who_asked(fact: SubjectExportReady, row: FactRow) -> None:
    """The notice leads to the archive."""
    tell([fact.for_id], about=row, anchor=(ARCHIVE, fact.subject_export_id), letter=None)


kinds.add(DONE, SubjectExportReady)
