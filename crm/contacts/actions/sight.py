"""Whoever adds a contact, or changes who reaches it, is told first that they will not see it then (ACC-7)."""

from collections.abc import Mapping
from typing import Any, Final

from crm.contacts.actions import granting
from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.queries.audience import stance
from crm.kernel.access import Actor
from crm.kernel.errors import Conflict
from crm.kernel.i18n import LazyText, lazy

NEW: Final = lazy("You will not be able to open this contact.")
LOST: Final = lazy("You will lose access to this contact.")


class OutOfSight(Conflict):
    """The person would not see the contact. ``key`` stands for who would reach it: what they then accept."""

    code = "out-of-sight"
    sentence = lazy("You would not see the contact then.")

    def __init__(self, rows: Mapping[str, int], sentence: LazyText) -> None:
        super().__init__(sentence)
        self.key = " ".join(sorted(rows)) or "-"


def expect_sight_of_new(after: Openness, *, accepted: str | None, by: Actor) -> None:
    """Refuse that the person would not see what they add. ``accepted`` None: they are not asked at all.

    Raises:
        OutOfSight: they would not, and that is not what they have accepted.
    """
    _expect(after, accepted, by, NEW)


def expect_sight(contact: Contact, change: Mapping[str, Any], *, accepted: str | None, by: Actor) -> None:
    """Refuse that the person would no longer see the contact (loaded whole) after a change of its openness.

    Raises: as ``expect_sight_of_new``.
    """
    if accepted is not None:
        _expect(Openness(**{**openness_of(contact), **change}), accepted, by, LOST)


def openness_of(contact: Contact) -> dict[str, Any]:
    """Who reaches the contact (loaded whole) now, in the words of ``Openness``."""
    return {
        "manager_ids": [manager.user_id for manager in contact.managers],
        "sharing": contact.sharing,
        "grants": granting.grants_of(contact),
        "class_id": contact.class_id,
        "restricted": contact.restricted,
    }


def _expect(after: Openness, accepted: str | None, by: Actor, sentence: LazyText) -> None:
    if accepted is None or stance(by, after.rows()) is not None:
        return
    refusal = OutOfSight(after.rows(), sentence)
    if accepted != refusal.key:
        raise refusal
