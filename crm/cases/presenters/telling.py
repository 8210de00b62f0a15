"""What the facts about a case say beyond their sentences, in its history."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, select

from crm.cases import facts
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import CASE, ENDED
from crm.cases.presenters.changes import Named, by_act
from crm.cases.running.facts import WorkflowCancelled, WorkflowDone, WorkflowRejected
from crm.kernel.access import Actor
from crm.kernel.facts import FactRow
from crm.kernel.tellings import Beside, Changed, Detail, Said, Telling


def of_edits(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """What was changed, as far as this fact tells of it: values before and after, names of long texts."""
    acts = {row.id: int(row.body.get("act_id") or 0) for row in rows}
    told = by_act(set(filter(None, acts.values())), {row.subject_id for row in rows}, to=to)
    return {row.id: _detail(row, told.get(acts[row.id], ())) for row in rows}


def _detail(row: FactRow, named: Sequence[Named]) -> Detail:
    lines = [line for name, line in named if _belongs(name, row.name)]
    shown = [Changed(line.label, line.before, line.after) for line in lines if line.before or line.after]
    bare = dict.fromkeys(line.label for line in lines if not (line.before or line.after))
    return Detail(changed=tuple(shown), said=(Said(", ".join(bare)),) if bare else ())


def _belongs(column: str, fact: str) -> bool:
    """Whether this fact tells of this column: one act may record several."""
    if fact == facts.CaseReverted.name():
        return True
    if column == "status":
        return fact == facts.CaseMoved.name()
    if column in ("owner_id", "member_ids"):
        return fact == facts.CaseAssigned.name()
    return fact == facts.CaseEdited.name()


def about_contacts(contact_ids: Sequence[int], to: Actor) -> Select[Any]:
    """The cases of these contacts that the reader sees."""
    theirs = select(CaseContact.case_id).where(CaseContact.contact_id.in_(contact_ids))
    return Case.visible_to(to).where(Case.id.in_(theirs)).with_only_columns(Case.id).order_by(None)


IN_CONTACTS: Final = Beside(
    "contact",
    CASE,
    "cases",
    {
        facts.CaseOpened: None,
        facts.CaseOpenedWithOthers: None,
        facts.CaseMoved: FactRow.body["status"].astext.in_(ENDED) | FactRow.body["before"].astext.in_(ENDED),
        WorkflowDone: None,
        WorkflowRejected: None,
        WorkflowCancelled: None,
    },
    about_contacts,
)
"""What a contact's history tells of its cases: opened, ended and opened again, and their workflows' ends."""
TELLINGS: Final = (
    Telling(facts.CaseOpened, "plus"),
    Telling(facts.CaseOpenedWithOthers, "plus"),
    Telling(facts.CaseEdited, "pencil", tell=of_edits),
    Telling(facts.CaseReverted, "arrow-back-up", tell=of_edits),
    Telling(facts.CaseMoved, "arrow-right", tell=of_edits),
    Telling(facts.CaseAssigned, "user-check", tell=of_edits),
    Telling(facts.CaseDeleted, "trash"),
    Telling(facts.CaseDeletedWithOthers, "trash"),
    Telling(facts.CaseRestored, "arrow-back-up"),
    Telling(facts.CommentAdded, is_silent=True),
    Telling(facts.CommentMentioned, is_silent=True),
    Telling(facts.CommentEdited, "pencil"),
    Telling(facts.CommentDeleted, "trash"),
    Telling(facts.CommentRestored, "arrow-back-up"),
)
