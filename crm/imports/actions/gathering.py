"""A line's cells in the words of ``ContactShape``, each remembered with the column that it came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from crm.imports.forms import WishShape
from crm.imports.guessing.cells import Order, to_date, values
from crm.imports.guessing.people import is_company, split_name
from crm.imports.reading.shapes import Shape
from crm.kernel import codes
from crm.kernel.i18n import _
from crm.kernel.search_text import fold

LONGEST_NAME: Final = 200
NAMES: Final = ("first_name", "last_name", "middle_name")
PLAIN: Final = {*NAMES, "job_title", "source", "external_id"}
REQUISITES: Final = {"inn", "kpp", "ogrn", "legal_form"}
WAYS: Final = {"email": "email", "phone": "phone", "url": "site"}
CODES: Final = {"language": codes.language_options, "currency": codes.currency_options}


@dataclass(frozen=True, slots=True)
class Known:
    """The workspace's lists by the names in which files speak of them, folded."""

    types: Mapping[str, int]
    tags: Mapping[str, int]
    managers: Mapping[str, int]


@dataclass(slots=True)
class Gathered:
    """``values`` are for ``ContactShape``; ``origins`` tell the column of each; ``faults`` are by column.

    ``company`` is whom a person works for.
    """

    values: dict[str, Any]
    company: str = ""
    managers: list[int] = field(default_factory=list)
    tag_ids: list[int] = field(default_factory=list)
    origins: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def gathered(cells: Sequence[str], wish: WishShape, shape: Shape, known: Known) -> Gathered:
    """What the line says of a contact, by what its columns mean."""
    found = Gathered({"comms": [], "requisites": {}})
    gathering = _Gathering(found, wish, shape, known)
    for column, (cell, target) in enumerate(zip(cells, wish.targets, strict=False)):
        if target and (text := cell.strip()):
            gathering.take(column, target, text)
    gathering.settle()
    return found


@dataclass(slots=True)
class _Gathering:
    found: Gathered
    wish: WishShape
    shape: Shape
    known: Known
    whole: tuple[int, str] | None = None
    company: tuple[int, str] | None = None
    address: dict[str, str] = field(default_factory=dict)
    address_column: int = 0

    def take(self, column: int, target: str, text: str) -> None:
        """Take a cell that says something."""
        if target in PLAIN:
            self._put(target, text, column)
        elif target in REQUISITES:
            self.found.values["requisites"][target] = text
            self.found.origins[f"requisites.{target}"] = column
        elif target in WAYS:
            for one in values(text):
                self._comm({"kind": WAYS[target], "value": one}, column)
        elif target.startswith("address."):
            self.address[target.partition(".")[2]] = text
            self.address_column = column
        else:
            OTHERS[target](self, column, text)

    def settle(self) -> None:
        """What follows from several cells: the kind, the name, the company, the address."""
        told = self.found.values
        if self.address:
            self._comm({"kind": "address", "parts": self.address}, self.address_column)
        kind = told.pop("kind", None) or self.wish.kind
        has_name = self.whole is not None or any(told.get(name) for name in NAMES)
        if kind == "auto":
            is_firm = self.company is None and self.whole is not None and is_company(self.whole[1])
            kind = "company" if is_firm or (self.company is not None and not has_name) else "person"
        told["kind"] = kind
        if kind == "company":
            self._name_company()
            return
        if self.whole is not None and not (told.get("first_name") or told.get("last_name")):
            parts = split_name(self.whole[1])
            for name, text in zip(("last_name", "first_name", "middle_name"), parts, strict=True):
                self._put(name, told.get(name) or text, self.whole[0])
        if self.company is not None:
            self.found.company = self.company[1]

    def _name_company(self) -> None:
        told = self.found.values
        people = " ".join(told.pop(name, "") for name in ("last_name", "first_name", "middle_name"))
        column, text = self.company or self.whole or (0, people.strip())
        self._put("name", text, column)
        told.pop("job_title", None)

    def _put(self, path: str, value: Any, column: int) -> None:
        self.found.values[path] = value
        self.found.origins[path] = column

    def _comm(self, comm: dict[str, Any], column: int) -> None:
        comms = self.found.values["comms"]
        self.found.origins[f"comms.{len(comms)}"] = column
        comms.append(comm)

    def _full_name(self, column: int, text: str) -> None:
        self.whole = (column, text)

    def _company(self, column: int, text: str) -> None:
        if len(text) > LONGEST_NAME:
            told = _("This is too long: at most %(max_length)s characters.", max_length=LONGEST_NAME)
            self.found.faults.append((column, told))
        else:
            self.company = (column, text)

    def _address(self, column: int, text: str) -> None:
        self._comm({"kind": "address", "value": text}, column)

    def _birthday(self, column: int, text: str) -> None:
        day = to_date(text, cast(Order, self.shape.dates))
        if day is None:
            self.found.faults.append((column, _("This is no date: %(text)s", text=text[:60])))
        else:
            self._put("born_on", day.isoformat(), column)

    def _note(self, column: int, text: str) -> None:
        before = self.found.values.get("description", "")
        self._put("description", f"{before}\n{text}" if before else text, column)

    def _code(self, name: str, column: int, text: str) -> None:
        by_label = {fold(label): code for code, label in CODES[name]()}
        self._put(name, by_label.get(fold(text), text), column)

    def _type(self, column: int, text: str) -> None:
        type_id = self.known.types.get(fold(text))
        if type_id is not None:
            self._put("type_id", type_id, column)
        else:
            self._unknown(column, _("There is no such type: %(name)s", name=text[:60]))

    def _tags(self, column: int, text: str) -> None:
        for name in (part for whole in values(text) for part in whole.split(",")):
            tag_id = self.known.tags.get(name.strip().lower())
            if tag_id is not None:
                self.found.tag_ids.append(tag_id)
            elif name.strip():
                self._unknown(column, _("There is no such tag: %(name)s", name=name.strip()[:60]))

    def _manager(self, column: int, text: str) -> None:
        for name in values(text):
            user_id = self.known.managers.get(fold(name))
            if user_id is not None:
                self.found.managers.append(user_id)
            else:
                self._unknown(column, _("Nobody of this name can be a manager: %(name)s", name=name[:60]))

    def _unknown(self, column: int, told: str) -> None:
        if self.wish.unknown == "refuse":
            self.found.faults.append((column, told))


OTHERS: Final[dict[str, Callable[[_Gathering, int, str], None]]] = {
    "full_name": _Gathering._full_name,
    "company": _Gathering._company,
    "address": _Gathering._address,
    "birthday": _Gathering._birthday,
    "note": _Gathering._note,
    "type": _Gathering._type,
    "tags": _Gathering._tags,
    "manager": _Gathering._manager,
    "language": lambda one, column, text: one._code("language", column, text),
    "currency": lambda one, column, text: one._code("currency", column, text),
}
