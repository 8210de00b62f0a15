"""What happens to contacts, as facts."""

from collections.abc import Mapping
from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, Plural, lazy, lazy_plural


class ContactFact(Fact):
    """Base of the facts about one contact. ``version`` is the one that the contact has since.

    ``act_id`` is the act in the journal that holds the values before and after; None for what keeps none.
    """

    about: ClassVar[str] = "contact"
    contact_id: int
    version: int
    act_id: int | None = None


@declared
class ContactCreated(ContactFact):
    """A contact was added."""

    kind: str
    sentence: ClassVar[LazyText] = lazy("Contact added by %(actor)s")


@declared
class ContactEdited(ContactFact):
    """Fields of a contact were changed: ``fields`` are names of columns, or ``comms``."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Contact changed by %(actor)s")


@declared
class ContactReverted(ContactEdited):
    """An act on a contact was undone, or redone; ``fields`` may also name ``managers`` and ``links``."""

    sentence: ClassVar[LazyText] = lazy("Change undone by %(actor)s")


@declared
class ContactPhotoChanged(ContactFact):
    """The photo of a contact was set, replaced or removed (``photo_id`` None)."""

    photo_id: int | None
    sentence: ClassVar[LazyText] = lazy("Photo of the contact changed by %(actor)s")


@declared
class ManagersAssigned(ContactFact):
    """The managers of a contact were changed. Those in ``added`` are told, but never who did it (CON-7)."""

    added: list[int]
    removed: list[int]
    lead_id: int | None
    sentence: ClassVar[LazyText] = lazy("Managers changed by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s made you responsible for %(subject)s")
    told_many: ClassVar[Plural | None] = lazy_plural(
        "%(actor)s made you responsible for %(num)s contact",
        "%(actor)s made you responsible for %(num)s contacts",
    )


@declared
class SharingChanged(ContactFact):
    """Who else may see a contact was changed (ACC-2)."""

    sharing: str
    before: str
    sentence: ClassVar[LazyText] = lazy("Sharing changed by %(actor)s")


@declared
class ContactDeleted(ContactFact):
    """A contact was put into the bin."""

    sentence: ClassVar[LazyText] = lazy("Contact deleted by %(actor)s")


@declared
class ContactRestored(ContactFact):
    """A contact came back from the bin."""

    sentence: ClassVar[LazyText] = lazy("Contact restored by %(actor)s")


@declared
class ContactPurged(ContactFact):
    """A contact was deleted for good, with all that hung on it; only its facts are left."""

    sentence: ClassVar[LazyText] = lazy("Contact deleted for good by %(actor)s")


class LinkFact(ContactFact):
    """Base of the facts about a link. One is recorded for each of its two ends."""

    others: ClassVar[Mapping[str, str]] = {"other_id": "contact"}
    link_id: int
    other_id: int


@declared
class ContactLinked(LinkFact):
    """A contact was linked with another one (CON-9)."""

    sentence: ClassVar[LazyText] = lazy("Link added by %(actor)s")


@declared
class LinkEdited(LinkFact):
    """What a link says was changed: ``fields`` are names of columns."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Link changed by %(actor)s")


@declared
class ContactUnlinked(LinkFact):
    """A link was taken away."""

    sentence: ClassVar[LazyText] = lazy("Link removed by %(actor)s")


