"""The filter of the list in words: its chips and the quick ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.presenters.filters import chips as chips
from crm.contacts.presenters.filters import form as form
from crm.contacts.queries.filterable import ME
from crm.kernel.i18n import LazyText, lazy
from crm.views.language import AllOf, Condition, Node


@dataclass(frozen=True, slots=True)
class Quick:
    """A filter that one click puts on."""

    label: LazyText
    condition: Condition


QUICK: Final = (
    # Translators: a filter of cases: those that are neither solved nor closed
    Quick(lazy("Open ones"), Condition("status", "is", ("open", "in_progress", "waiting"))),
    Quick(lazy("Mine"), Condition("person", "is", (ME,))),
    Quick(lazy("Overdue"), Condition("overdue", "is", ("yes",))),
    Quick(lazy("Nobody responsible"), Condition("owner", "empty")),
)


def quick(tree: AllOf, *, address: Callable[[Sequence[Node]], str]) -> list[tuple[str, str]]:
    """The quick filters that are not on: label and address."""
    return [
        (str(one.label), address([*tree.parts, one.condition]))
        for one in QUICK
        if one.condition not in tree.parts
    ]
