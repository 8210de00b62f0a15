"""What a word finds beside the contact's own text: its tags, and the company of a person (CON-13)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from crm.contacts.access import VIEW_CONTACTS, reached
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import Tag
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.matching import company_key
from crm.kernel.search_text import escaped
from crm.kernel.spellings import spellings

FEWEST: Final = 3
MOST_COMPANIES: Final = 100
"""Of so many companies that a word begins, the people are found; a word that begins more tells little."""
MOST_PEOPLE: Final = 500
Found = dict[str, list[ColumnElement[bool]]]


def known_beside(words: Sequence[str], *, to: Actor) -> Found:
    """Conditions on contacts for each of these folded words that anything is called by; one statement."""
    asked = [word for word in words if len(word) >= FEWEST]
    if not asked:
        return {}
    parts = [part for word in asked for part in (_tags(word), _people(word, to))]
    ids: dict[tuple[str, str], list[int]] = {}
    for word, kind, one in db.session.execute(union_all(*parts)):
        ids.setdefault((word, kind), []).append(one)
    conditions: Found = {}
    for (word, kind), found in ids.items():
        conditions.setdefault(word, []).append(_among(kind, found))
    return conditions


def _among(kind: str, ids: list[int]) -> ColumnElement[bool]:
    if kind == "person":
        return Contact.id.in_(ids)
    return Contact.tag_ids.bool_op("&&")(literal(ids, ARRAY(BigInteger)))


def _tags(word: str) -> Select[str, str, int]:
    """Tags whose name, or label in a language, holds the word."""
    names = func.replace(func.lower(Tag.name.concat(cast(Tag.labels, Text))), "ё", "е")
    named = or_(*(names.like(f"%{escaped(one)}%") for one in spellings(word)))
    return select(literal(word), literal("tag"), Tag.id).where(named)


def _people(word: str, to: Actor) -> Select[str, str, int]:
    """People of the companies that the person sees and that the word begins, whatever their legal form."""
    keys = {key for key in map(company_key, spellings(word)) if len(key) >= FEWEST}
    begun = or_(false(), *(Contact.match_name.like(f"{escaped(key)}%") for key in sorted(keys)))
    companies = reached(to, VIEW_CONTACTS).where(Contact.kind == "company", begun)
    some = companies.with_only_columns(Contact.id).limit(MOST_COMPANIES).subquery()
    working = ContactLink.kind == "employment", ContactLink.former.is_(False)
    people = select(ContactLink.one_id).join(some, some.c.id == ContactLink.other_id).where(*working)
    found = people.limit(MOST_PEOPLE).subquery()
    return select(literal(word), literal("person"), found.c.one_id)
