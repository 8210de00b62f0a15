"""Ways to reach somebody, each with its category; addresses and bank accounts in parts."""

from collections.abc import Sequence
from typing import Final

from crm.imports.actions.lines import Line, Take
from crm.imports.guessing.categories import category, use_of
from crm.imports.guessing.cells import NOTHING, mails, values

ADDRESS: Final = "address"
ACCOUNT: Final = "account"
LABEL: Final = "label"
EXTRA: Final = "extra"


def way(kind: str, column: int, label: str, label_column: int | None) -> Take:
    """``label`` is what the column itself tells, ``label_column`` the one that tells it row by row."""

    apart = mails if kind == "email" else values

    def take(line: Line, text: str) -> None:
        if text in NOTHING:
            return
        told = label
        if label_column is not None and label_column < len(line.cells):
            told = category(line.cells[label_column]) or label
        for one in apart(text):
            line.origins[f"comms.{len(line.comms)}"] = column
            line.comms.append(
                {"kind": kind, "value": one, "label": told} if told else {"kind": kind, "value": one}
            )

    return take


def label_column(targets: Sequence[str], column: int, way: str) -> int | None:
    """The column that tells the category of this one: all before their ways (Google), or all behind them."""
    wanted = f"{way}.{LABEL}"
    of_way = [target for target in targets if target.partition(".")[0] == way]
    at = column - 1 if of_way[0] == wanted else column + 1
    return at if 0 <= at < len(targets) and targets[at] == wanted else None


def part_of(targets: Sequence[str], headings: Sequence[str], column: int, way: str, part: str) -> Take:
    """A part of an address or account, or an address in one line; by its heading it tells what it is for."""
    uses = [use_of(heading) for heading in headings] if way == ADDRESS else []
    uses += [""] * (len(targets) - len(uses))
    if not part:
        return _whole_address(column, uses[column])
    groups = _groups(targets, uses, way)
    number = groups[column]
    labels = (at for at, target in enumerate(targets) if target == f"{ADDRESS}.{LABEL}")
    label_column = next((at for at in labels if groups.get(at) == number), None)

    def take(line: Line, text: str) -> None:
        if way == ACCOUNT:
            if text in NOTHING:
                return
            line.accounts.setdefault(number, {})[part] = text
            line.origins[f"requisites.accounts.{len(line.accounts) - 1}.{part}"] = column
            return
        address = line.addresses.get(number)
        if address is None:
            address = line.addresses[number] = {"column": column, LABEL: uses[column]}
            if label_column is not None and label_column < len(line.cells):
                address[LABEL] = category(line.cells[label_column]) or uses[column]
        address[part] = f"{address[part]}, {text}" if part in address else text

    return take


def _whole_address(column: int, use: str) -> Take:
    comm = {"kind": ADDRESS, LABEL: use} if use else {"kind": ADDRESS}

    def take(line: Line, text: str) -> None:
        line.origins[f"comms.{len(line.comms)}"] = column
        line.comms.append({**comm, "value": text})

    return take


def _groups(targets: Sequence[str], uses: Sequence[str], way: str) -> dict[int, int]:
    """By column, which address, or account, it is a part of: where a part comes again, the next one begins.

    Headings that tell what addresses are for keep each apart, in whatever order their parts stand. Second
    lines that follow one another are of one address.
    """
    parts = [(at, part) for at, target in enumerate(targets) if (part := _part(target, way))]
    by_use = _tell_apart([(uses[at], part) for at, part in parts])
    told: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    groups: dict[int, int] = {}
    for at, part in parts:
        use = uses[at] if by_use else ""
        seen = told.setdefault(use, [])
        if not seen or (part in seen and not part == seen[-1] == EXTRA):
            numbers[use], told[use] = len(set(groups.values())), []
        told[use].append(part)
        groups[at] = numbers[use]
    return groups


def _part(target: str, way: str) -> str:
    one, _dot, part = target.partition(".")
    return part if one == way else ""


def _tell_apart(parts: Sequence[tuple[str, str]]) -> bool:
    """Whether the uses tell several addresses: two are named, or one repeats what one without a name has."""
    named = {use for use, _part in parts if use}
    bare = {part for use, part in parts if not use}
    return len(named) > 1 or any(use and part in bare for use, part in parts)
