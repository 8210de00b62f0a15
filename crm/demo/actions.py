"""Filling a demo workspace: colleagues, groups and contacts, as its people would have made them."""

from datetime import timedelta

from crm.cases.actions.comments import add_comment
from crm.cases.actions.saving import open_case
from crm.cases.forms.case import CommentShape, NewCaseShape
from crm.cases.queries.records import types as case_types
from crm.contacts.actions.links import link
from crm.contacts.actions.saving import create_contact
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import types
from crm.demo import todo
from crm.demo.businesses import PASSWORD, Business, Card, Colleague, domain
from crm.kernel import clock, passwords
from crm.kernel.access import Actor
from crm.kernel.forms import read
from crm.team.access import Builtin
from crm.team.actions.groups import add_group
from crm.team.actions.users import add_user
from crm.team.actors import actor_of
from crm.team.forms import GroupWish
from crm.team.queries import builtin_role, user_by_email
from crm.timeline.actions.entries import add_entry
from crm.timeline.forms import EntryShape

GIVEN = 7
"""One of so many contacts is added by the admin, so that their managers find notices in the bell."""


def fill(business: Business) -> bool:
    """Add what is missing, all or nothing; returns whether anything was. Its owner is there already."""
    if any(user_by_email(business.email(one)) for one in business.colleagues[1:]):
        return False
    password_hash = passwords.hashed(PASSWORD)
    ids = {one.login: _user_id(business, one, password_hash) for one in business.colleagues}
    admin = _actor(ids[business.colleagues[1].login])
    _groups(business, ids, by=admin)
    managers = [ids[one.login] for one in business.colleagues if one.role == Builtin.MANAGER]
    of_types = [one.id for one in types()]
    made: dict[str, Contact] = {}
    for position, card in enumerate(business.cards()):
        manager = managers[card.manager % len(managers)]
        by = admin if position % GIVEN == 3 else _actor(manager)
        employer = made.get(domain(card.email)) if card.kind == "person" else None
        contact = create_contact(
            read(ContactShape, _values(card, manager, of_types, is_employed=employer is not None)), by=by
        )
        if employer is not None:
            link(contact, LinkShape(contact_id=employer.id), by=admin)
        made[card.email] = contact
        if card.kind == "company":
            made[domain(card.email)] = contact
    _history(business, made, managers)
    _cases(business, made, managers)
    todo.fill(business.locale, made, lambda login: _actor(ids[login]), admin=business.colleagues[1].login)
    return True


def _history(business: Business, made: dict[str, Contact], managers: list[int]) -> None:
    """What took place, told by whoever is responsible for the contact, else by the first manager."""
    for line in business.lines():
        contact = made[line.email]
        in_charge = [manager.user_id for manager in contact.managers]
        by = _actor(next((one for one in in_charge if one in managers), managers[0]))
        at = clock.now() - timedelta(hours=line.hours)
        entry = {"kind": line.kind, "body": line.text, "happened_at": at.isoformat()}
        add_entry(contact, read(EntryShape, entry), by=by)


def _cases(business: Business, made: dict[str, Contact], managers: list[int]) -> None:
    """What customers asked for, each with whoever is responsible for the contact."""
    of_types = [one.id for one in case_types()]
    for matter in business.matters():
        contact = made[matter.email]
        in_charge = [manager.user_id for manager in contact.managers]
        by = _actor(next((one for one in in_charge if one in managers), managers[0]))
        due = clock.now().date() + timedelta(days=matter.days)
        values = {
            "title": matter.title, "type_id": of_types[matter.type], "status": matter.status,
            "priority": matter.priority, "due_on": due, "contact_ids": [contact.id], "source": "phone",
        }  # fmt: skip
        case = open_case(read(NewCaseShape, values), by=by)
        add_comment(case, read(CommentShape, {"body": matter.said}), by=by)


def _user_id(business: Business, one: Colleague, password_hash: str) -> int:
    known = user_by_email(business.email(one))
    if known is not None:
        return known.id
    user = add_user(
        business.email(one), name=one.name, role=builtin_role(Builtin(one.role)), locale=business.locale,
        password_hash=password_hash, by=Actor.system("demo"),
    )  # fmt: skip
    return user.id


def _groups(business: Business, ids: dict[str, int], *, by: Actor) -> None:
    for name in sorted({one.group for one in business.colleagues if one.group}):
        members = [ids[one.login] for one in business.colleagues if one.group == name]
        add_group(read(GroupWish, {"name": name, "member_ids": members}), by=by)


def _values(card: Card, manager_id: int, of_types: list[int], *, is_employed: bool) -> dict[str, object]:
    post, _comma, _where = card.description.partition(", ")
    return {
        "kind": card.kind,
        **card.names,
        **({"job_title": post} if is_employed else {"description": card.description}),
        "type_id": of_types[card.type],
        "sharing": card.sharing,
        "manager_ids": [manager_id],
        "tags": list(card.tags),
        "comms": [
            {"kind": "email", "value": card.email, "label": "work"},
            {"kind": "phone", "value": card.phone, "label": "work"},
        ],
    }


def _actor(user_id: int) -> Actor:
    actor = actor_of(user_id)
    assert actor is not None
    return actor
