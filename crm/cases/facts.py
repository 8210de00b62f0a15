"""What happens to cases, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, Plural, lazy, lazy_plural


class CaseFact(Fact):
    """Base of the facts about one case. ``version`` is the one that the case has since.

    ``act_id`` is the act in the journal that holds the values before and after; None for what keeps none.
    """

    about: ClassVar[str] = "case"
    case_id: int
    version: int
    act_id: int | None = None


@declared
class CaseOpened(CaseFact):
    """A case was added. Its people are told, but never who added it."""

    people: list[int]
    sentence: ClassVar[LazyText] = lazy("Case added by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you the case %(subject)s to work on")


@declared
class CaseOpenedWithOthers(CaseFact):
    """A case was added by an act on many contacts, together with one for each of them."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Case added together with others by %(actor)s")


@declared
class CasesOpenedPart(Fact):
    """A part of such an act: the cases that one transaction has added, all of this type."""

    about: ClassVar[str] = "workspace"
    type_id: int | None
    case_ids: list[int]
    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Cases added by %(actor)s")


@declared
class ManyCasesOpened(Fact):
    """Somebody owns many cases by one act: one fact for all, and so one summary (CON-12)."""

    about: ClassVar[str] = "user"
    user_id: int
    run_id: int
    cases: int
    sentence: ClassVar[LazyText] = lazy("Many cases given by %(actor)s: %(cases)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you new cases to work on: %(cases)s")


@declared
class CaseEdited(CaseFact):
    """Fields of a case were changed: names of columns, ``custom.<field id>`` or ``contact_ids``."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Case changed by %(actor)s")


@declared
class CaseReverted(CaseEdited):
    """An act on a case was undone, or redone."""

    sentence: ClassVar[LazyText] = lazy("Change undone by %(actor)s")


@declared
class CaseMoved(CaseFact):
    """A case got another status."""

    status: str
    before: str
    sentence: ClassVar[LazyText] = lazy("Status changed by %(actor)s")


@declared
class CaseAssigned(CaseFact):
    """The owner or the members of a case were changed. Those in ``added`` are told, never who did it."""

    added: list[int]
    removed: list[int]
    owner_id: int | None
    sentence: ClassVar[LazyText] = lazy("Owner and members changed by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you the case %(subject)s to work on")


@declared
class CasesHandedOver(Fact):
    """All cases of a user who leaves went to another one, who gets one summary (TEN-7)."""

    about: ClassVar[str] = "user"
    user_id: int
    heir_id: int
    cases: int
    sentence: ClassVar[LazyText] = lazy("Cases handed over by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s handed cases over to you")


@declared
class CaseDeleted(CaseFact):
    """A case was put into the bin."""

    sentence: ClassVar[LazyText] = lazy("Case deleted by %(actor)s")


@declared
class CaseDeletedWithOthers(CaseFact):
    """A case went to the bin as the act on many contacts that had added it was undone."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Case deleted together with others by %(actor)s")


@declared
class CasesDeletedPart(Fact):
    """A part of such an undo: the cases that went to the bin in one transaction."""

    about: ClassVar[str] = "workspace"
    case_ids: list[int]
    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Cases deleted by %(actor)s")


@declared
class CaseRestored(CaseFact):
    """A case came back from the bin."""

    sentence: ClassVar[LazyText] = lazy("Case restored by %(actor)s")


@declared
class CasePurged(CaseFact):
    """A case was deleted for good, with all that hung on it; only its facts are left."""

    sentence: ClassVar[LazyText] = lazy("Case deleted for good by %(actor)s")


class CommentFact(Fact):
    """Base of the facts about one comment."""

    about: ClassVar[str] = "case"
    case_id: int
    comment_id: int
    act_id: int | None = None


@declared
class CommentAdded(CommentFact):
    """Something was said in a case; ``internal`` if for colleagues only. ``told_ids`` are told of it."""

    internal: bool
    told_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Comment by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s wrote in the case %(subject)s")


@declared
class CommentMentioned(CommentFact):
    """A comment calls people whom it did not call before. They are told, never who wrote it."""

    mentioned: list[int]
    sentence: ClassVar[LazyText] = lazy("Colleagues mentioned in a comment by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s mentioned you: %(subject)s")
    told_many: ClassVar[Plural | None] = lazy_plural(
        "%(actor)s mentioned you %(num)s time", "%(actor)s mentioned you %(num)s times"
    )


@declared
class CommentEdited(CommentFact):
    """A comment was changed."""

    sentence: ClassVar[LazyText] = lazy("Comment changed by %(actor)s")


@declared
class CommentDeleted(CommentFact):
    """A comment was deleted."""

    sentence: ClassVar[LazyText] = lazy("Comment deleted by %(actor)s")


@declared
class CommentRestored(CommentFact):
    """A change of a comment, or its deleting, was undone."""

    sentence: ClassVar[LazyText] = lazy("Comment restored by %(actor)s")


class TypeFact(Fact):
    """Base of the facts about one type of cases."""

    about: ClassVar[str] = "case_type"
    case_type_id: int


@declared
class CaseTypeAdded(TypeFact):
    """A type of cases was added."""

    sentence: ClassVar[LazyText] = lazy("Type of cases added by %(actor)s")


@declared
class CaseTypeEdited(TypeFact):
    """A type of cases was renamed, coloured, moved, put aside or brought back."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Type of cases changed by %(actor)s")


@declared
class CaseSetupChanged(Fact):
    """The series of numbers or the names of statuses were changed."""

    about: ClassVar[str] = "workspace"
    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Settings of cases changed by %(actor)s")
