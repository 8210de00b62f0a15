"""Whom a picker offers: managers of contacts, and those whom access can be granted to."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from crm.contacts.forms.access import GRANTEE
from crm.contacts.queries.filterable import somebody
from crm.contacts.queries.grantees import names_of_grantees
from crm.contacts.queries.records import possible_managers
from crm.kernel.db import db
from crm.kernel.i18n import _
from crm.kernel.search_text import fold, patterns
from crm.team import queries as team
from crm.team.models import Group
from crm.team.presenters.offers import OFFERED, Offer, Option, has, like, offered

MANAGERS: Final = "/contacts/offers/managers"
GRANTEES: Final = "/contacts/offers/grantees"


def managers(present: Iterable[Any] = (), *, q: str = "") -> Offer:
    """Whoever may be a manager of contacts, and those who are one already; two statements at most."""
    return offered(possible_managers(), q=q, present=present, url=MANAGERS)


def those_meant(present: Iterable[Any] = (), *, q: str = "") -> Offer:
    """The same for a filter: before them the words that stand for users, such as "me"."""
    offer = managers(present, q=q)
    answering = [one for one in somebody() if fold(q) in fold(one.label)]
    words = [(one.value, one.label, "", "", "") for one in answering]
    people = [(str(one[0]), *one[1:]) for one in offer.options]
    return replace(offer, options=[*words, *people], url=f"{MANAGERS}?words=1")


def grantees(present: Collection[str] = (), *, q: str = "") -> Offer:
    """Groups and users that access can be granted to, and those that have it; four statements at most."""
    known = {one for one in present if GRANTEE.fullmatch(one)}
    names = names_of_grantees(known) if known else {}
    chosen = [_option(one, name) for one, name in sorted(names.items(), key=lambda told: told[1])]
    found = [*_groups(q, known), *_users(q, known)]
    return Offer([*chosen, *found[:OFFERED]], more=len(found) > OFFERED, url=GRANTEES, q=q)


def _groups(q: str, known: Collection[str]) -> list[Option]:
    rows = team.groups().where(Group.id.not_in(_ids("g", known)))
    for pattern in patterns(q):
        rows = rows.where(has(Group.name, pattern))
    return [_option(f"g{one.id}", one.name) for one in db.session.scalars(rows.limit(OFFERED + 1))]


def _users(q: str, known: Collection[str]) -> list[Option]:
    rows: Any = like(team.active_users().where(team.User.id.not_in(_ids("u", known))), q)
    return [_option(f"u{one.id}", one.name) for one in db.session.scalars(rows.limit(OFFERED + 1))]


def _ids(kind: str, grantees: Collection[str]) -> list[int]:
    return [int(one[1:]) for one in grantees if one.startswith(kind)]


def _option(grantee: str, name: str) -> Option:
    return grantee, name, _("group") if grantee.startswith("g") else "", "", ""
