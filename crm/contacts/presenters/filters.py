"""The filter of the list in words: its chips, the quick ones, and what the form about a condition offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.presenters.offers import those_meant
from crm.contacts.queries.filterable import ME, MY_GROUPS
from crm.kernel.i18n import LazyText, lazy
from crm.views.fields import Field, Fields
from crm.views.language import AllOf, AnyOf, Condition, Node, conditions
from crm.views.presenters import OPERATORS, PERIOD_NAMES, Said, said

Address = Callable[[Sequence[Node]], str]
Editor = Callable[[int, int, str], str]


@dataclass(frozen=True, slots=True)
class ChipPart:
    """A condition of a chip, and where it is edited; nowhere where it stands too deep for a form."""

    said: Said
    edit: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the filter: a condition, or several of which one is enough; ``without`` leaves it out."""

    parts: Sequence[ChipPart]
    without: str

    @property
    def text(self) -> str:
        """The whole of it."""
        return " / ".join(part.said.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Quick:
    """A filter that one click puts on."""

    label: LazyText
    condition: Condition
    for_all: bool = False


QUICK: Final = (
    Quick(lazy("Mine"), Condition("manager", "is", (ME,))),
    Quick(lazy("My groups'"), Condition("manager", "is", (MY_GROUPS,))),
    Quick(lazy("Without a manager"), Condition("manager", "empty"), for_all=True),
    Quick(lazy("No activity for 30 days"), Condition("activity", "older", ("30",))),
    Quick(lazy("Created this week"), Condition("created", "in", ("week",))),
)


def chips(tree: AllOf, fields: Fields, *, address: Address, editor: Editor) -> list[Chip]:
    """The filter as chips. ``address`` leads to the list with other parts, ``editor`` to a form."""
    return [
        Chip(_parts(part, place, fields, editor), address([*tree.parts[:place], *tree.parts[place + 1 :]]))
        for place, part in enumerate(tree.parts)
    ]


def _parts(part: Node, place: int, fields: Fields, editor: Editor) -> list[ChipPart]:
    flat = _is_flat(part)
    return [
        ChipPart(said(one, fields), editor(place, at, one.field) if flat else "")
        for at, one in enumerate(conditions(part))
    ]


def quick(tree: AllOf, *, address: Address, sees_all: bool) -> list[tuple[str, str]]:
    """The quick filters that are not on: label and address."""
    return [
        (str(one.label), address([*tree.parts, one.condition]))
        for one in QUICK
        if one.condition not in tree.parts and (sees_all or not one.for_all)
    ]


def form(of: Field, condition: Condition | None, *, q: str = "") -> dict[str, Any]:
    """What the form about a condition of this field shows; users answer ``q``."""
    values = condition.values if condition else ()
    op = condition.op if condition and condition.op in of.ops else next(iter(of.ops))
    takes = of.ops[op]
    return {
        "field": of,
        "ops": [(key, OPERATORS[key]) for key in of.ops],
        "op": op,
        "takes": dict(of.ops),
        "kinds": set(of.ops.values()),
        "options": _options(of, values, q),
        "periods": list(PERIOD_NAMES.items()),
        "chosen": list(values) if takes == "choices" else [],
        "first": values[0] if values else "",
        "second": values[1] if len(values) > 1 else "",
        "kind": takes,
    }


def _options(of: Field, values: Sequence[str], q: str) -> Any:
    """The choices; of users the words that stand for some, whoever is chosen, and the first who answer."""
    if of.words == (ME, MY_GROUPS):
        return those_meant(values, q=q)
    return [(choice.value, choice.label) for choice in of.choices()]


def _is_flat(part: Node) -> bool:
    return isinstance(part, Condition) or (
        isinstance(part, AnyOf) and all(isinstance(one, Condition) for one in part.parts)
    )
