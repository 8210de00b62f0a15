"""Who may see and do what with cases: permissions and the one rule (CAS-8, ACC-5).

A case is reached by its owner → manage; its members and the responsibles of its started steps → write;
whoever sees one of its contacts → read, whoever may change one → write. An action asks for a level: seeing
for read, editing for write, deleting for manage. At reach *own* that is all. What reach *group* adds for an
action are the cases whose owner or member is in a common group, *all* adds every case, but always of those
that are seen. Seeing is stricter: where a case has contacts, nobody sees it past them, whatever their reach;
*group* and *all* add cases that have none. Contacts in the bin count for none, so that no case is lost
with its contact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)

from crm.cases.models.case import Case, CaseContact
from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.access import reached as contacts_reached
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, Level, May, Reach
from crm.kernel.i18n import lazy

REACHES: Final = (Reach.NONE, Reach.OWN, Reach.GROUP, Reach.ALL)
IDS: Final = ARRAY(BigInteger)
Hint = Callable[[Select[Any]], Select[Any]]
"""How PostgreSQL is to ask the subqueries of the rule; what they answer is the same."""


class Ground(StrEnum):
    """Why somebody reaches a case."""

    OWNER = "owner"
    MEMBER = "member"
    RESPONSIBLE = "responsible"
    CONTACT = "contact"
    TEAMMATE = "teammate"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a case: why, how far it carries, and the SQL that says of which cases it holds."""

    ground: Ground
    level: Level
    holds: ColumnElement[bool]


def ways(actor: Actor, reach: Reach) -> list[Way]:
    """All ways that this person has at this reach; the rule and its explanation are both made of these."""
    if reach is Reach.NONE:
        return []
    found = [*_by_oneself(actor), *_by_contacts(actor)]
    if reach is Reach.GROUP:
        mates = sorted(actor.teammates)
        found.append(Way(Ground.TEAMMATE, Level.MANAGE, Case.owner_id.in_(mates)))
        found.append(Way(Ground.TEAMMATE, Level.WRITE, _holds(Case.member_ids, mates)))
    if reach is Reach.ALL:
        found.append(Way(Ground.ROLE, Level.MANAGE, true()))
    return found


def reached(actor: Actor, may: May) -> Select[Any]:
    """The cases outside the bin that this person may do this to: one select for every question (STYLE 5).

    Whoever may act further than see still acts on what they see only.
    """
    cases = select(Case).where(Case.deleted_at.is_(None))
    cases = cases.where(*_seen(actor))
    if may is VIEW_CASES:
        return cases
    reach = actor.reach(may)
    return cases if reach is Reach.ALL else cases.where(_any(ways(actor, reach), LEVELS[may.key]))


def seen_one_by_one(actor: Actor) -> list[ColumnElement[bool]]:
    """What a case must be for the person to see it, as ``reached`` has it; nothing for who sees all.

    It is asked of each case as it comes (decision 35), which is quick for a few hundred of them: the planner
    would first gather all cases of all contacts that the person sees, even for a page of fifty.
    """
    return _seen(actor, _of_each)


def seen_at_once(actor: Actor) -> list[ColumnElement[bool]]:
    """The same, where all that the person sees is wanted: what each ground opens is looked for by itself.

    With one question for all grounds every case of the workspace is read, however few are seen.
    """
    found = _grounds(actor, _as_planned)
    if found is None:
        return []
    parts = [select(Case.id).where(ground).correlate(None) for ground in found]
    return [Case.id.in_(union_all(*parts))]


def restorable_by(actor: Actor) -> Select[Any]:
    """The cases in the bin that this person may bring back: their own deed, or any with reach *all*."""
    binned = select(Case).where(Case.deleted_at.is_not(None))
    reach = actor.reach(DELETE_CASES)
    if reach is Reach.ALL:
        return binned.where(*_seen(actor))
    return binned.where(Case.deleted_by == actor.user_id, literal(reach > Reach.NONE), *_seen(actor))


def may_give_away(one: Case, actor: Actor) -> bool:
    """Whether this person, who may change the case, may take it from its owner: that needs manage."""
    if one.owner_id in (None, actor.user_id):
        return True
    reach = actor.reach(EDIT_CASES)
    return reach is Reach.ALL or (reach is Reach.GROUP and one.owner_id in actor.teammates)


def _as_planned(subquery: Select[Any]) -> Select[Any]:
    return subquery


def _of_each(subquery: Select[Any]) -> Select[Any]:
    """Asked of each row: what has an offset, PostgreSQL gathers for none in advance."""
    return subquery.offset(0)


def _has_contacts(hint: Hint) -> ColumnElement[bool]:
    """Whether the case has a contact outside the bin."""
    link, contact = CaseContact.__table__.alias("any_link"), Contact.__table__.alias("any_contact")
    linked = select(link.c.id).join(contact, link.c.contact_id == contact.c.id)
    living = linked.where(link.c.case_id == Case.id, contact.c.deleted_at.is_(None))
    return hint(living.correlate(Case)).exists()


def _seen(actor: Actor, hint: Hint = _as_planned) -> list[ColumnElement[bool]]:
    """What a case must be for the person to see it; nothing for who sees all of both."""
    found = _grounds(actor, hint)
    return [] if found is None else [or_(*found)]


