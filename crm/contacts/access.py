"""Who may see and do what with contacts: permissions, the one rule, and the access list (ACC).

A contact gives a person the highest level of: being a manager → manage; a grant to them or to a group of
theirs, a grant of its class, sharing → read or write. An action asks for a level: seeing for read, editing
for write, deleting, assigning and sharing for manage. At reach *own* that is all; *group* adds the contacts
managed by somebody in a common group; *all* adds every contact.

The access list holds one row for each principal and contact. A principal is ``m7`` (user 7 as a manager),
``u7`` (user 7 by a grant), ``s7`` (user 7 as responsible for a step of an open case, CAS-8), ``g3`` (group
3), ``c5`` (class 5) or ``*`` (everyone); a person's principals come from who they are, so changing groups,
roles and the grants of a class rewrites no row. The managers of a *restricted* contact stand as ``u7``, so
that group reach misses them; class, sharing and steps leave no row (ACC-4).
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from crm.contacts.access_list import astray as astray
from crm.contacts.access_list import derive_access as derive_access
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.classes import ClassGrant
from crm.contacts.models.contact import ByteText, Contact
from crm.contacts.models.footings import footings
from crm.kernel.access import Actor, Level, May, Reach
from crm.kernel.i18n import lazy

NAMES: Final = ARRAY(ByteText)
REACHES: Final = (Reach.NONE, Reach.OWN, Reach.GROUP, Reach.ALL)


def principals(actor: Actor, reach: Reach, level: Level = Level.READ) -> list[str]:
    """The names under which the access list knows this person, at this reach (own or group).

    Left out is a principal that carries the person less far than ``level``, such as a class that is granted
    to them for reading only.
    """
    return [footing.principal for footing in footings(actor, reach) if footing.most >= level]


def manager_principals(user_id: int) -> list[str]:
    """The principals whose rows of level *manage* are the contacts that this user manages."""
    return [f"m{user_id}", f"u{user_id}"]


def granted(actor: Actor, reach: Reach, level: Level, contact_id: Any) -> ColumnElement[bool]:
    """Whether the access list grants this person this level on the contact, at reach own or group."""
    row = aliased(ContactAcl)
    names = any_(literal(principals(actor, reach, level), ARRAY(Text)))
    return exists().where(row.contact_id == contact_id, row.principal == names, row.level >= level)


def stands_for(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Whether this person sees the contact at all, at reach own or group, by the contact's own copy."""
    return _named(principals(actor, reach))


def _named(names: Sequence[str]) -> ColumnElement[bool]:
    return Contact.principals.bool_op("&&")(literal(list(names), NAMES))


Sight = tuple[Reach, tuple[str, ...]]
"""How far somebody sees, and the names they see by (none at reach none and all): who sees the same."""


def sight(actor: Actor) -> Sight:
    """What ``seen`` needs to know of this person; a key for statements that are built once."""
    reach = actor.reach(VIEW_CONTACTS)
    return reach, tuple(principals(actor, reach)) if Reach.NONE < reach < Reach.ALL else ()


def seen(by: Sight) -> Select[Any]:
    """The contacts outside the bin that somebody of this sight sees."""
    reach, names = by
    every = select(Contact).where(Contact.deleted_at.is_(None))
    if reach is Reach.ALL:
        return every
    return every.where(literal(False) if reach is Reach.NONE else _named(names))


def reached(actor: Actor, may: May) -> Select[Any]:
    """The contacts outside the bin that this person may do this to: one select for every question (STYLE 5).

    Whoever may act further than see still acts on what they see only.
    """
    if may is VIEW_CONTACTS:
        return seen(sight(actor))
    every = select(Contact).where(Contact.deleted_at.is_(None))
    contacts = _narrowed(every, actor, actor.reach(may), LEVELS[may.key])
    if actor.reach(VIEW_CONTACTS) < actor.reach(may):
        contacts = _narrowed(contacts, actor, actor.reach(VIEW_CONTACTS), Level.READ)
    return contacts


def restorable_by(actor: Actor) -> Select[Any]:
    """The contacts in the bin that this person may bring back: their own deed, or any with reach *all*."""
    binned = select(Contact).where(Contact.deleted_at.is_not(None))
    if actor.reach(DELETE_CONTACTS) is Reach.ALL:
        return binned
    may_at_all = actor.reach(DELETE_CONTACTS) > Reach.NONE
    return binned.where(Contact.deleted_by == actor.user_id, literal(may_at_all))


