"""Two versions of a workflow compared: steps that came, went, moved and changed, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crm.kernel.i18n import _
from crm.kernel.tellings import Changed
from crm.workflows.definition import Definition, Step
from crm.workflows.presenters.telling import Names, details

Kind = Literal["added", "removed", "moved", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A step that is not as it was. ``number`` is its place now, in the earlier version for one removed."""

    kind: Kind
    number: int
    title: str
    changes: Sequence[Changed] = ()


def differences(earlier: Definition, later: Definition, names: Names) -> list[Difference]:
    """What differs, in the order of the later version's steps, the removed ones at the end."""
    was = {step.key: step for step in earlier.steps}
    now = {step.key for step in later.steps}
    kept_before = [step.key for step in earlier.steps if step.key in now]
    kept_after = [step.key for step in later.steps if step.key in was]
    moved = _moved(kept_before, kept_after)
    found = []
    for number, step in enumerate(later.steps, start=1):
        before = was.get(step.key)
        if before is None:
            found.append(Difference("added", number, step.title))
            continue
        changes = _changes(before, step, earlier, later, names)
        if changes:
            found.append(Difference("changed", number, step.title, changes))
        elif step.key in moved:
            found.append(Difference("moved", number, step.title))
    for number, step in enumerate(earlier.steps, start=1):
        if step.key not in now:
            found.append(Difference("removed", number, step.title))
    return found


def _changes(
    before: Step, after: Step, earlier: Definition, later: Definition, names: Names
) -> list[Changed]:
    was = dict([(_("Title of the step"), before.title), *details(before, earlier, names)])
    now = dict([(_("Title of the step"), after.title), *details(after, later, names)])
    labels = [*now, *(label for label in was if label not in now)]
    return [
        Changed(label, was.get(label, ""), now.get(label, ""))
        for label in labels
        if was.get(label, "") != now.get(label, "")
    ]


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Those that stand elsewhere among the kept ones: all but a longest run that is still in order."""
    places = [before.index(key) for key in after]
    runs: list[list[int]] = [[]]
    for place in places:
        fitting = [run for run in runs if not run or run[-1] < place]
        runs.append([*sorted(fitting, key=_length)[-1], place])
    still = set(sorted(runs, key=_length)[-1])
    return {key for key, place in zip(after, places, strict=True) if place not in still}


def _length(run: list[int]) -> int:
    return len(run)
