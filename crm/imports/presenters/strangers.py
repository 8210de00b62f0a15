"""Names in a file that the workspace doesn't know, each with what may become of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.presenters.cards import offers
from crm.contacts.queries.classes import classes
from crm.contacts.queries.records import possible_managers, types
from crm.contacts.queries.tags import tags
from crm.fields.models import CustomField
from crm.fields.presenters.telling import option_name
from crm.imports.access import may_add
from crm.imports.queries import companies_alike, own_fields
from crm.imports.targets import OWN, all_targets
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, ngettext
from crm.kernel.matching import company_key
from crm.kernel.search_text import fold

LEAVE: Final = ""
REFUSE: Final = "refuse"
CREATE: Final = "create"
COMPANY: Final = "company"
MOST_OFFERED: Final = 20_000
"""So many choices all rows together offer; beyond, each row offers what resembles its name."""
MOST_ALIKE: Final = 20
MOST_LISTED: Final = 200
ALIKE: Final = 2
"""So many letters at the beginning make two names alike."""
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name: in how many cells it stands, what it may become, and what it shall. ``number`` is its place."""

    number: int
    name: str
    rows: str
    options: Sequence[Option]
    chosen: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Strangers:
    """The names of one list. ``more``: a sentence, where not all of them are told."""

    target: str
    title: str
    names: Sequence[Stranger]
    more: str


def strangers(
    told: Mapping[str, Any], *, wish: Mapping[str, Any], errors: Mapping[str, Any] | None = None, to: Actor
) -> list[Strangers]:
    """By list, these names that are in none of the workspace's, as they were counted.

    ``wish`` may be what comes back with a refusal. A few statements, none without such names.
    """
    wanted = [target for target in told if told[target].get("rows")]
    if not wanted:
        return []
    fields = {field.key: field for field in own_fields()}
    titles = all_targets(tuple(fields.values()))
    found, number = [], 0
    for target in wanted:
        field = fields.get(target.removeprefix(OWN)) if target.startswith(OWN) else None
        names = _names(target, told[target]["rows"], wish, number, field, to, errors or {})
        number += len(names)
        more = told[target].get("more", 0)
        found.append(Strangers(target, str(titles[target].label), names, _more(more)))
    return found


def _names(
    target: str, rows: Mapping[str, int], wish: Mapping[str, Any], first: int,
    field: CustomField | None, to: Actor, errors: Mapping[str, Any],
) -> list[Stranger]:  # fmt: skip
    acts = [(LEAVE, _("Leave out")), (REFUSE, _("Leave the row out and tell me why"))]
    if may_add(target, field, by=to):
        acts.append((CREATE, _("Add this company") if target == COMPANY else _("Add it to the list")))
    offered = _companies(rows, to) if target == COMPANY else _offered(_there(target, field), len(rows))
    decided = _decided(wish, target)
    usual = REFUSE if wish.get("unknown") == REFUSE and target != COMPANY else LEAVE
    return [
        Stranger(
            number, name, _cells(count), [*acts, *offered(name)],
            decided.get(fold(name), usual), str(errors.get(f"lists.{target}.{name}", "")),
        )
        for number, (name, count) in enumerate(sorted(rows.items(), key=_place), start=first)
    ]  # fmt: skip


def _decided(wish: Mapping[str, Any], target: str) -> dict[str, str]:
    lists = wish.get("lists") or {}
    decided = lists.get(target) if isinstance(lists, dict) else None
    return {fold(name): str(choice) for name, choice in decided.items()} if isinstance(decided, dict) else {}


def _there(target: str, field: CustomField | None) -> list[Option]:
    """What the workspace has, by ids and as the reader calls it."""
    if field is not None and field.type != "user":
        live = (one for one in field.options if not one.get("deleted") and not one.get("archived"))
        return [(str(one["id"]), option_name(one)) for one in live]
    if target == "type":
        return [(str(one.id), one.shown) for one in types()]
    if target == "tags":
        return [(str(one.id), one.shown) for one in tags()]
    if target == "class":
        return [(str(one.id), one.shown) for one in classes()]
    return [(str(user.id), user.name) for user in db.session.scalars(possible_managers())]


def _offered(there: Sequence[Option], names: int) -> Callable[[str], Iterable[Option]]:
    """All of them for each name; where that would be much, those that resemble it."""
    if names * len(there) <= MOST_OFFERED:
        return lambda _name: there
    return lambda name: _alike(name, there)


def _companies(names: Iterable[str], to: Actor) -> Callable[[str], Iterable[Option]]:
    """Companies that are called like it, the same first."""
    alike = companies_alike([company_key(name) for name in names], to)
    words = {one.id: one for some in alike.values() for one in offers(some, {})}

    def offered(name: str) -> Iterable[Option]:
        some = (words[one.id] for one in alike.get(company_key(name), ()))
        return [(str(one.id), " · ".join(filter(None, (one.name, one.second)))) for one in some]

    return offered


def _alike(name: str, there: Iterable[Option]) -> list[Option]:
    begins = fold(name)[:ALIKE]
    return [one for one in there if fold(one[1]).startswith(begins)][:MOST_ALIKE]


def _place(one: tuple[str, int]) -> tuple[int, str]:
    """The most frequent first."""
    return -one[1], one[0]


def _cells(count: int) -> str:
    return ngettext("%(rows)s row", "%(rows)s rows", count, rows=moments.number(count))


def _more(more: int) -> str:
    return _("Only the first %(number)s names are listed here.", number=MOST_LISTED) if more else ""


def lists_of(posted: Any) -> Any:
    """By target and name, what a form has posted row by row; what is no such list goes on as it is."""
    if not isinstance(posted, list) or not all(isinstance(row, dict) for row in posted):
        return posted
    lists: dict[str, dict[str, Any]] = {}
    for row in posted:
        lists.setdefault(str(row.get("target", "")), {})[str(row.get("name", ""))] = row.get("choice", "")
    return lists
