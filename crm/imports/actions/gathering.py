"""A line's cells in the words of ``ContactShape``, each remembered with the column that it came from.

What is done with the cells of a column is settled once for the file, by ``gathering_for``; a row then only
runs through it (a file may have a million of them).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm.imports.actions.employers import decided_of
from crm.imports.actions.lines import Gathered, Known, Line, Take
from crm.imports.actions.naming import REFUSE, Names
from crm.imports.actions.taking.columns import takes_of
from crm.imports.actions.taking.employer import note_details
from crm.imports.actions.taking.making import SHOWN
from crm.imports.forms import WishShape
from crm.imports.guessing.people import is_company, split_name
from crm.imports.reading.shapes import Shape
from crm.kernel.i18n import lazy
from crm.kernel.matching import company_key

PARTS: Final = ("last_name", "first_name", "middle_name")
"""As ``split_name`` tells them."""


class Gathering:
    """What the lines of one file say, by what its columns mean. ``takes`` are by column; None: left out."""

    __slots__ = ("_firms", "_kind", "_takes", "names")

    def __init__(
        self, takes: Sequence[Take | None], kind: str, names: Mapping[str, Names], firms: Mapping[str, str]
    ) -> None:
        self._takes, self._kind, self.names, self._firms = takes, kind, names, firms

    def __call__(self, cells: Sequence[str]) -> Gathered:
        """What this line says."""
        line = Line(cells)
        for take, cell in zip(self._takes, cells, strict=False):
            if take is not None and (text := cell.strip()):
                take(line, text)
        _put_together(line)
        _settle(line, self._kind)
        line.company = _company(line, self._firms)
        return line

    def strange(self) -> dict[str, Any]:
        """By target, the names so far that the workspace doesn't know, for JSON."""
        return {target: one.strange.told() for target, one in self.names.items() if one.strange.rows}


def gathering_for(wish: WishShape, shape: Shape, known: Known) -> Gathering:
    """What is done with the lines of a file that is read so and whose columns mean this."""
    takes, names = takes_of(wish, shape, known)
    return Gathering(takes, wish.kind, names, decided_of(wish))


def _put_together(line: Line) -> None:
    """What stands in several columns: addresses, accounts, managers."""
    told = line.values
    told["comms"] = line.comms
    if line.requisites or line.accounts:
        told["requisites"] = line.requisites
    if line.addresses:
        _add_addresses(line)
    if line.accounts:
        line.requisites["accounts"] = list(line.accounts.values())
    if line.custom:
        told["custom"] = line.custom
    if line.managers:
        line.access["managers"] = line.managers
    if line.lead:
        line.access["lead"] = line.lead
        line.managers = [line.lead, *(one for one in line.managers if one != line.lead)]


def _settle(line: Line, asked: str) -> None:
    """What follows from several cells: the kind and the name."""
    told = line.values
    kind = told.get("kind") or asked
    if kind == "auto":
        kind = "company" if _is_firm(line) else "person"
    told["kind"] = kind
    if kind == "company":
        _name_company(line)
        return
    if line.requisites:
        note_details(line)
    if line.whole is not None and not ("first_name" in told or "last_name" in told):
        column, text = line.whole
        for name, part in zip(PARTS, split_name(text), strict=True):
            told[name] = told.get(name) or part
            line.origins[name] = column


def _is_firm(line: Line) -> bool:
    if line.firm is None:
        return line.whole is not None and is_company(line.whole[1])
    told = line.values
    return line.whole is None and not ("last_name" in told or "first_name" in told or "middle_name" in told)


def _company(line: Line, decided: Mapping[str, str]) -> str:
    """Whom the person works for, as far as nobody chose otherwise."""
    if line.firm is None or line.values["kind"] != "person":
        return ""
    column, name = line.firm
    choice = decided.get(company_key(name), name) if decided else name
    if choice == REFUSE:
        line.faults.append((column, lazy("There is no such company: %(name)s", name=name[:SHOWN])))
    return name if choice else ""


def _name_company(line: Line) -> None:
    told = line.values
    people = " ".join(filter(None, (told.pop(name, "") for name in PARTS)))
    column, text = line.firm or line.whole or (line.origins.get("last_name", 0), people)
    told["name"], line.origins["name"] = text, column
    told.pop("job_title", None)


def _add_addresses(line: Line) -> None:
    for address in line.addresses.values():
        line.origins[f"comms.{len(line.comms)}"] = address.pop("column")
        street, extra = address.get("street", ""), address.pop("extra", "")
        if extra:
            address["street"] = f"{street}, {extra}" if street else extra
        label = address.pop("label", "")
        comm = {"kind": "address", "parts": address}
        line.comms.append({**comm, "label": label} if label else comm)


__all__ = ["Gathered", "Gathering", "Known", "gathering_for"]
