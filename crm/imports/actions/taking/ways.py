"""Ways to reach somebody, each with its category; addresses and bank accounts in parts."""

from collections.abc import Sequence
from typing import Final

from crm.imports.actions.lines import Line, Take
from crm.imports.guessing.categories import category
from crm.imports.guessing.cells import values

ADDRESS: Final = "address"
ACCOUNT: Final = "account"
LABEL: Final = "label"


def way(kind: str, column: int, label: str, label_column: int | None) -> Take:
    """``label`` is what the column itself tells, ``label_column`` the one that tells it row by row."""

    def take(line: Line, text: str) -> None:
        told = label
        if label_column is not None and label_column < len(line.cells):
            told = category(line.cells[label_column]) or label
        for one in values(text):
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


def part_of(targets: Sequence[str], column: int, way: str, part: str) -> Take:
    if not part:
        return _whole_address(column)
    number = _group(targets, column, way)
    label_column = _label_of_group(targets, way, number) if way == ADDRESS else None

    def take(line: Line, text: str) -> None:
        if way == ACCOUNT:
            line.accounts.setdefault(number, {})[part] = text
            line.origins[f"requisites.accounts.{len(line.accounts) - 1}.{part}"] = column
            return
        address = line.addresses.get(number)
        if address is None:
            address = line.addresses[number] = {"column": column}
            if label_column is not None and label_column < len(line.cells):
                address[LABEL] = category(line.cells[label_column])
        address[part] = text

    return take


def _whole_address(column: int) -> Take:
    def take(line: Line, text: str) -> None:
        line.origins[f"comms.{len(line.comms)}"] = column
        line.comms.append({"kind": ADDRESS, "value": text})

    return take


def _group(targets: Sequence[str], column: int, way: str) -> int:
    """Which address, or account, the column is a part of: where a part comes again, the next one begins."""
    number, seen = 0, set[str]()
    for target in targets[: column + 1]:
        one, _dot, part = target.partition(".")
        if one != way or not part:
            continue
        if part in seen:
            number, seen = number + 1, set()
        seen.add(part)
    return number


def _label_of_group(targets: Sequence[str], way: str, number: int) -> int | None:
    wanted = f"{way}.{LABEL}"
    those = (at for at, target in enumerate(targets) if target == wanted)
    return next((at for at in those if _group(targets, at, way) == number), None)