def _grounds(actor: Actor, hint: Hint) -> list[ColumnElement[bool]] | None:
    """Any of these a case must be for the person to see it; None: it may be what it is.

    The same as the ways at reach *own*, and what further ones add, in as few questions as can be: who is
    among the people of the case by its one list, and by contacts only those that are seen, since whoever may
    change a contact sees it. What is cheap stands first: few cases are of teammates, and only of those it is
    asked whether they have contacts.
    """
    reach = actor.reach(VIEW_CASES)
    if reach is Reach.NONE:
        return [false()]
    if reach is Reach.ALL and actor.reach(VIEW_CONTACTS) is Reach.ALL:
        return None
    found = [_holds(Case.people_ids, [actor.user_id or 0])]
    found += [way.holds for way in _by_contacts(actor, hint) if way.level is Level.READ]
    further = [way.holds for way in ways(actor, reach) if way.ground in (Ground.TEAMMATE, Ground.ROLE)]
    bare = ~_has_contacts(_of_each if reach is Reach.GROUP else hint)
    return [*found, and_(or_(*further), bare)] if further else found


def _any(found: list[Way], level: Level) -> ColumnElement[bool]:
    return or_(false(), *(way.holds for way in found if way.level >= level))


def _by_oneself(actor: Actor) -> list[Way]:
    me = actor.user_id or 0
    return [
        Way(Ground.OWNER, Level.MANAGE, Case.owner_id == me),
        Way(Ground.MEMBER, Level.WRITE, _holds(Case.member_ids, [me])),
        Way(Ground.RESPONSIBLE, Level.WRITE, _holds(Case.responsible_ids, [me])),
    ]


def _holds(column: Any, user_ids: list[int]) -> ColumnElement[bool]:
    held: ColumnElement[bool] = column.op("&&", is_comparison=True)(literal(user_ids, IDS))
    return held


def _by_contacts(actor: Actor, hint: Hint = _as_planned) -> list[Way]:
    return [
        Way(Ground.CONTACT, level, _about(contacts_reached(actor, may), hint))
        for level, may in ((Level.READ, VIEW_CONTACTS), (Level.WRITE, EDIT_CONTACTS))
        if actor.reach(may) is not Reach.NONE
    ]


def _about(contacts: Select[Any], hint: Hint) -> ColumnElement[bool]:
    """Whether one of these contacts is the case's."""
    link = CaseContact.__table__.alias("link")
    about = contacts.with_only_columns(Contact.id).order_by(None).join(link, link.c.contact_id == Contact.id)
    return hint(about.where(link.c.case_id == Case.id).correlate(Case)).exists()


# ── permissions ────────────────────────────────────────────────────────────────────────────────

VIEW_CASES: Final = May(
    key="cases.view",
    label=lazy("See cases"),
    help=lazy(
        "Own: those they own or work on, and those of contacts that they see. Group and all add cases without"
        " contacts."
    ),
    entity="case",
    reaches=REACHES,
    unsafe=False,
    given={"manager": Reach.OWN, "observer": Reach.OWN},
    records=reached,
)
CREATE_CASES: Final = May(
    key="cases.create",
    label=lazy("Add cases"),
    help=lazy("They become the owner of what they add, unless they name another."),
    entity="case",
    given={"manager": Reach.ALL},
)
EDIT_CASES: Final = May(
    key="cases.edit",
    label=lazy("Change cases"),
    help=lazy("Own: those they own or work on, and those of contacts that they may change."),
    entity="case",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
DELETE_CASES: Final = May(
    key="cases.delete",
    label=lazy("Delete cases"),
    help=lazy("Own: those they own. Group: also those of their teammates."),
    entity="case",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
MANAGE_CASE_SETTINGS: Final = May(
    key="cases.settings",
    label=lazy("Change the settings of cases"),
    help=lazy("Types of cases, the series of their numbers, names and colours of statuses."),
    entity="case",
)
STEER_WORKFLOWS: Final = May(
    key="workflows.steer",
    label=lazy("Steer workflows of cases"),
    help=lazy("Pause, resume and cancel them, skip steps and hand them to others."),
    entity="case",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
ANSWER_STEPS: Final = May(
    key="workflows.answer",
    label=lazy("Answer steps of workflows"),
    help=lazy("Complete, approve and reject what waits for them. Who may not is given no such step."),
    entity="case",
    given={"manager": Reach.ALL},
)
PERMISSIONS: Final = (
    VIEW_CASES, CREATE_CASES, EDIT_CASES, DELETE_CASES, ANSWER_STEPS, STEER_WORKFLOWS, MANAGE_CASE_SETTINGS,
)  # fmt: skip
LEVELS: Final = {
    VIEW_CASES.key: Level.READ,
    EDIT_CASES.key: Level.WRITE,
    STEER_WORKFLOWS.key: Level.WRITE,
    DELETE_CASES.key: Level.MANAGE,
}
READ_ONLY: Final = lazy("You can see this case but not change it.")
NOT_YOURS_TO_GIVE: Final = lazy("Only the case's owner can hand it to another.")
NOT_OWNER: Final = lazy("Only the case's owner can delete it.")
