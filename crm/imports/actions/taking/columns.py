"""For each column of a file the function that takes its cells."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from babel.dates import format_skeleton

from crm.contacts.presenters.fields import LABELS
from crm.imports.actions.lines import Known, Line, Take
from crm.imports.actions.naming import Names
from crm.imports.actions.taking import access, lists, ways
from crm.imports.actions.taking.lists import is_list, names_of
from crm.imports.actions.taking.making import SHOWN, Making
from crm.imports.actions.taking.own import own_take
from crm.imports.forms import WishShape
from crm.imports.guessing import codes
from crm.imports.guessing.cells import NOTHING, Order, is_no_day, to_bool, to_date, without_year
from crm.imports.reading.shapes import Shape
from crm.imports.targets import OWN
from crm.kernel.i18n import lazy, locale
from crm.kernel.search_text import fold

LONGEST_NAME: Final = 200
LONGEST_ID: Final = 19
"""Of so many digits there is none."""
PLAIN: Final = frozenset({"first_name", "last_name", "middle_name", "job_title", "source", "external_id"})
REQUISITES: Final = {
    "inn": "inn", "kpp": "kpp", "ogrn": "ogrn", "okpo": "okpo", "legal_form": "legal_form",
    "full_legal_name": "full_name",
}  # fmt: skip
NUMBERS: Final = frozenset({"inn", "kpp", "ogrn", "okpo"})
WAYS: Final = {
    "email": "email", "phone": "phone", "url": "site", "messenger": "messenger", "social": "social",
}  # fmt: skip
CODES: Final = {"language": codes.language_of, "currency": codes.currency_of}
_PEOPLE: Final = (
    "person|people|individual|contact|персона|человек|люди|контакт|физлицо|физическое лицо|частное лицо"
)
_FIRMS: Final = (
    "company|organization|organisation|org|business|компания|организация|фирма|юрлицо|юридическое лицо"
)
KINDS: Final = {
    **dict.fromkeys(_PEOPLE.split("|"), "person"), **dict.fromkeys(_FIRMS.split("|"), "company"),
}  # fmt: skip


def takes_of(wish: WishShape, shape: Shape, known: Known) -> tuple[list[Take | None], Mapping[str, Names]]:
    """What is done with each column's cells, and the lists of names that are counted meanwhile."""
    names = {
        target: names_of(target, wish, known)
        for target in dict.fromkeys(wish.targets)
        if is_list(target, known)
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
    if part == ways.LABEL:
        return None
    if way in WAYS:
        return ways.way(WAYS[way], column, part, ways.label_column(making.targets, column, way))
    if way in (ways.ADDRESS, ways.ACCOUNT):
        return ways.part_of(making.targets, making.known.headings, column, way, part)
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
    path, is_number = f"requisites.{name}", name in NUMBERS

    def take(line: Line, text: str) -> None:
        if is_number and text in NOTHING:
            return
        line.requisites[name] = text
        line.origins[path] = column

    return take


def _full_name(_making: Making, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        line.whole = (column, text)

    return take


def _company(_making: Making, column: int) -> Take:
    def take(line: Line, text: str) -> None:
        if len(text) > LONGEST_NAME:
            told = lazy("This is too long: at most %(max_length)s characters.", max_length=LONGEST_NAME)
            line.faults.append((column, told))
        elif line.firm is None:
            line.firm = (column, text)

    return take


def _birthday(making: Making, column: int) -> Take:
    """A day without a year can't be kept as one: it is noted."""
    order = cast(Order, making.shape.dates)

    def take(line: Line, text: str) -> None:
        day = to_date(text, order)
        if day is not None:
            line.values["born_on"] = day.isoformat()
            line.origins["born_on"] = column
        elif (of_no_year := without_year(text, order)) is not None:
            told = format_skeleton("MMMMd", of_no_year, locale=locale())
            _note_down(line, column, f"{LABELS['born_on']}: {told}")
        elif not is_no_day(text):
            line.faults.append((column, lazy("This is no date: %(text)s", text=text[:SHOWN])))

    return take


def _note(_making: Making, column: int) -> Take:
    return lambda line, text: _note_down(line, column, text)


def _note_down(line: Line, column: int, text: str) -> None:
    before = line.values.get("description")
    line.values["description"] = f"{before}\n{text}" if before else text
    line.origins["description"] = column


def _code(name: str) -> Callable[[Making, int], Take]:
    find = CODES[name]

    def make(_making: Making, column: int) -> Take:
        def take(line: Line, text: str) -> None:
            code = find(text)
            if code or text not in NOTHING:
                line.values[name] = code or text
                line.origins[name] = column

        return take

    return make


def _same_as(_making: Making, column: int) -> Take:
    """The number that the contact has in Artel: what was exported may come back changed."""

    def take(line: Line, text: str) -> None:
        if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID:
            line.same_as = int(text)
        else:
            line.faults.append((column, lazy("This should be a whole number.")))

    return take


def _kind(_making: Making, column: int) -> Take:
    """A word, or yes and no to whether it is a company."""

    def take(line: Line, text: str) -> None:
        kind = KINDS.get(fold(text))
        if kind is None:
            is_firm = to_bool(text)
            if is_firm is None:
                line.faults.append(
                    (column, lazy("This is neither a person nor a company: %(text)s", text=text[:SHOWN]))
                )
                return
            kind = "company" if is_firm else "person"
        line.values["kind"] = kind
        line.origins["kind"] = column

    return take


OTHERS: Final[dict[str, Callable[[Making, int], Take]]] = {
    "full_name": _full_name, "company": _company, "birthday": _birthday, "note": _note,
    "type": lists.contact_type, "tags": lists.tags, "manager": lists.manager, "lead": lists.lead,
    "language": _code("language"), "currency": _code("currency"), "kind": _kind,
    "id": _same_as, **access.MAKERS,
}  # fmt: skip