def _narrowed(contacts: Select[Any], actor: Actor, reach: Reach, level: Level) -> Select[Any]:
    if reach is Reach.ALL:
        return contacts
    if reach is Reach.NONE:
        return contacts.where(literal(False))
    named = stands_for(actor, reach)
    if level is Level.READ:
        return contacts.where(named)
    return contacts.where(named, granted(actor, reach, level, Contact.id))


def classes_granted(names: ColumnElement[Any]) -> ColumnElement[Any]:
    """The classes granted to whoever has one of these names, each at its highest level (ACC-4).

    Of several grants of one class the last in order stands, which is how JSONB keeps equal keys.
    """
    highest = aggregate_order_by(ClassGrant.level, ClassGrant.level)
    found = select(func.jsonb_object_agg(func.concat("c", ClassGrant.class_id), highest))
    return found.where(ClassGrant.grantee == any_(names)).scalar_subquery()


# ── permissions ────────────────────────────────────────────────────────────────────────────────

VIEW_CONTACTS = May(
    key="contacts.view",
    label=lazy("See contacts"),
    help=lazy("Own: those they manage and those shared with them. Group: also those their teammates manage."),
    entity="contact",
    reaches=REACHES,
    unsafe=False,
    given={"manager": Reach.OWN, "observer": Reach.OWN},
    records=reached,
)
CREATE_CONTACTS = May(
    key="contacts.create",
    label=lazy("Add contacts"),
    help=lazy("They become the manager of what they add."),
    entity="contact",
    given={"manager": Reach.ALL},
)
EDIT_CONTACTS = May(
    key="contacts.edit",
    label=lazy("Change contacts"),
    help=lazy("Own: those they manage and those shared with them for writing."),
    entity="contact",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
DELETE_CONTACTS = May(
    key="contacts.delete",
    label=lazy("Delete contacts"),
    help=lazy("Own: those they manage. Sharing alone never lets anyone delete."),
    entity="contact",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
ASSIGN_CONTACTS = May(
    key="contacts.assign",
    label=lazy("Choose managers and sharing"),
    help=lazy("Own: of the contacts they manage."),
    entity="contact",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
MERGE_CONTACTS = May(
    key="contacts.merge",
    label=lazy("Merge contacts"),
    help=lazy("Make one of several contacts: all of which they may change, and those that go also delete."),
    entity="contact",
    given={"manager": Reach.ALL},
)
MANAGE_TYPES = May(
    key="contacts.types",
    label=lazy("Change the list of contact types"),
    help=lazy("Add, rename, colour, reorder and delete types for the whole workspace."),
    entity="contact",
)
ADD_TAGS = May(
    key="contacts.add_tags",
    label=lazy("Add tags"),
    help=lazy("Type a new word as a tag of a contact that they may change. Without it, only present tags."),
    entity="contact",
    given={"manager": Reach.ALL},
)
MANAGE_TAGS = May(
    key="contacts.tags",
    label=lazy("Change the list of tags"),
    help=lazy("Rename, colour, merge and delete tags for the whole workspace."),
    entity="contact",
)
MANAGE_CLASSES: Final = May(
    key="contacts.classes",
    label=lazy("Change the classes of contacts"),
    help=lazy("Add, rename and delete classes, and say who reaches their contacts."),
    entity="contact",
)
BULK_EDIT: Final = May(
    key="contacts.bulk",
    label=lazy("Change many contacts at once"),
    help=lazy("Select contacts and change, assign, share or delete all of them: each that they may change."),
    entity="contact",
    given={"manager": Reach.ALL},
)
EXPORT_CONTACTS: Final = May(
    key="contacts.export",
    label=lazy("Export contacts"),
    help=lazy("Take away what they see of contacts as a file."),
    entity="contact",
    unsafe=False,
    takes_out=True,
    given={"manager": Reach.ALL},
)
PERMISSIONS: Final = (
    VIEW_CONTACTS, CREATE_CONTACTS, EDIT_CONTACTS, DELETE_CONTACTS, ASSIGN_CONTACTS, MERGE_CONTACTS,
    BULK_EDIT, EXPORT_CONTACTS, MANAGE_TYPES, ADD_TAGS, MANAGE_TAGS, MANAGE_CLASSES,
)  # fmt: skip
LEVELS: Final = {
    VIEW_CONTACTS.key: Level.READ,
    EDIT_CONTACTS.key: Level.WRITE,
    DELETE_CONTACTS.key: Level.MANAGE,
    ASSIGN_CONTACTS.key: Level.MANAGE,
}
