"""What is compared of contacts, loaded a few statements at a time."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, any_, func, literal, select

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.drafts import Draft
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.resemblance import Signature
from crm.kernel import phones
from crm.kernel.db import db
from crm.kernel.forms import clean
from crm.kernel.matching import company_key, person_key, skeleton
from crm.kernel.search_text import fold

COMPARED_COMMS: Final = ("email", "phone", "address")
LONGEST_TYPED: Final = 254
MOST_COMPARED: Final = 50
"""So many addresses of each contact are compared."""


def match_name(contact: Contact | Draft) -> str:
    """The contact's name as it is compared: what ``contact.match_name`` holds."""
    if contact.kind == "company":
        return company_key(contact.name)
    return person_key(first=contact.first_name, last=contact.last_name)


def without_extension(phone: str) -> str:
    """A normalised phone as it is compared: two extensions of one number are one office."""
    return phone.partition(";ext=")[0]


def typed_signature(typed: Mapping[str, Any], *, region: str, contact_id: int | None = None) -> Signature:
    """The signature of a contact that is being typed; what can't be right yet is left out.

    ``typed`` is in the words of ``ContactShape``; ``contact_id`` is whose form it is, None for a new one.
    """
    rows = [row for row in typed.get("comms") or () if isinstance(row, Mapping)][:MOST_COMPARED]
    of_kind = {
        kind: [_text(row, "value") for row in rows if row.get("kind") == kind] for kind in ("email", "phone")
    }
    numbers = [phones.parsed(value, region=region) for value in of_kind["phone"] if value]
    names = {name: _text(typed, name) for name in ("first_name", "last_name", "middle_name", "name")}
    requisites = typed.get("requisites") or {}
    company = typed.get("kind") == "company"
    return Signature(
        id=contact_id,
        kind="company" if company else "person",
        name=company_key(names["name"]) if company else _person(names),
        middle=skeleton(names["middle_name"]),
        emails=frozenset(fold(value) for value in of_kind["email"] if "@" in value),
        phones=frozenset(without_extension(one.e164) for one in numbers if one is not None and one.valid),
        inn=_text(requisites, "inn"),
        kpp=_text(requisites, "kpp"),
        born_on=_date(typed.get("born_on")),
    )


def _person(names: Mapping[str, str]) -> str:
    """Half a name is nobody's yet."""
    whole = names["first_name"] and names["last_name"]
    return person_key(first=names["first_name"], last=names["last_name"]) if whole else ""


def _text(values: Mapping[str, Any], name: str) -> str:
    value = clean(values.get(name) or "")
    return value.strip()[:LONGEST_TYPED] if isinstance(value, str) else ""


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def signatures(contact_ids: Collection[int]) -> dict[int, Signature]:
    """The signatures of those of these contacts that are outside the bin, by id; three statements."""
    if not contact_ids:
        return {}
    rows = db.session.execute(_names(contact_ids)).all()
    ids = [row.id for row in rows]
    comms, companies = _comms(ids), _companies(ids)
    return {
        row.id: Signature(
            id=row.id,
            kind=row.kind,
            name=row.match_name,
            middle=skeleton(row.middle_name),
            inn=row.inn,
            kpp=row.kpp or "",
            born_on=row.born_on,
            companies=tuple(companies[row.id]),
            **{kind: frozenset(values) for kind, values in comms[row.id].items()},
        )
        for row in rows
    }


def _names(contact_ids: Collection[int]) -> Any:
    columns = (
        Contact.id,
        Contact.kind,
        Contact.match_name,
        Contact.middle_name,
        Contact.inn,
        Contact.born_on,
    )
    kpp = Contact.requisites["kpp"].astext.label("kpp")
    return select(*columns, kpp).where(Contact.id == _any(contact_ids), Contact.deleted_at.is_(None))


def _comms(contact_ids: Collection[int]) -> dict[int, dict[str, set[str]]]:
    city = func.coalesce(Comm.parts["city"].astext, "")
    place = func.row_number().over(
        partition_by=(Comm.contact_id, Comm.kind), order_by=(Comm.position, Comm.id)
    )
    rows = (
        select(Comm.contact_id, Comm.kind, Comm.normalised, city.label("city"), place.label("place"))
        .where(Comm.contact_id == _any(contact_ids), Comm.kind.in_(COMPARED_COMMS))
        .subquery()
    )
    found: dict[int, dict[str, set[str]]] = defaultdict(
        lambda: {"emails": set(), "phones": set(), "cities": set()}
    )
    for contact_id, kind, normalised, town, _place in db.session.execute(
        select(rows).where(rows.c.place <= MOST_COMPARED)
    ):
        if kind == "email":
            found[contact_id]["emails"].add(normalised)
        elif kind == "phone":
            found[contact_id]["phones"].add(without_extension(normalised))
        elif town:
            found[contact_id]["cities"].add(skeleton(town))
    return found


def _companies(contact_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """The companies that people work for or did, outside the bin."""
    links = (
        select(ContactLink.one_id, ContactLink.other_id, Contact.match_name)
        .join(Contact, Contact.id == ContactLink.other_id)
        .where(
            ContactLink.one_id == _any(contact_ids),
            ContactLink.kind == "employment",
            Contact.deleted_at.is_(None),
        )
        .order_by(ContactLink.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person_id, company_id, key in db.session.execute(links):
        found[person_id].append((company_id, key))
    return found


def _any(ids: Collection[int]) -> Any:
    return any_(literal(list(ids), ARRAY(BigInteger)))
