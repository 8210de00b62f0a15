"""What follows: whom entries mention is told, and entries go along when contacts are merged."""

from crm.contacts.facts import ContactsMerged
from crm.kernel.facts import FactRow, on, together
from crm.notifications.actions import tell
from crm.notifications.kinds import MENTIONED as MENTION
from crm.notifications.kinds import kinds
from crm.timeline.actions.following import ENTRIES
from crm.timeline.facts import EntryAdded, EntryEdited
from crm.timeline.letters import MENTIONED


@on(EntryAdded)
def tell_mentioned(fact: EntryAdded, row: FactRow) -> None:
    """Bell and mail to those whom it mentions, in their own language, never to who wrote it."""
    _tell(fact, row)


@on(EntryEdited)
def tell_newly_mentioned(fact: EntryEdited, row: FactRow) -> None:
    """The same to those whom it did not mention before."""
    _tell(fact, row)


kinds.add(MENTION, EntryAdded, EntryEdited)


@together(ContactsMerged)
def take_entries_along(fact: ContactsMerged, row: FactRow) -> None:
    """What is written about the losers is about the survivor from now on (CON-16)."""
    ENTRIES.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)


def _tell(fact: EntryAdded | EntryEdited, row: FactRow) -> None:
    about = ("contact", fact.contact_id)
    tell(fact.mentioned, about=row, anchor=about, letter=MENTIONED, entry_id=fact.entry_id)
