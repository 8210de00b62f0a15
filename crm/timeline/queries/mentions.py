"""Whom what is written about a contact calls by ``@Name``, of those who can see the contact."""

from collections.abc import Collection

from crm.contacts.queries.viewers import viewers_among
from crm.kernel.access import Actor
from crm.team import mentions
from crm.team.mentions import Called
from crm.team.models import User


def called(body: str, *, contact_id: int) -> Called:
    """The users whom the text calls; at most 20."""
    return mentions.called(body, seeing=_seeing(contact_id))


def offered(typed: str, *, contact_id: int, to: Actor) -> list[User]:
    """Whom to offer to who has typed ``@`` and these letters."""
    return mentions.offered(typed, seeing=_seeing(contact_id), to=to)


def _seeing(contact_id: int) -> mentions.Seeing:
    def among(user_ids: Collection[int]) -> set[int]:
        return viewers_among(user_ids, contact_id=contact_id)

    return among
