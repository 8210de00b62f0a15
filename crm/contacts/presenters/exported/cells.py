"""The cells of a column, for a whole batch at a time: texts, numbers, days, instants; None for nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from crm.contacts.models.headings import PARTS
from crm.contacts.presenters.cards import KIND_LABELS, SHARING_LABELS
from crm.contacts.presenters.reach import label_text
from crm.contacts.queries.exported import Batch, Known
from crm.kernel import addresses, codes
from crm.kernel.i18n import lazy
from crm.kernel.names import full_name
from crm.kernel.tables import SEPARATOR, in_one_cell

Cell = str | int | Decimal | date | datetime | None
Cells = Callable[[Batch], list[Any]]
YES_OR_NO: Final[dict[str, Any]] = {"yes": lazy("Yes"), "no": lazy("No")}
EXTENSION: Final = ";ext="
NOTHING: Final[Mapping[str, Any]] = {}


def plain(name: str) -> Cells:
    """A column of the contact as it is kept."""
    of = attrgetter(name)
    return lambda batch: [of(row) for row in batch.rows]


def words(labels: dict[str, Any], of: Callable[[Any], str]) -> Cells:
    """A value in words, which are looked up once."""
    told = {key: str(label) for key, label in labels.items()}
    return lambda batch: [told.get(of(row), "") for row in batch.rows]


def requisite(name: str) -> Cells:
    """One of a business's details."""
    return lambda batch: [str(_details(row, batch).get(name) or "") for row in batch.rows]


def names(batch: Batch) -> list[str]:
    """What the reader calls each."""
    return [name_of(row) for row in batch.rows]


def name_of(row: Any) -> str:
    """What the reader calls it, in the reader's form."""
    if row.kind == "company":
        return str(row.name)
    return full_name(first=row.first_name, last=row.last_name, middle=row.middle_name)


def companies(batch: Batch) -> list[str]:
    """The company to name beside each person."""
    return [batch.companies[row.id][2] if row.id in batch.companies else "" for row in batch.rows]


def built_in(known: Known) -> dict[str, Cells]:
    """The cells of each built-in column that is one column, by its code."""
    types = {type_id: one.shown for type_id, one in known.types.items()}
    return {
        "id": plain("id"), "name": names, "company": companies, "company_name": plain("name"),
        "kind": words(dict(KIND_LABELS), attrgetter("kind")),
        **{name: plain(name) for name in ("last_name", "first_name", "middle_name", "job_title")},
        **{name: plain(name) for name in ("language", "source", "currency", "external_id", "inn")},
        "about": plain("description"), "born": plain("born_on"), "created": plain("made_at"),
        "changed": plain("changed_at"), "activity": plain("last_activity_at"),
        "type": lambda batch: [types.get(row.type_id, "") for row in batch.rows],
        "class": lambda batch: [known.classes.get(row.class_id, "") for row in batch.rows],
        "author": lambda batch: [known.users.get(row.made_by, "") for row in batch.rows],
        "access": words(dict(SHARING_LABELS), attrgetter("sharing")),
        "restricted": words(YES_OR_NO, lambda row: "yes" if row.restricted else "no"),
        "tag": lambda batch: _tags(batch, known), "manager": lambda batch: _managers(batch, known),
        "lead": lambda batch: _leads(batch, known), "city": _cities,
        **{name: requisite(name) for name in ("legal_form", "full_name", "kpp", "ogrn", "okpo")},
    }  # fmt: skip


def _tags(batch: Batch, known: Known) -> list[str]:
    """In the reader's order. No tag holds a semicolon."""
    return [SEPARATOR.join(worn(row.tag_ids, known)) if row.tag_ids else "" for row in batch.rows]


def worn(tag_ids: Sequence[int], known: Known) -> list[str]:
    """What these tags are called, in the reader's order."""
    return [known.tags[one] for one in sorted(tag_ids, key=known.place) if one in known.tags]


def _managers(batch: Batch, known: Known) -> list[str]:
    users, managers = known.users, batch.managers
    return [in_one_cell([users.get(one[1], "") for one in managers.get(row.id, ())]) for row in batch.rows]


def _leads(batch: Batch, known: Known) -> list[str]:
    leads = {of: known.users.get(some[0][1], "") for of, some in batch.managers.items() if some[0][2]}
    return [leads.get(row.id, "") for row in batch.rows]


def _cities(batch: Batch) -> list[str]:
    """Of the first address that has one."""
    addresses_of = batch.of_kind("address")
    return [
        next((way[7]["city"] for way in some if way[7] and way[7].get("city")), "") for some in addresses_of
    ]


def written(way: Any) -> str:
    """The way to be reached, so that an import reads the same: a phone as E.164."""
    if way.kind == "phone" and way.valid:
        return str(way.value).replace(EXTENSION, " ext. ")
    if way.kind == "address" and way.parts:
        return addresses.one_line(way.parts)
    return str(way.value)


def together(kind: str) -> Cells:
    """All ways of a kind in one cell."""
    return lambda batch: [in_one_cell(map(written, some)) if some else "" for some in batch.of_kind(kind)]


def at(kind: str, place: int, *, last: bool) -> Cells:
    """One of the ways of a kind; in the last column stands what is left, too."""
    end = None if last else place + 1

    def cells(batch: Batch) -> list[str]:
        left = ([written(way) for way in some[place:end]] for some in batch.of_kind(kind))
        return [(some[0] if len(some) == 1 else in_one_cell(some)) if some else "" for some in left]

    return cells


def category_at(kind: str, place: int) -> Cells:
    """What that one is called."""
    return lambda batch: [
        label_text(some[place].label) if len(some) > place and some[place].label else ""
        for some in batch.of_kind(kind)
    ]


def part_at(code: str, place: int, part: str) -> Cells:
    """A part of one of the addresses, or of the bank accounts."""
    if code == "account":
        return lambda batch: [_account(_details(row, batch), place, part) for row in batch.rows]
    return lambda batch: [
        _part(some[place], part) if len(some) > place else "" for some in batch.of_kind("address")
    ]


def accounts(batch: Batch) -> list[str]:
    """All bank accounts in one cell, each as it stands in a payment order."""
    return [
        in_one_cell(", ".join(filter(None, (one.get(part) for part in PARTS["account"]))) for one in some)
        if (some := _details(row, batch).get("accounts"))
        else ""
        for row in batch.rows
    ]


def _details(row: Any, batch: Batch) -> Mapping[str, Any]:
    return batch.requisites.get(row.id, NOTHING)


def _account(details: Mapping[str, Any], place: int, part: str) -> str:
    some = details.get("accounts") or ()
    return str(some[place].get(part) or "") if len(some) > place else ""


def _part(way: Any, part: str) -> str:
    parts = way.parts or {"street": way.value}
    value = str(parts.get(part) or "")
    return codes.country_name(value) if part == "country" else value
