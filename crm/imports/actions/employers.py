"""Companies that people of a file work for, by their names: which are there, and what becomes of the others.

Where the person wants to be asked, names that no company has, or several have, are told as other names that
the workspace doesn't know: each is linked with a chosen company, added, left out, or refuses its rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.models.contact import Contact
from crm.imports.actions import firms
from crm.imports.actions.matching import seen_companies
from crm.imports.actions.naming import CREATE, LEAVE, MOST_TOLD, REFUSE
from crm.imports.actions.staging import Staged
from crm.imports.forms import WishShape
from crm.imports.models import Import
from crm.imports.queries import companies_by_key
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.matching import company_key
from crm.kernel.runs import Run

TARGET: Final = "company"
ASK: Final = "ask"
UNSURE: Final = "employers"
"""In the report of a check: by key the name and the number of rows of companies that are asked about."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Of companies that lines name, by their keys: which contact each is, and which are made."""

    there: Mapping[str, int]
    made: frozenset[str] = frozenset()


def decided_of(wish: WishShape) -> dict[str, str]:
    """What a person chose, by the keys of the names."""
    if wish.companies != ASK:
        return {}
    return {company_key(name): choice for name, choice in wish.lists.get(TARGET, {}).items()}


def settled(names: Iterable[str], wish: WishShape, *, by: Actor) -> Settled:
    """What becomes of companies of these keys; two statements."""
    keys = list(names)
    if wish.companies != ASK:
        there = seen_companies(keys, by=by)
        made = frozenset(keys).difference(there) if wish.companies == "create" else frozenset()
        return Settled(there, made)
    decided = decided_of(wish)
    there = {key: ids[0] for key, ids in companies_by_key(keys, by).items() if len(ids) == 1}
    chosen = {key: int(choice) for key in keys if (choice := decided.get(key, "")).isdecimal()}
    seen = _seen(chosen.values(), by)
    there |= {key: contact_id for key, contact_id in chosen.items() if contact_id in seen}
    return Settled(there, frozenset(key for key in keys if decided.get(key) == CREATE and key not in there))


def count(run: Run, lines: Sequence[Staged], found: Settled, wish: WishShape) -> None:
    """Count in the report of the check the rows of companies that are asked about."""
    if wish.companies != ASK:
        return
    counted: dict[str, list[Any]] = {key: [*told] for key, told in run.report.get(UNSURE, {}).items()}
    for line in lines:
        if line.company in counted:
            counted[line.company][1] += 1
        elif line.company and line.company not in found.there and len(counted) < MOST_TOLD:
            counted[line.company] = [" ".join(line.company_name.split()), 1]
    run.report = {**run.report, UNSURE: counted}


def told(one: Import, run: Run) -> dict[str, Any]:
    """What was counted, by target as other unknown names are, but for companies that have rows themselves."""
    counted = run.report.get(UNSURE) or {}
    had = firms.among_rows(one, counted) if run.cursor.get(firms.FIRST) else set()
    rows = dict(named for key, named in counted.items() if key not in had)
    return {TARGET: {"rows": rows, "more": 0}} if rows else {}


def unsure(cells: Mapping[str, int], *, by: Actor) -> dict[str, int]:
    """Of these names those that no company has that the person sees, or several have; one statement."""
    counted: dict[str, tuple[str, int]] = {}
    for name, rows in cells.items():
        if key := company_key(name):
            first, before = counted.get(key, (name, 0))
            counted[key] = (first, before + rows)
    there = companies_by_key([*counted], by)
    return dict(told for key, told in counted.items() if len(there.get(key, ())) != 1)


def faults_of(decided: Mapping[str, str], *, by: Actor) -> dict[str, LazyText | str]:
    """What is wrong with these choices, by the names of companies."""
    ids = {int(choice) for choice in decided.values() if _is_id(choice)}
    seen = _seen(ids, by)
    plain = (LEAVE, REFUSE, CREATE)
    return {
        name: lazy("Choose one of the given values.")
        for name, choice in decided.items()
        if choice not in plain and not (_is_id(choice) and int(choice) in seen)
    }


def _is_id(choice: str) -> bool:
    return choice.isascii() and choice.isdecimal() and len(choice) < 19


def _seen(contact_ids: Iterable[int], by: Actor) -> set[int]:
    """Those of these contacts that are companies and that the person sees."""
    ids = set(contact_ids)
    if not ids:
        return set()
    seen = Contact.visible_to(by).where(Contact.id.in_(ids), Contact.kind == "company").order_by(None)
    return set(db.session.scalars(seen.with_only_columns(Contact.id)))
