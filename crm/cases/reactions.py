"""What follows from facts: people are told, cases follow merged contacts, a leaving user's go to the heir."""

from crm.cases.actions.following import CONTACTS, LENT, hand_over_cases
from crm.cases.facts import (
    CaseAssigned,
    CaseOpened,
    CasesHandedOver,
    CommentAdded,
    CommentMentioned,
    ManyCasesOpened,
)
from crm.cases.letters import MENTIONED
from crm.contacts.access import derive_access
from crm.contacts.facts import ContactsMerged
from crm.contacts.reactions import acting
from crm.kernel.facts import FactRow, on, together
from crm.kernel.i18n import lazy
from crm.notifications.actions import tell
from crm.notifications.kinds import MENTIONED as MENTION
from crm.notifications.kinds import NoticeKind, kinds
from crm.notifications.planning import Urgency
from crm.team.facts import UserDeactivated

kinds.add(
    NoticeKind(
        "cases", lazy("Cases are given to me"), lazy("You become the owner or a member of a case."), weight=30
    ),
    CaseOpened,
    CaseAssigned,
    CasesHandedOver,
    ManyCasesOpened,
)
kinds.add(
    NoticeKind(
        "comments",
        lazy("Somebody comments on a case of mine"),
        lazy("You own the case or work on it."),
        weight=40,
    ),
    CommentAdded,
)
kinds.add(MENTION, CommentMentioned)


@on(CaseOpened)
def tell_first_people(fact: CaseOpened, row: FactRow) -> None:
    """Bell and mail to owner and members of a new case, in their own language, never to who added it."""
    tell(fact.people, about=row, anchor=("case", fact.case_id))


@on(CaseAssigned)
def tell_new_people(fact: CaseAssigned, row: FactRow) -> None:
    """The same to those who are new."""
    tell(fact.added, about=row, anchor=("case", fact.case_id))


@on(ManyCasesOpened)
def tell_owner_of_many(fact: ManyCasesOpened, row: FactRow) -> None:
    """One summary to whom many cases are given by one act, however many they are (CON-12)."""
    tell([fact.user_id], about=row)


@on(CommentAdded)
def tell_of_comment(fact: CommentAdded, row: FactRow) -> None:
    """Whoever works on the case learns what was said, but not who said it to themselves."""
    tell(fact.told_ids, about=row, anchor=("case", fact.case_id))


@on(CommentMentioned)
def tell_mentioned(fact: CommentMentioned, row: FactRow) -> None:
    """Bell and mail to those whom a comment calls, with what was said, never to who said it."""
    tell(
        fact.mentioned, about=row, anchor=("case", fact.case_id), letter=MENTIONED, comment_id=fact.comment_id
    )


@on(CasesHandedOver)
def tell_heir(fact: CasesHandedOver, row: FactRow) -> None:
    """To whoever takes over, in one mail with what other packages hand over (TEN-7)."""
    tell([fact.heir_id], about=row, urgency=Urgency.SOON)


@together(ContactsMerged)
def take_cases_along(fact: ContactsMerged, row: FactRow) -> None:
    """The losers' cases are the survivor's from now on, and so is what their runs lend (CON-16)."""
    LENT.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)
    if CONTACTS.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id):
        derive_access([fact.survivor_id, *fact.loser_ids])


@together(UserDeactivated)
def hand_over(fact: UserDeactivated, row: FactRow) -> None:
    """The heir takes over in the same transaction in which the user is shut out."""
    if fact.heir_id is not None:
        hand_over_cases(fact.user_id, to=fact.heir_id, by=acting(row))
