"""Real cases for whoever words mails or tries workflows out: what they hold and say (CAS-5, CAS-6)."""

from collections.abc import Mapping, Sequence

from crm.cases.models.case import Case
from crm.cases.queries.listing import listed
from crm.cases.queries.wishes import Wish
from crm.cases.running.letters import values_of_case
from crm.cases.running.people import lead_of
from crm.cases.running.queries import last_chosen, numbers_waiting
from crm.cases.running.values import values_of
from crm.kernel.access import Actor, found
from crm.workflows.casebook import MOST_OFFERED, Counters, Facts, casebook


def offered(actor: Actor) -> Sequence[tuple[int, str]]:
    """The latest cases that the person sees."""
    latest = listed(Wish(sort="created", limit=MOST_OFFERED), to=actor).cases
    return [(case.id, case.shown_name) for case in latest]


def values(case_id: int, actor: Actor) -> Mapping[str, str]:
    """What a mail about this case says of it."""
    return values_of_case(_the(case_id, actor), to=actor)


def facts(case_id: int, actor: Actor) -> Facts:
    """What conditions ask for, of contacts only those that the person sees."""
    return values_of(_the(case_id, actor), to=actor)


def people(case_id: int, actor: Actor) -> tuple[int | None, int | None]:
    """The case's owner, and the lead manager of its first contact, of those that the person sees."""
    return _the(case_id, actor).owner_id, lead_of(case_id, to=actor)


def counters(workflow_id: int | None, steps: Sequence[str], user_ids: Sequence[int]) -> Counters:
    """Whose turn it was last, and who is how busy; two statements."""
    return Counters(last_chosen(workflow_id, steps) if workflow_id else {}, numbers_waiting(user_ids))


def hand_in() -> None:
    """Let workflows know cases."""
    casebook.offered, casebook.values = offered, values
    casebook.facts, casebook.people = facts, people
    casebook.counters = counters


def _the(case_id: int, actor: Actor) -> Case:
    case: Case = found(Case.visible_to(actor), id=case_id)
    return case
