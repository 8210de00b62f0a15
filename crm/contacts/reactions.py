"""What follows from facts: new managers are told, a leaving user's contacts find their heir, lookalikes are
found, links follow a contact that becomes another kind.
"""

from crm.contacts.actions import duplicates
from crm.contacts.actions.handing_over import hand_over_all
from crm.contacts.actions.rekinding import rekind_links
from crm.contacts.actions.relinking import take_links_along
from crm.contacts.actions.relinking_files import RELINKED
from crm.contacts.facts import (
    ContactCreated,
    ContactDeleted,
    ContactEdited,
    ContactRestored,
    ContactsHandedOver,
    ContactsMerged,
    DuplicatesSought,
    ManagersAssigned,
    RunDone,
    TagsSettled,
)
from crm.contacts.facts_of_access import ClassSettled
from crm.contacts.facts_of_many import (
    BULK_RUN,
    EXPORT_RUN,
    ContactBinnedWithOthers,
    ContactRestoredWithOthers,
    ContactsExportReady,
    ManyContactsAssigned,
    ManyContactsSettled,
    TypeSettled,
    VcardsImported,
)
from crm.journal.actions import add_changes
from crm.kernel.access import Actor
from crm.kernel.facts import FactRow, on, together
from crm.notifications.actions import tell
from crm.notifications.kinds import DONE, GIVEN, kinds
from crm.notifications.planning import Urgency
from crm.team.actors import actor_of
from crm.team.facts import UserDeactivated

NOT_COMPARED = frozenset(
    {
        "type_id",
        "description",
        "source",
        "currency",
        "language",
        "tag_ids",
        "job_title",
        "photo_id",
        "external_id",
    }
)
"""Fields that say nothing about who a contact is."""


@on(ManagersAssigned)
def tell_new_managers(fact: ManagersAssigned, row: FactRow) -> None:
    """Bell and mail to those who are new, in their own language, never to who did it (CON-7)."""
    tell(fact.added, about=row, anchor=("contact", fact.contact_id))


@on(ContactsHandedOver)
def tell_heir(fact: ContactsHandedOver, row: FactRow) -> None:
    """To whoever takes over, in one mail with what other packages hand over (TEN-7)."""
    tell([fact.heir_id], about=row, urgency=Urgency.SOON)


@together(ContactEdited)
def rekind(fact: ContactEdited, row: FactRow) -> None:
    """The links of a person who has become a company, or the reverse, follow within the same act."""
    if "kind" not in fact.fields:
        return
    noted = rekind_links(fact.contact_id)
    if fact.act_id is not None:
        add_changes(fact.act_id, noted)


@together(UserDeactivated)
def hand_over_contacts(fact: UserDeactivated, row: FactRow) -> None:
    """The heir takes over in the same transaction in which the user is shut out."""
    if fact.heir_id is not None:
        hand_over_all(fact.user_id, to=fact.heir_id, by=acting(row))


@on(ContactCreated)
@on(ContactRestored)
@on(ContactDeleted)
@on(ContactRestoredWithOthers)
@on(ContactBinnedWithOthers)
def look_for_duplicates(fact: ContactCreated | ContactRestored | ContactDeleted, row: FactRow) -> None:
    """Whom the contact looks like, by what it holds now; one in the bin looks like nobody (CON-17)."""
    duplicates.check([fact.contact_id])


@on(ContactEdited)
def look_again_for_duplicates(fact: ContactEdited, row: FactRow) -> None:
    """The same after a change of something that is compared."""
    if not NOT_COMPARED.issuperset(fact.fields):
        duplicates.check([fact.contact_id])


@together(ContactsMerged)
def take_links(fact: ContactsMerged, row: FactRow) -> None:
    """Whom the losers were linked with, the survivor is."""
    take_links_along(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)


@together(ContactsMerged)
def take_files(fact: ContactsMerged, row: FactRow) -> None:
    """Their files and photos go along."""
    RELINKED.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)


@on(ContactsMerged)
def look_for_duplicates_of_merged(fact: ContactsMerged, row: FactRow) -> None:
    """Pairs of the losers are gone; the survivor may look like others now."""
    duplicates.check([fact.survivor_id, *fact.loser_ids])


@on(VcardsImported)
def tell_who_imported(fact: VcardsImported, row: FactRow) -> None:
    """A line in the bell of whoever waited; they see the contacts themselves."""
    tell(filter(None, [fact.for_id]), about=row, letter=None)


@on(ManyContactsAssigned)
def tell_who_was_assigned(fact: ManyContactsAssigned, row: FactRow) -> None:
    """One summary to each new manager of many contacts, however many they are (CON-7)."""
    tell([fact.user_id], about=row)


@on(TagsSettled)
@on(ClassSettled)
@on(TypeSettled)
@on(DuplicatesSought)
@on(ManyContactsSettled)
@on(ContactsExportReady)
def tell_who_began(fact: RunDone, row: FactRow) -> None:
    """A line in the bell; a mail would be too much."""
    leads_to = {ManyContactsSettled: BULK_RUN, ContactsExportReady: EXPORT_RUN}.get(type(fact))
    anchor = (leads_to, fact.run_id) if leads_to else None
    tell(filter(None, [fact.for_id]), about=row, anchor=anchor, letter=None)


kinds.add(GIVEN, ManagersAssigned, ContactsHandedOver, ManyContactsAssigned)
kinds.add(
    DONE,
    VcardsImported,
    TagsSettled,
    ClassSettled,
    TypeSettled,
    DuplicatesSought,
    ManyContactsSettled,
    ContactsExportReady,
)


def acting(row: FactRow) -> Actor:
    """Who did it, as an actor; the system for its own acts and for somebody who has left since."""
    person = actor_of(row.actor_id) if row.actor_id is not None else None
    return person or Actor.system(row.actor_name or "contacts")
