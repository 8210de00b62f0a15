"""The workspace and the reference model side by side: each act is done in both.

All of it happens in one transaction, of which nothing stays; each run goes back to where the first began.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from copy import deepcopy
from typing import Any

from sqlalchemy import delete, func, literal, select, union_all

from crm.contacts.access import reached
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.classes import add_class, delete_class, grant_class
from crm.contacts.actions.merging import merge
from crm.contacts.actions.opening import set_access
from crm.contacts.actions.people import able_among
from crm.contacts.forms.access import AccessShape
from crm.contacts.forms.classes import ClassShape
from crm.contacts.forms.merging import MergeShape
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.journal.actions import undo
from crm.journal.models import Act
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.forms import read
from crm.team.actions.groups import change_group, delete_group, restore_group
from crm.team.actions.users import deactivate, reactivate
from crm.team.actors import actor_of, actors_of
from crm.team.forms import GroupWish
from crm.team.models import Group, Role, User, UserRole
from tests.crm.contacts.seeing.reference import READ, WRITE, Card, Member, World
from tests.crm.contacts.seeing.tables import MAYS, SHARINGS, TABLES, USERS
from tests.kit.builders import make_contact
from tests.kit.cast import CAST, NORTH, OLGA


class Office:
    """Acts on contacts, classes, groups, roles and users, done in the workspace and in the world."""

    def __init__(self, in_scope: Callable[..., Any], *, contacts: int = 3, classes: int = 2) -> None:
        self._stack = ExitStack()
        self._stack.enter_context(in_scope(NORTH, read_only=False))
        self.by = self._owner()
        self.world = World(groups=self._groups())
        self._roles = self._made_roles()
        self.binned: set[int] = set()
        self.classes_made = 0
        self.away: dict[int, set[int]] = {}
        for person in CAST:
            self.world.members[person.id] = Member([TABLES[person.role]])
        for _number in range(classes):
            self.add_class()
        for _number in range(contacts):
            self.create(set(USERS[2:3]))

        self._first = deepcopy(self.world)
        self._savepoint = db.session.begin_nested()

    def rewind(self) -> None:
        """As it was at first: a few contacts and classes, and the cast as it is."""
        self._savepoint.rollback()
        db.session.expire_all()
        self._savepoint = db.session.begin_nested()
        self.world, self.binned, self.away = deepcopy(self._first), set(), {}

    def close(self) -> None:
        """Leave no trace."""
        db.session.rollback()
        self._stack.close()

    # ── contacts ───────────────────────────────────────────────────────────────────────────────

    @property
    def alive(self) -> list[int]:
        """The contacts outside the bin."""
        return sorted(one for one, card in self.world.cards.items() if not card.gone)

    def create(self, managers: Iterable[int]) -> int:
        """A new contact of these managers, as far as they may be any."""
        ids = self.able(managers)
        contact = make_contact(by=OLGA, managers=(), sharing="private", manager_ids=sorted(ids))
        self.world.cards[contact.id] = Card(ids)
        return contact.id

    def open(self, contact_id: int, **parts: Any) -> int | None:
        """Change some of what says who reaches the contact; returns the act's id."""
        card = self.world.cards[contact_id]
        if "managers" in parts:
            parts["managers"] = self.able(parts["managers"]) | (set(parts["managers"]) & card.managers)
        if "grants" in parts:
            grants = parts["grants"].items()
            parts["grants"] = {to: how for to, how in grants if self._grantable(to) or to in card.grants}
        for name, value in parts.items():
            setattr(card, name, value)
        shape = {
            "manager_ids": sorted(card.managers),
            "sharing": SHARINGS[card.sharing],
            "grants": [_grant(grantee, level) for grantee, level in card.grants.items()],
            "class_id": card.class_id,
            "restricted": card.restricted,
        }
        set_access(self._contact(contact_id), read(AccessShape, shape), by=self.by)
        return self.last_act()

    def delete(self, contact_id: int) -> None:
        """Into the bin."""
        delete_contact(self._contact(contact_id), by=self.by)
        self.world.cards[contact_id].gone = True
        self.binned.add(contact_id)

    def restore(self, contact_id: int) -> None:
        """Out of the bin, without managers who can't be any more."""
        card = self.world.cards[contact_id]
        restore_contact(db.session.get_one(Contact, contact_id), leave_out=("managers",), by=self.by)
        card.gone, card.managers = False, self.able(card.managers)
        self.binned.discard(contact_id)

    def merge(self, survivor_id: int, loser_ids: list[int]) -> int | None:
        """Make one of several; returns the act's id."""
        shape = {"survivor_id": survivor_id, "loser_ids": loser_ids}
        merge(read(MergeShape, shape), by=self.by)
        card = self.world.cards[survivor_id]
        for loser in (self.world.cards[one] for one in loser_ids):
            card.managers = card.managers | loser.managers
            both = (card.grants, loser.grants)
            names = {name for some in both for name in some}
            card.grants = {name: max(some.get(name, 0) for some in both) for name in names}
            card.restricted |= loser.restricted
            loser.gone = True
        return self.last_act()

    def undo(self, act_id: int) -> None:
        """Take an act back; the world is the caller's."""
        undo(db.session.get_one(Act, act_id), by=self.by)

    # ── classes, groups, roles, users ──────────────────────────────────────────────────────────

    def add_class(self) -> None:
        """A class that nobody is granted."""
        self.classes_made += 1
        name = f"Class {self.classes_made}"
        self.world.classes[add_class(read(ClassShape, {"name": name}), by=self.by).id] = {}

    def grant_class(self, class_id: int, grants: dict[str, int]) -> None:
        """Grant a class to exactly these, as far as they can be granted anything."""
        known = self.world.classes[class_id]
        grants = {to: level for to, level in grants.items() if self._grantable(to) or to in known}
        grant_class(db.session.get_one(ContactClass, class_id), grants, by=self.by)
        self.world.classes[class_id] = grants

    def delete_class(self, class_id: int, replacement_id: int | None) -> None:
        """Delete a class; its contacts get the replacement, or none."""
        new = db.session.get_one(ContactClass, replacement_id) if replacement_id else None
        delete_class(db.session.get_one(ContactClass, class_id), replacement=new, by=self.by)
        del self.world.classes[class_id]
        for card in self.world.cards.values():
            card.class_id = replacement_id if card.class_id == class_id else card.class_id

    def set_group(self, group_id: int, members: set[int]) -> None:
        """These are its members now."""
        if group_id not in self.world.groups:
            return
        group = db.session.get_one(Group, group_id)
        wish = {"name": group.name, "member_ids": sorted(members), "version": group.version}
        change_group(group, read(GroupWish, wish), by=self.by)
        db.session.flush()
        self.world.groups[group_id] = set(members)

    def turn_group(self, group_id: int) -> None:
        """Delete a group, or bring it back."""
        group = db.session.get_one(Group, group_id)
        if group_id in self.world.groups:
            delete_group(group, by=self.by)
            self.away[group_id] = self.world.groups.pop(group_id)
        else:
            restore_group(group, by=self.by)
            self.world.groups[group_id] = self.away.pop(group_id)
        db.session.flush()

    def set_roles(self, user_id: int, names: Iterable[str]) -> None:
        """A user has these roles now; the owner stays one."""
        if user_id == OLGA.id:
            return
        wanted = sorted(set(names))
        db.session.execute(delete(UserRole).where(UserRole.user_id == user_id))
        db.session.add_all(UserRole(user_id=user_id, role_id=self._roles[name]) for name in wanted)
        db.session.flush()
        self.world.members[user_id].roles = [TABLES[name] for name in wanted]

    def turn_user(self, user_id: int, heir_id: int | None) -> None:
        """Deactivate a user, whose contacts go to the heir, or let them in again."""
        user, member = db.session.get_one(User, user_id), self.world.members[user_id]
        if user_id == OLGA.id:
            return
        if not member.active:
            reactivate(user, by=self.by)
            member.active = True
            db.session.flush()
            return
        heirs = self.able({heir_id} if heir_id else ()) - {user_id}
        heir = db.session.get_one(User, heirs.pop()) if heirs else None
        deactivate(user, heir=heir, by=self.by)
        db.session.flush()
        member.active = False
        for card in self.world.cards.values() if heir else ():
            if user_id in card.managers:
                card.managers = (card.managers - {user_id}) | {heir.id}

    # ── how everything stands ──────────────────────────────────────────────────────────────────

    def actors(self) -> dict[int, Actor]:
        """Everybody who can come in."""
        return actors_of(USERS)

    def allowed(self, actor: Actor) -> dict[str, set[int]]:
        """What the person may do to which contacts, as the selects say; one statement."""
        found: dict[str, set[int]] = {action: set() for action in MAYS}
        parts = [
            reached(actor, may).with_only_columns(literal(action), Contact.id) for action, may in MAYS.items()
        ]
        for action, contact_id in db.session.execute(union_all(*parts)):
            found[action].add(contact_id)
        return found

    def access_list(self) -> dict[int, dict[str, int]]:
        """The access list of the contacts of this run."""
        found: dict[int, dict[str, int]] = {one: {} for one in self.world.cards}
        rows = select(ContactAcl).where(ContactAcl.contact_id.in_(self.world.cards))
        for row in db.session.scalars(rows.execution_options(populate_existing=True)):
            found[row.contact_id][row.principal] = row.level
        return found

    # ── helpers ────────────────────────────────────────────────────────────────────────────────

    def _contact(self, contact_id: int) -> Contact:
        whole = select(Contact).where(Contact.id == contact_id).options(*WHOLE)
        return db.session.scalars(whole.execution_options(populate_existing=True)).one()

    def able(self, ids: Iterable[int]) -> set[int]:
        return able_among(set(ids))

    def _grantable(self, grantee: str) -> bool:
        one = int(grantee[1:])
        return self.world.members[one].active if grantee[0] == "u" else one in self.world.groups

    @staticmethod
    def last_act() -> int | None:
        return db.session.scalar(select(func.max(Act.id)))

    @staticmethod
    def _owner() -> Actor:
        owner = actor_of(OLGA.id)
        assert owner is not None
        return owner

    @staticmethod
    def _groups() -> dict[int, set[int]]:
        names = {"Sales": 1, "Service": 2}
        groups: dict[int, set[int]] = {number: set() for number in names.values()}
        for person in CAST:
            if person.group:
                groups[names[person.group]].add(person.id)
        return groups

    @staticmethod
    def _made_roles() -> dict[str, int]:
        """The ids of all roles by name, those of the tests made."""
        roles = {role.builtin: role.id for role in db.session.scalars(select(Role)) if role.builtin}
        made = {}
        for name in TABLES.keys() - roles.keys():
            reaches = {MAYS[action].key: reach for action, reach in TABLES[name].items()}
            role = Role(name=name, reaches=reaches)
            db.session.add(role)
            made[name] = role
        db.session.flush()
        return roles | {name: role.id for name, role in made.items()}


def _grant(grantee: str, level: int) -> dict[str, Any]:
    kind = "user_id" if grantee[0] == "u" else "group_id"
    return {kind: int(grantee[1:]), "level": {READ: "read", WRITE: "write"}[level]}
