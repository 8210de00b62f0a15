"""Which names of a file the workspace doesn't know: as the last check counted them, else as the look did.

A look tells what stands in the cells of a column, as far as many of them are the same: enough to ask what
shall become of names before a check is begun.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from crm.contacts.actions.tagging import folded
from crm.imports.actions import employers
from crm.imports.actions.knowing import known_for
from crm.imports.actions.lines import Known
from crm.imports.actions.naming import added_up
from crm.imports.actions.taking.lists import field_of, is_list, known_names, tags_in
from crm.imports.guessing.cells import values
from crm.imports.models import Import
from crm.kernel.access import Actor
from crm.kernel.search_text import fold

Told = dict[str, Any]
CHECKED: Final = "checked"
"""In what was seen: what the columns became in the last check."""


def unknown_names(one: Import, wish: Mapping[str, Any], *, by: Actor) -> Told:
    """By target of these columns: ``rows`` by name, and how many ``more`` names there are.

    A few statements.
    """
    targets = _texts(wish.get("targets"))
    checked = {
        target: told
        for target, told in (one.seen.get("strange") or {}).items()
        if _columns(target, targets) == _columns(target, one.seen.get(CHECKED) or ())
    }
    if wish.get("companies") != "ask":
        checked.pop(employers.TARGET, None)
    return {**_foreseen(one, targets, str(wish.get("companies")), by), **checked}


def _texts(targets: Any) -> list[str]:
    return (
        [target if isinstance(target, str) else "" for target in targets] if isinstance(targets, list) else []
    )


def _columns(target: str, targets: Sequence[str]) -> list[int]:
    return [column for column, one in enumerate(targets) if one == target]


def _foreseen(one: Import, targets: Sequence[str], companies: str, by: Actor) -> Told:
    known = known_for(one)
    found: list[Told] = []
    for column, target in enumerate(targets):
        cells = _cells(one, column)
        if target == employers.TARGET and companies == "ask":
            found.append({target: {"rows": employers.unsure(cells, by=by)}})
        elif is_list(target, known):
            found += [{target: {"rows": {name: rows}}} for name, rows in _strange(target, cells, known)]
    return added_up(found)


def _strange(target: str, cells: Mapping[str, int], known: Known) -> Iterator[tuple[str, int]]:
    names, several = known_names(target, known) or {}, _several(target, known)
    fold_name = folded if target == "tags" else fold
    for cell, rows in cells.items():
        yield from ((" ".join(name.split()), rows) for name in several(cell) if fold_name(name) not in names)


def _several(target: str, known: Known) -> Callable[[str], Sequence[str]]:
    """The names in a cell of such a column."""
    if target == "tags":
        return tags_in
    field = field_of(target, known)
    if target == "manager" or (field is not None and field.type == "multi_select"):
        return values
    return lambda cell: [cell]


def _cells(one: Import, column: int) -> Mapping[str, int]:
    """What stands in the cells of the column, and how often; of one that is all different, in the sample."""
    counted = (one.seen.get("cells") or ())[column : column + 1]
    cells: dict[str, int] = {}
    told = counted[0].items() if counted and counted[0] is not None else _sampled(one, column)
    for cell, rows in told:
        if name := cell.strip():
            cells[name] = cells.get(name, 0) + rows
    return cells


def _sampled(one: Import, column: int) -> Iterator[tuple[str, int]]:
    return ((row[column], 1) for row in one.seen["sample"] if column < len(row))
