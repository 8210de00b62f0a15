"""The columns of an exported table: what was wanted, spread out over what these contacts have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.models.exporting import Wanted
from crm.contacts.models.headings import CATEGORY, HEADINGS, PARTS, WAYS, numbered
from crm.contacts.models.headings import own as own_heading
from crm.contacts.presenters.exported import cells, own_cells
from crm.contacts.presenters.exported.cells import Cells
from crm.contacts.queries.columns import own_column
from crm.contacts.queries.exported import COMPANIES, CUSTOM, MANAGERS, REQUISITES, Known, Needs
from crm.contacts.queries.exported import WAYS as NEED_WAYS
from crm.fields.models import CustomField
from crm.fields.queries import fields_of
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy, locale

MOST_NUMBERED: Final = 10
"""So many columns of a kind at most; the last holds what is left. Those in parts are as many as there are."""
SHOWN: Final = 40
MOST_TOLD: Final = 5
LEFT_OUT: Final = frozenset({"name", "city", "lead"})
"""Told by other columns: a table of everything goes without."""
NEEDED: Final[dict[str, str]] = {
    "company": COMPANIES, "manager": MANAGERS, "lead": MANAGERS, "city": NEED_WAYS,
    **dict.fromkeys(WAYS, NEED_WAYS),
    **dict.fromkeys(("legal_form", "full_name", "kpp", "ogrn", "okpo", "account"), REQUISITES),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file."""

    heading: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be chosen: its code, what it is called, the own field that it is."""

    code: str
    heading: str
    own: CustomField | None = None


def choices() -> list[Choice]:
    """Every column that a table can have, the workspace's own at the end; one statement."""
    own = ((own_column(field).code, field) for field in fields_of("contact"))
    return [
        *(Choice(code, heading.of(locale())) for code, heading in HEADINGS.items()),
        *(Choice(code, own_heading(field.shown, locale()), field) for code, field in own),
    ]


def chosen(wanted: Wanted) -> list[Choice]:
    """Those that are wanted, in their order; what is not there any more is left out."""
    every = {choice.code: choice for choice in choices()}
    if not wanted.columns:
        skipped = {code for code, heading in HEADINGS.items() if heading.target == "skip"}
        without = LEFT_OUT | (skipped if wanted.template else set())
        return [choice for code, choice in every.items() if code not in without]
    return [every[code] for code in dict.fromkeys(wanted.columns) if code in every]


def known_codes(codes: Sequence[str]) -> tuple[str, ...]:
    """These codes, each once.

    Raises:
        Invalid: under ``columns``: some of them name no column.
    """
    known = {choice.code for choice in choices()} if codes else set()
    unknown = sorted({code[:SHOWN] for code in codes if code not in known})
    if unknown:
        told = ", ".join(unknown[:MOST_TOLD])
        raise Invalid({"columns": lazy("There are no such columns: %(columns)s", columns=told)})
    return tuple(dict.fromkeys(codes))


def needs_of(some: Iterable[Choice]) -> Needs:
    """What must be read besides the contacts for these."""
    some = list(some)
    own = {CUSTOM} if any(choice.own for choice in some) else set()
    return frozenset({NEEDED[choice.code] for choice in some if choice.code in NEEDED} | own)


def columns(
    some: Sequence[Choice], wanted: Wanted, widest: Mapping[str, int], known: Known, *, to: Actor
) -> list[Column]:
    """The columns of the file. ``widest`` says how many of each kind a contact has at most."""
    single = cells.built_in(known)
    found: list[Column] = []
    for choice in some:
        if choice.own is not None:
            found.append(Column(choice.heading, own_cells.own(choice.own, known, to=to)))
        elif choice.code in single:
            found.append(Column(choice.heading, single[choice.code]))
        else:
            found += _several(choice, wanted, widest.get(choice.code, 0))
    return found


def _several(choice: Choice, wanted: Wanted, number: int) -> Iterator[Column]:
    """One column with all of them, or one for each and its parts; at least one of each."""
    code, language = choice.code, locale()
    if wanted.several == "together" or (code == "account" and not wanted.parts):
        all_of_them = cells.accounts if code == "account" else cells.together(code)
        yield Column(choice.heading, all_of_them)
        return
    parts = PARTS.get(code, {}) if wanted.parts else {}
    number = max(1, number if parts else min(number, MOST_NUMBERED))
    for place in range(number):
        for key, part in parts.items():
            yield Column(numbered(code, place + 1, language, part), cells.part_at(code, place, key))
        if not parts:
            last = place == number - 1
            yield Column(numbered(code, place + 1, language), cells.at(code, place, last=last))
        if wanted.parts and code != "account":
            yield Column(numbered(code, place + 1, language, CATEGORY), cells.category_at(code, place))
