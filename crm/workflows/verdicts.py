"""When a step is answered well enough: of its people, how many have to agree (CAS-2)."""

from collections.abc import Collection

from crm.workflows.definition import Mode, Step
from crm.workflows.effects import Outcome
from crm.workflows.state import Answer, Person


def allowed(step: Step, answer: Answer, *, ticked: Collection[int]) -> bool:
    """Whether a step of this mode takes the answer; to agree, its whole checklist has to be ticked."""
    if step.mode is Mode.APPROVE and answer is Answer.REJECTED:
        return True
    agreeing = Answer.APPROVED if step.mode is Mode.APPROVE else Answer.DONE
    return answer is agreeing and set(range(len(step.checklist))) <= set(ticked)


def needed(step: Step, people: Collection[Person]) -> int:
    """How many of these have to agree: all, or as many as the step says and there are."""
    return len(people) if step.needs == 0 else min(step.needs, len(people))


def verdict(step: Step, people: Collection[Person]) -> Outcome | None:
    """How the step ends by what its people have said; None: it waits for more.

    Where one answer is enough, the first one decides, also a rejection; else a step is rejected as soon as
    too few are left who could agree.
    """
    refused = sum(person.answer is Answer.REJECTED for person in people)
    agreed = sum(person.answer in (Answer.DONE, Answer.APPROVED) for person in people)
    enough = needed(step, people)
    if refused and (step.needs == 1 or len(people) - refused < enough):
        return Outcome.REJECTED
    if people and agreed >= enough:
        return Outcome.APPROVED if step.mode is Mode.APPROVE else Outcome.DONE
    return None
