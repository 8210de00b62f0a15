"""Names of what the workspace has lists of: types, tags, managers."""

from collections.abc import Mapping
from typing import Final

from crm.contacts.actions.tagging import folded
from crm.contacts.forms.tags import split as split_tags
from crm.fields.models import CustomField
from crm.imports.actions.lines import Known, Line, Take
from crm.imports.actions.naming import MOST_REMEMBERED, REFUSED, Names
from crm.imports.actions.taking.making import SHOWN, Making
from crm.imports.forms import WishShape
from crm.imports.guessing.cells import values
from crm.imports.targets import OWN
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

LISTS: Final = ("type", "tags", "manager", "lead", "class")

GOOGLES: Final = frozenset({"* mycontacts", "* starred", "* friends", "* family", "* coworkers"})
"""Groups that Google Contacts keeps by itself, as its export calls them."""


def field_of(target: str, known: Known) -> CustomField | None:
    """The own field that the column becomes; None for any other target."""
    return known.fields.get(target.removeprefix(OWN)) if target.startswith(OWN) else None


def is_list(target: str, known: Known) -> bool:
    """Whether the column names things of a list."""
    if target.startswith(OWN):
        field = field_of(target, known)
        return field is not None and field.type in ("select", "multi_select", "user")
    return target in LISTS


def names_of(target: str, wish: WishShape, known: Known) -> Names:
    return Names(
        known_names(target, known) or {},
        decided=wish.lists.get(target),
        coming=known.coming.get(target),
        usual=wish.unknown,
        folded=folded if target == "tags" else fold,
    )


def known_names(target: str, known: Known) -> Mapping[str, int] | None:
    """What the workspace has of what this column names, by folded names; None where it names no list's."""
    if not is_list(target, known):
        return None
    if target.startswith(OWN):
        field = known.fields[target.removeprefix(OWN)]
        return known.users if field.type == "user" else options(field)
    lists = {"type": known.types, "tags": known.tags, "class": known.classes}
    return lists.get(target, known.managers)


def options(field: CustomField) -> dict[str, int]:
    """The values to choose from by all their names, folded; archived ones can't be chosen any more."""
    live = (one for one in field.options if not one.get("deleted") and not one.get("archived"))
    return {
        fold(name): one["id"] for one in live for name in (one["name"], *(one.get("labels") or {}).values())
    }


def contact_type(making: Making, column: int) -> Take:
    names = making.names["type"]

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.values["type_id"] = found
            line.origins["type_id"] = column
        elif found == REFUSED:
            line.faults.append((column, lazy("There is no such type: %(name)s", name=text[:SHOWN])))

    return take


def tags_in(cell: str) -> list[str]:
    """The tags of a cell, but groups that Google Contacts keeps by itself ("* myContacts")."""
    return [name for name in split_tags(values(cell)) if name.lower() not in GOOGLES]


def tags(making: Making, column: int) -> Take:
    names = making.names["tags"]
    cells: dict[str, list[int]] = {}
    """Cells that hold nothing but known tags: most files have the same ones again and again."""

    def take(line: Line, text: str) -> None:
        line.origins["tag_ids"] = column
        if (ids := cells.get(text)) is not None:
            line.tag_ids += ids
            return
        found = [(name, names(name)) for name in tags_in(text)]
        ids = [one for _name, one in found if one > 0]
        line.tag_ids += ids
        for name, one in found:
            if one == REFUSED:
                line.faults.append((column, lazy("There is no such tag: %(name)s", name=name[:SHOWN])))
        if (
            len(ids) == len(found)
            and len(cells) < MOST_REMEMBERED
            and all(map(names.knows, (name for name, _one in found)))
        ):
            cells[text] = ids

    return take


def manager(making: Making, column: int) -> Take:
    names = making.names["manager"]

    def take(line: Line, text: str) -> None:
        for name in values(text):
            found = names(name)
            if found > 0:
                line.managers.append(found)
            elif found == REFUSED:
                line.faults.append((column, _nobody(name)))

    return take


def lead(making: Making, column: int) -> Take:
    names = making.names["lead"]

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.lead = found
        elif found == REFUSED:
            line.faults.append((column, _nobody(text)))

    return take


def _nobody(name: str) -> LazyText:
    return lazy("Nobody of this name can be a manager: %(name)s", name=name[:SHOWN])
