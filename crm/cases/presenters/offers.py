"""Whom the fields of a case offer: contacts, and people who may work on it."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy.orm import joinedload

from crm.cases.queries.records import possible_owners
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.files.models import StoredFile
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.presenters.offers import OFFERED, Offer, Option, ids_in, offered
from crm.team.queries import MOST_PICKABLE, active_users, names_of

PEOPLE: Final = "/cases/offers/people"
CONTACTS: Final = "/cases/offers/contacts"


def owners(present: int | None) -> list[tuple[str, str]]:
    """Whoever may own a case, and who does now; two statements at most."""
    users = db.session.scalars(possible_owners().limit(MOST_PICKABLE)).all()
    found = [(str(user.id), user.name) for user in users]
    if present is not None and str(present) not in dict(found):
        found.insert(0, (str(present), names_of([present]).get(present, "")))
    return found


def members(present: Iterable[Any] = (), *, q: str = "") -> Offer:
    """Whoever works here, and who is a member already; two statements at most."""
    return offered(active_users(), q=q, present=present, url=PEOPLE)


def contacts(present: Iterable[Any] = (), *, q: str = "", to: Actor) -> Offer:
    """Those of the chosen contacts that the person sees, and others who answer; the latest without ``q``."""
    chosen = list(dict.fromkeys(ids_in(present)))
    wish = Wish(q=q, limit=OFFERED + len(chosen), sort="name" if q else "activity")
    others = [one for one in listed(wish, to=to).contacts if one.id not in chosen]
    options = [_option(one) for one in (*_known(chosen, to), *others[:OFFERED])]
    return Offer(options, more=len(others) > OFFERED, url=CONTACTS, q=q)


def _known(ids: list[int], to: Actor) -> Iterable[Contact]:
    if not ids:
        return ()
    photo = joinedload(Contact.photo).load_only(StoredFile.key, raiseload=True)
    rows = db.session.scalars(Contact.visible_to(to).where(Contact.id.in_(ids)).options(photo))
    found = {one.id: one for one in rows}
    return [found[contact_id] for contact_id in ids if contact_id in found]


def _option(contact: Contact) -> Option:
    second = contact.job_title if contact.kind == "person" else ""
    return contact.id, contact.shown_name, second, contact.initials, contact.photo_url
