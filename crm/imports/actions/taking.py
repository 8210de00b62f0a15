"""What is done with the cells of each column, as functions that are made once for a file.

None of them asks what its column means; sentences are made only where something is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from crm.contacts.actions.tagging import folded
from crm.contacts.forms.tags import split as split_tags
from crm.imports.actions.lines import Known, Line, Take
from crm.imports.actions.naming import MOST_REMEMBERED, REFUSED, Names
from crm.imports.actions.taking_own import own_take
from crm.imports.forms import WishShape
from crm.imports.guessing.categories import category
from crm.imports.guessing.cells import Order, to_bool, to_date, values
from crm.imports.reading.shapes import Shape
from crm.imports.targets import OWN
from crm.kernel import codes
from crm.kernel.i18n import _
from crm.kernel.search_text import fold

LONGEST_NAME: Final = 200
SHOWN: Final = 60
PLAIN: Final = frozenset({"first_name", "last_name", "middle_name", "job_title", "source", "external_id"})
REQUISITES: Final = {
    "inn": "inn", "kpp": "kpp", "ogrn": "ogrn", "okpo": "okpo", "legal_form": "legal_form",
    "full_legal_name": "full_name",
}  # fmt: skip
WAYS: Final = {
    "email": "email", "phone": "phone", "url": "site", "messenger": "messenger", "social": "social",
}  # fmt: skip
ADDRESS: Final = "address"
ACCOUNT: Final = "account"
LABEL: Final = "label"
CODES: Final = {"language": codes.language_options, "currency": codes.currency_options}
_PEOPLE: Final = "person|people|individual|contact|человек|люди|контакт|физлицо|физическое лицо|частное лицо"
_FIRMS: Final = (
    "company|organization|organisation|org|business|компания|организация|фирма|юрлицо|юридическое лицо"
)
KINDS: Final = {
    **dict.fromkeys(_PEOPLE.split("|"), "person"), **dict.fromkeys(_FIRMS.split("|"), "company"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Making:
    """What functions for columns are made of. ``names`` are the lists that columns name things of."""

    targets: Sequence[str]
    shape: Shape
    known: Known
    names: Mapping[str, Names]


def takes_of(wish: WishShape, shape: Shape, known: Known) -> tuple[list[Take | None], Mapping[str, Names]]:
    """What is done with each column's cells, and the lists of names that are counted meanwhile."""
    names = {
        target: _names(target, wish, known)
        for target in dict.fromkeys(wish.targets)
        if _is_list(target, known)
    }
    making = Making(wish.targets, shape, known, names)
    return [_take(making, column, target) for column, target in enumerate(wish.targets)], names


def _take(making: Making, column: int, target: str) -> Take | None:
    if not target:
        return None
    if target.startswith(OWN):
        field = making.known.fields.get(target.removeprefix(OWN))
        return own_take(field, column, making.shape, making.names.get(target)) if field else None
    way, _dot, part = target.partition(".")
    if part == LABEL:
        return None
    if way in WAYS:
        return _way(WAYS[way], column, part, _label_column(making.targets, column, way))
    if way in (ADDRESS, ACCOUNT):
        return _part(making.targets, column, way, part)
    if target in PLAIN:
        return _plain(target, column)
    if target in REQUISITES:
        return _requisite(REQUISITES[target], column)
    return OTHERS[target](making, column)


