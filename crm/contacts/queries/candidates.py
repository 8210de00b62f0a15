"""Which contacts are worth comparing: those that share a value, and the neighbours of the name.

Each question is a probe of an index for every value, cut at ``MOST_SHARING``: what a search costs grows with
the contacts, not with their square, however many share an address. What is cut is common, and weighs less.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Select, Text, func, literal, select, true, union_all

from crm.contacts.access import VIEW_CONTACTS, reached
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.queries.resemblance import ENOUGH, NEAR, Resemblance, Signature, compared, likeness
from crm.contacts.queries.signatures import signatures
from crm.kernel.access import Actor
from crm.kernel.db import db

MOST_SHARING: Final = 20
NEIGHBOURS: Final = 6
"""So many contacts on either side of a name in the order of names may be it misspelt."""

Ask = Callable[[Any], Select[Any]]


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A contact that may be the one asked about."""

    id: int
    resemblance: Resemblance


KEYED: Final = {"prepared": True}
"""Each value is looked for by an index, whatever it is: one plan suits all."""


def lookalikes(signature: Signature, *, to: Actor, most: int = 5) -> list[Lookalike]:
    """The contacts that may be this one, the likeliest first, of those the person sees; bounded statements.

    The one function for every way in: pages, API, imports, forms for web sites (there the system asks).
    """
    return of_each([signature], among=reached(to, VIEW_CONTACTS))[0][:most]


def of_each(
    asked: Sequence[Signature], *, among: Select[Any] | None = None, known: dict[int, set[int]] | None = None
) -> list[list[Lookalike]]:
    """For each of these its lookalikes, the likeliest first; seven statements for all.

    ``among`` None compares with every contact outside the bin. ``known`` are contacts to compare besides, by
    the id of the one asked about.
    """
    contacts = among if among is not None else select(Contact).where(Contact.deleted_at.is_(None))
    met = _met(asked, contacts)
    for signature in asked:
        met.ids[signature].update((known or {}).get(signature.id or 0, ()))
    loaded = {signature.id: signature for signature in asked if signature.id is not None}
    missing = {contact_id for ids in met.ids.values() for contact_id in ids} - loaded.keys()
    loaded |= signatures(missing)
    return [_judged(signature, met, loaded) for signature in asked]


@dataclass(slots=True)
class _Met:
    """The contacts that were met for each signature, and the values that too many contacts have."""

    ids: dict[Signature, set[int]] = field(default_factory=lambda: defaultdict(set))
    common: set[str] = field(default_factory=set)


def _judged(signature: Signature, met: _Met, loaded: dict[int, Signature]) -> list[Lookalike]:
    common = frozenset(met.common)
    found = [
        Lookalike(contact_id, compared(signature, loaded[contact_id], common=common))
        for contact_id in met.ids[signature]
        if contact_id != signature.id and contact_id in loaded
    ]
    enough = [lookalike for lookalike in found if lookalike.resemblance.score >= ENOUGH]
    return sorted(enough, key=lambda lookalike: (-lookalike.resemblance.score, lookalike.id))


def _met(asked: Sequence[Signature], contacts: Select[Any]) -> _Met:
    met = _Met()

    def having(kind: str) -> Select[Any]:
        return contacts.join(Comm, Comm.contact_id == Contact.id).where(Comm.kind == kind)

    _share(met, asked, lambda s: s.emails, lambda value: having("email").where(Comm.normalised == value))
    _share(met, asked, lambda s: s.phones, lambda value: having("phone").where(*_number(value)))
    _share(met, asked, lambda s: filter(None, (s.inn,)), lambda value: contacts.where(Contact.inn == value))
    _namesakes(met, asked, contacts.where(Contact.match_name != ""))
    return met


def _number(value: Any) -> tuple[ColumnElement[bool], ...]:
    """The number with any extension: a range of the index, whatever the database's collation."""
    base = func.split_part(Comm.normalised, ";", 1)
    return (Comm.normalised >= value, Comm.normalised < value.concat("f"), base == value)


def _share(
    met: _Met, asked: Sequence[Signature], values_of: Callable[[Signature], Iterable[str]], ask: Ask
) -> None:
    holders = _holders(asked, values_of)
    having: dict[str, set[int]] = defaultdict(set)
    for value, contact_id in _probed(holders, ask, limit=MOST_SHARING + 1):
        having[value].add(contact_id)
    _meet(met, holders, having)


def _holders(
    asked: Sequence[Signature], values_of: Callable[[Signature], Iterable[str]]
) -> dict[str, list[Signature]]:
    holders: dict[str, list[Signature]] = defaultdict(list)
    for signature in asked:
        for value in values_of(signature):
            holders[value].append(signature)
    return holders


def _meet(met: _Met, holders: dict[str, list[Signature]], having: dict[str, set[int]]) -> None:
    """The contacts that have a value are met by those whose value it is."""
    for value, ids in having.items():
        if len(ids) > MOST_SHARING:
            met.common.add(value)
        for signature in holders[value]:
            met.ids[signature] |= ids


def _namesakes(met: _Met, asked: Sequence[Signature], named: Select[Any]) -> None:
    """Those of the same name, and its neighbours that may be it misspelt; one statement."""
    holders = _holders(asked, lambda s: filter(None, (s.name,)))
    names = _values(holders)
    if names is None:
        return
    sides = (
        named.where(Contact.match_name == names.c.value).limit(MOST_SHARING + 1),
        named.where(Contact.match_name > names.c.value).order_by(Contact.match_name).limit(NEIGHBOURS),
        named.where(Contact.match_name < names.c.value).order_by(Contact.match_name.desc()).limit(NEIGHBOURS),
    )
    laterals = (rows.with_only_columns(Contact.id, Contact.match_name).lateral() for rows in sides)
    each = (select(names.c.value, side.c.id, side.c.match_name).join(side, true()) for side in laterals)
    same: dict[str, set[int]] = defaultdict(set)
    for value, contact_id, name in db.session.execute(union_all(*each), execution_options=KEYED):
        if name == value:
            same[value].add(contact_id)
        elif likeness(value, name) >= NEAR:
            for signature in holders[value]:
                met.ids[signature].add(contact_id)
    _meet(met, holders, same)


def _probed(values: Iterable[str], ask: Ask, *, limit: int) -> Iterable[tuple[str, int]]:
    """Each value with the first contacts that have it; one statement."""
    wanted = _values(values)
    if wanted is None:
        return ()
    having = ask(wanted.c.value).with_only_columns(Contact.id).limit(limit).lateral()
    each = select(wanted.c.value, having.c.id).join(having, true())
    rows = db.session.execute(each, execution_options=KEYED)
    return [(row.value, row.id) for row in rows]


def _values(values: Iterable[str]) -> Any:
    listed = sorted(values)
    if not listed:
        return None
    return func.unnest(literal(listed, ARRAY(Text))).table_valued("value").render_derived(name="asked")
