"""For each column of a file: what it may become, how sure that is, and why."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.imports.guessing.categories import use_of
from crm.imports.guessing.exports import OWN, SKIP, known
from crm.imports.guessing.headings import compared, target_of
from crm.imports.guessing.looks import by_values
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

BY_EXPORT: Final = 0.98
BY_HEADING: Final = 0.9
IN_PARTS: Final = frozenset({"address", "account"})
"""A part of these is not the whole."""
FIELD: Final = "field:"
ONCE: Final = frozenset({
    "first_name", "last_name", "middle_name", "full_name", "company", "job_title", "birthday", "type",
    "external_id", "inn", "kind", "language", "currency", "source", "lead", "class", "access", "restricted",
})  # fmt: skip
"""Only one column can become each of these; of several the surest does."""

WHOLE_NAMES: Final = frozenset({"full_name", "last_name"})
"""Beside a column of these the one of first names holds nothing more."""
FOREIGN: Final = frozenset({"tax id", "tin", "vat", "vat number"})
"""Headings under which the whole world has numbers, which are INNs in Russia."""
_INN: Final = re.compile(r"\d{10}|\d{12}")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may become. ``column`` is its place from 0; ``target`` "skip" where nothing fits.

    ``confidence`` from 0 to 1; ``reason`` is a sentence for people.
    """

    column: int
    target: str
    reason: LazyText
    confidence: float


def guess(
    columns: Sequence[str],
    sample: Sequence[Sequence[str]],
    targets: Mapping[str, str] | Collection[str],
) -> tuple[Guess, ...]:
    """A guess for each column, in their order.

    ``targets`` are all that a column may become; as a mapping they tell what each is called, so that the
    workspace's own fields ("field:7") are found by their names.
    """
    export = known(columns)
    own = {fold(name): code for code, name in targets.items()} if isinstance(targets, Mapping) else {}
    guesses = []
    for at, heading in enumerate(columns):
        told = export.mapping.get(at) if export else None
        if told and told.startswith(OWN):
            told = own.get(fold(told.removeprefix(OWN)), SKIP)
        if export and told and (target := _allowed(told, targets) or SKIP):
            guesses.append(
                Guess(at, target, lazy("as in the export of %(program)s", program=export.name), BY_EXPORT)
            )
        else:
            guesses.append(
                _by_itself(at, heading, [row[at] for row in sample if at < len(row)], own, targets)
            )
    once = _each_once(guesses, columns)
    told_of = frozenset(one.target for one in once)
    return tuple(_by_cells(one, columns, sample, told_of, targets) for one in once)


def _by_cells(
    one: Guess,
    columns: Sequence[str],
    sample: Sequence[Sequence[str]],
    told: Collection[str],
    targets: Collection[str],
) -> Guess:
    """The guess, unless the cells tell that the heading means something else: whole names, foreign ids."""
    if one.target == "first_name" and "full_name" in targets and not WHOLE_NAMES.intersection(told):
        if _most(_filled(sample, one.column), _is_whole_name):
            reason = lazy("by its heading: its values are whole names")
            return Guess(one.column, "full_name", reason, one.confidence)
    elif one.target == "inn" and compared(columns[one.column]) in FOREIGN:
        cells = _filled(sample, one.column)
        if cells and not _most(cells, _is_inn):
            return Guess(one.column, SKIP, lazy("its values are no INNs"), 0.0)
    return one


def _filled(sample: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column][:1_000] for row in sample if column < len(row) and row[column].strip()]


def _most(cells: Sequence[str], is_such: Callable[[str], bool]) -> bool:
    return sum(map(is_such, cells)) > len(cells) / 2


def _is_whole_name(cell: str) -> bool:
    return len(cell.split()) > 1


def _is_inn(cell: str) -> bool:
    return _INN.fullmatch("".join(cell.split())) is not None


def _by_itself(
    at: int, heading: str, cells: Sequence[str], own: Mapping[str, str], targets: Collection[str]
) -> Guess:
    named = own.get(fold(heading)) or target_of(heading)
    if named and (target := _allowed(named, targets)):
        return Guess(at, target, lazy("by its heading"), BY_HEADING)
    seen = by_values(cells)
    if seen and (target := _allowed(seen.target, targets)):
        return Guess(at, target, seen.reason, seen.confidence)
    return Guess(at, SKIP, lazy("nothing fits it"), 0.0)


def _allowed(target: str, targets: Collection[str]) -> str:
    """The target, else the nearest of those there are: "phone" for "phone.mobile"."""
    if target in targets or target == SKIP:
        return target
    if target.endswith(".label"):
        return ""
    general = "company" if target == "name" else target.partition(".")[0]
    return general if general in targets and general not in IN_PARTS else ""


def _each_once(guesses: Sequence[Guess], columns: Sequence[str]) -> tuple[Guess, ...]:
    """The guesses, where of several columns for one thing that holds one value the surest is left."""
    taken: set[str] = set()
    kept: dict[int, Guess] = {}
    for one in sorted(guesses, key=lambda each: (-each.confidence, each.column)):
        what = _what(one, columns)
        if what in taken:
            one = Guess(one.column, SKIP, lazy("another column fits better"), 0.0)
        if _is_once(one):
            taken.add(what)
        kept[one.column] = one
    return tuple(kept[at] for at in range(len(guesses)))


def _what(one: Guess, columns: Sequence[str]) -> str:
    """What it is that holds one value: each address has a city."""
    if not one.target.startswith("address."):
        return one.target
    return f"{one.target} {use_of(columns[one.column])}"


def _is_once(one: Guess) -> bool:
    """Whether no other column can become the same. Exports that are known tell several addresses in parts."""
    if one.target == "address.extra":
        return False
    if one.confidence >= BY_EXPORT and (one.target == "company" or one.target.partition(".")[0] in IN_PARTS):
        return False
    return one.target in ONCE or one.target.startswith((FIELD, "address.", "account."))
