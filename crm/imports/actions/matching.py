"""Which rows are of contacts that are there already (IMP-3), by the keys that the person chose.

Only contacts that the importer sees are compared: of a hidden one nothing is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    Text,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.links import ContactLink
from crm.fields.models import UniqueValue
from crm.imports.actions.keys import BETWEEN, EMAIL, EXTERNAL_ID, FIELD, ID, INN, NAME, OF_COMPANY, PHONE
from crm.kernel.access import Actor
from crm.kernel.db import db

EMPLOYMENT: Final = "employment"


def nobody() -> bool:
    """Whether there is no contact that a row could be the same as."""
    return not db.session.scalar(select(exists().where(Contact.deleted_at.is_(None))))


def there(keys: Iterable[str], *, by: Actor) -> dict[str, int]:
    """The contacts that the person sees, by these keys; of several the first.

    A statement a kind of key; none of them where there is nobody to compare with, as in a new workspace.
    """
    if nobody():
        return {}
    of_kind: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        kind, _between, value = key.partition(BETWEEN)
        of_kind[kind].add(value)
    found: dict[str, int] = {}
    for kind, values in of_kind.items():
        for row in db.session.execute(_asked(kind, values, Contact.visible_to(by).order_by(None))):
            contact_id, *parts = row
            found.setdefault(f"{kind}{BETWEEN}{BETWEEN.join(parts)}", contact_id)
    if NAME in of_kind:
        found |= _companies(of_kind[NAME], by)
    return found


def _asked(kind: str, values: set[str], seen: Select[Any]) -> Any:
    """The first contact of each value, and the parts of the value."""
    firsts = [part.partition(BETWEEN)[0] for part in values]
    if kind == ID:
        return _by_id({int(number) for number in firsts}, seen)
    if kind in (EXTERNAL_ID, INN):
        column = Contact.external_id if kind == EXTERNAL_ID else Contact.inn
        return _first(seen.where(column == among(values)), column)
    if kind == EMAIL:
        reached = seen.join(Comm, Comm.contact_id == Contact.id).where(Comm.kind == "email")
        told = case((Contact.kind == "company", Comm.normalised + OF_COMPANY), else_=Comm.normalised)
        return _first(reached.where(Comm.normalised == among(firsts)), told)
    if kind == PHONE:
        reached = seen.join(Comm, Comm.contact_id == Contact.id).where(Comm.kind == "phone")
        return _first(reached.where(Comm.normalised == among(firsts)), Comm.normalised, Contact.match_name)
    if kind == NAME:
        return _employed(firsts, seen)
    held = seen.join(UniqueValue, UniqueValue.record_id == Contact.id)
    held = held.where(UniqueValue.field_id == int(kind.removeprefix(FIELD)))
    return _first(held.where(UniqueValue.value == among(values)), UniqueValue.value)


def _by_id(ids: set[int], seen: Select[Any]) -> Any:
    """Contacts of these numbers, with each of what may tell that they are the same still."""
    some = seen.where(Contact.id == any_(literal(sorted(ids), ARRAY(BigInteger))))
    ways = some.join(Comm, Comm.contact_id == Contact.id)
    told = (some, Contact.match_name), (some, Contact.external_id), (ways, Comm.normalised)
    number = cast(Contact.id, Text)
    return union_all(*(rows.with_only_columns(Contact.id, number, still) for rows, still in told))


def _employed(names: Sequence[str], seen: Select[Any]) -> Select[Any]:
    """People of these names, with the names of the companies that they work for."""
    company = aliased(Contact)
    working = seen.where(Contact.kind == "person", Contact.match_name == among(names))
    working = working.join(
        ContactLink, (ContactLink.one_id == Contact.id) & (ContactLink.kind == EMPLOYMENT)
    ).join(company, (company.id == ContactLink.other_id) & company.deleted_at.is_(None))
    return _first(working, Contact.match_name, company.match_name)


def _companies(values: set[str], by: Actor) -> dict[str, int]:
    """Companies by their own names."""
    names = [value for value in values if BETWEEN not in value]
    found = seen_companies(names, by=by) if names else {}
    return {f"{NAME}{BETWEEN}{name}": contact_id for name, contact_id in found.items()}


def seen_companies(names: Sequence[str], *, by: Actor) -> dict[str, int]:
    """The first company of each name (as it is compared) that the person sees; one statement."""
    seen = Contact.visible_to(by).where(Contact.kind == "company", Contact.match_name == among(names))
    rows = db.session.execute(_first(seen.order_by(None), Contact.match_name))
    return {name: contact_id for contact_id, name in rows}


def held_elsewhere(wanted: Mapping[int, Sequence[str]]) -> set[tuple[int, str]]:
    """Which of these values of unique fields (by the field's id) some contact holds, hidden ones too."""
    found: set[tuple[int, str]] = set()
    for field_id, values in wanted.items():
        held = select(UniqueValue.field_id, UniqueValue.value).where(
            UniqueValue.field_id == field_id, UniqueValue.value == among(values)
        )
        found |= {(row[0], row[1]) for row in db.session.execute(held)}
    return found


def _first(rows: Select[Any], *by: Any) -> Select[Any]:
    return rows.with_only_columns(func.min(Contact.id), *by).group_by(*by)


def among(texts: Iterable[str]) -> Any:
    """What ``=`` finds any of these texts by: an array in one text, since each apart takes longer."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in sorted(set(texts)))
    array = ",".join(f'"{text}"' for text in quoted)
    return any_(cast(literal(f"{{{array}}}", Text), ARRAY(Text)))