def _plain(path: str, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        line.values[path] = text
        line.origins[path] = column

    return take


def _requisite(name: str, column: int) -> Take:
    path = f"requisites.{name}"

    def take(line: Line, text: str) -> None:
        line.requisites[name] = text
        line.origins[path] = column

    return take


# ── ways to reach ──────────────────────────────────────────────────────────────────────────────


def _way(kind: str, column: int, label: str, label_column: int | None) -> Take:
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


def _label_column(targets: Sequence[str], column: int, way: str) -> int | None:
    """The column that tells the category of this one: all before their ways (Google), or all behind them."""
    wanted = f"{way}.{LABEL}"
    of_way = [target for target in targets if target.partition(".")[0] == way]
    at = column - 1 if of_way[0] == wanted else column + 1
    return at if 0 <= at < len(targets) and targets[at] == wanted else None


def _part(targets: Sequence[str], column: int, way: str, part: str) -> Take:
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


# ── names of lists ─────────────────────────────────────────────────────────────────────────────


def _is_list(target: str, known: Known) -> bool:
    if target.startswith(OWN):
        field = known.fields.get(target.removeprefix(OWN))
        return field is not None and field.type in ("select", "multi_select", "user")
    return target in LISTS


def _names(target: str, wish: WishShape, known: Known) -> Names:
    decided, coming = wish.lists.get(target), known.coming.get(target)
    if target.startswith(OWN):
        field = known.fields[target.removeprefix(OWN)]
        there = known.users if field.type == "user" else options(field)
        return Names(there, decided=decided, coming=coming, usual=wish.unknown)
    there = {"type": known.types, "tags": known.tags}.get(target, known.managers)
    fold_name = folded if target == "tags" else fold
    return Names(there, decided=decided, coming=coming, usual=wish.unknown, folded=fold_name)


def options(field: Any) -> dict[str, int]:
    """The values to choose from by all their names, folded; archived ones can't be chosen any more."""
    live = (one for one in field.options if not one.get("deleted") and not one.get("archived"))
    return {
        fold(name): one["id"] for one in live for name in (one["name"], *(one.get("labels") or {}).values())
    }


def _type(making: Making, column: int) -> Take:
    names = making.names["type"]

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.values["type_id"] = found
            line.origins["type_id"] = column
        elif found == REFUSED:
            line.faults.append((column, _("There is no such type: %(name)s", name=text[:SHOWN])))

    return take


def _tags(making: Making, column: int) -> Take:
    names = making.names["tags"]
    cells: dict[str, list[int]] = {}
    """Cells that hold nothing but known tags: most files have the same ones again and again."""

    def take(line: Line, text: str) -> None:
        line.origins["tag_ids"] = column
        if (ids := cells.get(text)) is not None:
            line.tag_ids += ids
            return
        found = [(name, names(name)) for name in split_tags(values(text))]
        ids = [one for _name, one in found if one > 0]
        line.tag_ids += ids
        for name, one in found:
            if one == REFUSED:
                line.faults.append((column, _("There is no such tag: %(name)s", name=name[:SHOWN])))
        if (
            len(ids) == len(found)
            and len(cells) < MOST_REMEMBERED
            and all(map(names.knows, (name for name, _one in found)))
        ):
            cells[text] = ids

    return take


def _manager(making: Making, column: int) -> Take:
    names = making.names["manager"]

    def take(line: Line, text: str) -> None:
        for name in values(text):
            found = names(name)
            if found > 0:
                line.managers.append(found)
            elif found == REFUSED:
                line.faults.append((column, _nobody(name)))

    return take


def _lead(making: Making, column: int) -> Take:
    names = making.names["lead"]

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.lead = found
        elif found == REFUSED:
            line.faults.append((column, _nobody(text)))

    return take


def _nobody(name: str) -> str:
    return _("Nobody of this name can be a manager: %(name)s", name=name[:SHOWN])


# ── the rest ───────────────────────────────────────────────────────────────────────────────────


def _full_name(_making: Making, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        line.whole = (column, text)

    return take


def _company(_making: Making, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        if len(text) > LONGEST_NAME:
            told = _("This is too long: at most %(max_length)s characters.", max_length=LONGEST_NAME)
            line.faults.append((column, told))
        elif line.firm is None:
            line.firm = (column, text)

    return take


def _birthday(making: Making, column: int) -> Take:
    order = cast(Order, making.shape.dates)

    def take(line: Line, text: str) -> None:
        day = to_date(text, order)
        if day is None:
            line.faults.append((column, _("This is no date: %(text)s", text=text[:SHOWN])))
        else:
            line.values["born_on"] = day.isoformat()
            line.origins["born_on"] = column

    return take


def _note(_making: Making, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        before = line.values.get("description")
        line.values["description"] = f"{before}\n{text}" if before else text
        line.origins["description"] = column

    return take


def _code(name: str) -> Callable[[Making, int], Take]:
    def make(_making: Making, column: int) -> Take:
        by_label = {fold(label): code for code, label in CODES[name]()}

        def take(line: Line, text: str) -> None:
            line.values[name] = by_label.get(fold(text), text)
            line.origins[name] = column

        return take

    return make


def _kind(_making: Making, column: int) -> Take:
    """A word, or yes and no to whether it is a company."""

    def take(line: Line, text: str) -> None:
        kind = KINDS.get(fold(text))
        if kind is None:
            is_firm = to_bool(text)
            if is_firm is None:
                line.faults.append(
                    (column, _("This is neither a person nor a company: %(text)s", text=text[:SHOWN]))
                )
                return
            kind = "company" if is_firm else "person"
        line.values["kind"] = kind
        line.origins["kind"] = column

    return take


LISTS: Final = ("type", "tags", "manager", "lead")
OTHERS: Final[dict[str, Callable[[Making, int], Take]]] = {
    "full_name": _full_name, "company": _company, "birthday": _birthday, "note": _note, "type": _type,
    "tags": _tags, "manager": _manager, "lead": _lead, "language": _code("language"),
    "currency": _code("currency"), "kind": _kind,
}  # fmt: skip
