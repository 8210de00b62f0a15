"""The filter of the list in words: its chips and the quick ones."""

from collections.abc import Callable, Sequence
from typing import Final

from crm.contacts.presenters.filters import chips as chips
from crm.contacts.presenters.filters import form as form
from crm.kernel.i18n import LazyText, lazy
from crm.views.language import AllOf, Condition, Node

QUICK: Final[tuple[tuple[LazyText, Condition], ...]] = (
    (lazy("High priority"), Condition("priority", "is", ("high",))),
    # Translators: a filter of tasks that are to be done some time
    (lazy("Without a date"), Condition("due", "empty")),
)
"""Filters that one click puts on."""


def quick(tree: AllOf, *, address: Callable[[Sequence[Node], Condition], str]) -> list[tuple[str, str]]:
    """The quick filters that are not on: label and address, which is told the condition that is added."""
    return [
        (str(label), address([*tree.parts, condition], condition))
        for label, condition in QUICK
        if condition not in tree.parts
    ]
