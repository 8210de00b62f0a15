"""Own fields that name a contact: cells tell it by its external id, its e-mail or its name.

Only contacts that the importer sees are meant; a name that several have, or none, refuses its row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select

from crm.contacts.models.contact import Comm, Contact
from crm.imports.actions.matching import among
from crm.imports.actions.staging import Staged, text_of
from crm.imports.actions.taking.making import SHOWN
from crm.imports.guessing.people import split_name
from crm.imports.models import Verdict
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.matching import company_key, person_key
from crm.kernel.search_text import sortable

NOBODY: Final[frozenset[int]] = frozenset()


def resolve(lines: Iterable[Staged], *, by: Actor) -> None:
    """Put the ids of the contacts that lines name in place; three statements, none without such lines."""
    naming = [line for line in lines if line.refs and line.verdict is Verdict.NEW]
    if not naming:
        return
    meant = _meant({text for line in naming for _heading, text in line.refs.values()}, by)
    for line in naming:
        wanted, faults = line.planned, []
        for key, (heading, text) in line.refs.items():
            found = meant.get(text, NOBODY)
            if len(found) == 1:
                wanted["contact"]["custom"][key] = next(iter(found))
            else:
                faults.append((heading, _sentence(text, found)))
        if faults:
            line.verdict, line.wanted, line.faults, line.hashes = Verdict.FAULTY, None, faults, ()
        else:
            line.wanted = text_of(wanted)


def _sentence(text: str, found: frozenset[int]) -> LazyText:
    if found:
        return lazy("Several contacts are called so: %(name)s", name=text[:SHOWN])
    return lazy("There is no such contact, or you don\u2019t see it: %(name)s", name=text[:SHOWN])


def _meant(texts: set[str], by: Actor) -> dict[str, frozenset[int]]:
    """Whom each text may mean: by the surest way by which it means anybody."""
    seen = Contact.visible_to(by).order_by(None)
    ids = _found(seen.where(Contact.external_id == among(texts)), Contact.external_id)
    mails = seen.join(Comm, Comm.contact_id == Contact.id).where(Comm.kind == "email")
    by_mail = _found(
        mails.where(Comm.normalised == among(text.lower() for text in texts if "@" in text)), Comm.normalised
    )
    named = _named({text for text in texts if text not in ids and text.lower() not in by_mail}, seen)
    return {
        text: frozenset(ids.get(text) or by_mail.get(text.lower()) or named.get(text) or ()) for text in texts
    }


def _named(texts: set[str], seen: Select[Any]) -> dict[str, set[int]]:
    """By names in any order of their words; of several those that are called exactly so."""
    keys = {text: set(_keys(text)) for text in texts}
    every = {key for some in keys.values() for key in some}
    columns = Contact.match_name, Contact.id, Contact.sort_name
    some = seen.where(Contact.match_name == among(every)).with_only_columns(*columns)
    of_key: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for key, contact_id, name in db.session.execute(some) if every else ():
        of_key[key][contact_id] = name
    found = {}
    for text, some_keys in keys.items():
        alike = {one: name for key in some_keys for one, name in of_key[key].items()}
        same = {one for one, name in alike.items() if _words(name) == _words(text)}
        found[text] = same or set(alike)
    return found


def _words(name: str) -> Sequence[str]:
    return sorted(sortable(name).replace(",", " ").split())


def _keys(text: str) -> Iterator[str]:
    last, first, _middle = split_name(text)
    yield from filter(None, (person_key(first=first, last=last), company_key(text)))


def _found(rows: Select[Any], told: Any) -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for text, contact_id in db.session.execute(rows.with_only_columns(told, Contact.id)):
        found[text].add(contact_id)
    return found
