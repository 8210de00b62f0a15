"""What follows from facts: new managers are told, and a leaving user's contacts find their heir."""

from crm.contacts.actions.handing_over import hand_over_all
from crm.contacts.facts import ContactsHandedOver, ManagersAssigned
from crm.kernel.access import Actor
from crm.kernel.facts import FactRow, on, together
from crm.notifications.actions import tell
from crm.team.actors import actor_of
from crm.team.facts import UserDeactivated


@on(ManagersAssigned)
def tell_new_managers(fact: ManagersAssigned, row: FactRow) -> None:
    """Bell and mail to those who are new, in their own language, never to who did it (CON-7)."""
    tell(fact.added, about=row, anchor=("contact", fact.contact_id))


@on(ContactsHandedOver)
def tell_heir(fact: ContactsHandedOver, row: FactRow) -> None:
    """One summary to whoever takes over (TEN-7)."""
    tell([fact.heir_id], about=row)


@together(UserDeactivated)
def hand_over_contacts(fact: UserDeactivated, row: FactRow) -> None:
    """The heir takes over in the same transaction in which the user is shut out."""
    if fact.heir_id is not None:
        hand_over_all(fact.user_id, to=fact.heir_id, by=acting(row))


def acting(row: FactRow) -> Actor:
    """Who did it, as an actor; the system for its own acts and for somebody who has left since."""
    person = actor_of(row.actor_id) if row.actor_id is not None else None
    return person or Actor.system(row.actor_name or "contacts")
