"""What follows from imports: whoever waits is told; new managers are, once each, by contacts' reaction."""

from crm.imports.facts import ImportEndedEarly, ImportSettled
from crm.imports.letters import SETTLED
from crm.imports.models import KIND
from crm.kernel.facts import FactRow, on
from crm.notifications.actions import tell
from crm.notifications.kinds import DONE, kinds


@on(ImportEndedEarly)
@on(ImportSettled)
def tell_who_imported(fact: ImportSettled, row: FactRow) -> None:
    """A line in the bell and one mail with the numbers; both lead to the report (IMP-5)."""
    tell(filter(None, [fact.for_id]), about=row, anchor=(KIND, fact.import_id), letter=SETTLED)


kinds.add(DONE, ImportSettled)
kinds.add(DONE, ImportEndedEarly)