@declared
class ContactsHandedOver(Fact):
    """All that one user managed went to another (TEN-7). One for the act; the ids stand in its parts."""

    about: ClassVar[str] = "user"
    user_id: int
    heir_id: int
    contacts: int
    sentence: ClassVar[LazyText] = lazy("Contacts handed over by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("Contacts handed over to you by %(actor)s: %(contacts)s")


@declared
class ContactsHandedOverPart(Fact):
    """A part of a hand-over: at most 10,000 contacts, changed in one transaction."""

    about: ClassVar[str] = "user"
    user_id: int
    heir_id: int
    contact_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Part of a hand-over by %(actor)s")


class TypeFact(Fact):
    """Base of the facts about one contact type."""

    about: ClassVar[str] = "contact_type"
    contact_type_id: int


@declared
class ContactTypeAdded(TypeFact):
    """A contact type was added."""

    sentence: ClassVar[LazyText] = lazy("Contact type added by %(actor)s")


@declared
class ContactTypeEdited(TypeFact):
    """A contact type was renamed or coloured anew."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Contact type changed by %(actor)s")


@declared
class ContactTypeDeleted(TypeFact):
    """A contact type was deleted; its ``contacts`` got the replacement, or none."""

    replacement_id: int | None
    contacts: int
    sentence: ClassVar[LazyText] = lazy("Contact type deleted by %(actor)s")


@declared
class ContactTypesReordered(Fact):
    """The list of contact types was put into another order."""

    about: ClassVar[str] = "workspace"
    type_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Contact types reordered by %(actor)s")


@declared
class TagAdded(Fact):
    """A tag was added to the workspace's list."""

    about: ClassVar[str] = "tag"
    tag_id: int
    sentence: ClassVar[LazyText] = lazy("Tag added by %(actor)s")


@declared
class TagEdited(TagAdded):
    """A tag was renamed or coloured anew."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Tag changed by %(actor)s")


@declared
class TagsMerged(TagAdded):
    """Tags gave way to another one, which ``tag_id`` names. What it changed stands in its parts."""

    merged_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Tags merged by %(actor)s")


@declared
class TagDeleted(TagAdded):
    """A tag was taken off all contacts and deleted. What it changed stands in its parts."""

    sentence: ClassVar[LazyText] = lazy("Tag deleted by %(actor)s")


@declared
class ContactsRetaggedPart(Fact):
    """A part of merging or deleting tags: some contacts, changed in one transaction; they got ``into_id``."""

    about: ClassVar[str] = "workspace"
    tag_ids: list[int]
    into_id: int | None
    contact_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Tags of contacts changed by %(actor)s")


class RunDone(Fact):
    """Base of the facts that long work is done; ``for_id`` is whoever waits for it, if anybody does."""

    about: ClassVar[str] = "workspace"
    run_id: int
    for_id: int | None


@declared
class TagsSettled(RunDone):
    """A long merging or deleting of tags is done."""

    sentence: ClassVar[LazyText] = lazy("All contacts have their new tags")
    told: ClassVar[LazyText | None] = lazy("Tags: all contacts are in step now")


@declared
class DuplicatesSought(RunDone):
    """All contacts were looked through for duplicates."""

    sentence: ClassVar[LazyText] = lazy("All contacts were looked through for duplicates")
    told: ClassVar[LazyText | None] = lazy("The search for duplicates is done")


@declared
class PairDismissed(Fact):
    """Two contacts that look alike were said not to be the same."""

    about: ClassVar[str] = "contact"
    others: ClassVar[Mapping[str, str]] = {"other_id": "contact"}
    contact_id: int
    other_id: int
    sentence: ClassVar[LazyText] = lazy("Marked as not a duplicate by %(actor)s")


@declared
class PairTakenBack(PairDismissed):
    """That two contacts are not the same was taken back."""

    sentence: ClassVar[LazyText] = lazy("“Not a duplicate” taken back by %(actor)s")


@declared
class ContactsMerged(Fact):
    """Several contacts became one (CON-16): the ids of the others lead to the survivor since.

    Whatever hangs on the others goes to the survivor in reactions ``@together``, each of which adds its
    changes to the act (``crm.journal.relinking``).
    """

    about: ClassVar[str] = "contact"
    survivor_id: int
    loser_ids: list[int]
    act_id: int
    version: int
    sentence: ClassVar[LazyText] = lazy("Contacts merged by %(actor)s")

    @property
    def contact_id(self) -> int:
        """The fact is about the survivor."""
        return self.survivor_id
