"""Who belongs to whom: people in companies, people and people, companies and companies (CON-9).

Each act is done from the standpoint of one contact, which the actor may change; the other end they only have
to see. Both ends count a change and tell of it. Links to contacts that are hidden from the actor are neither
shown nor changed by what they do.
"""

from typing import Any, Final

from sqlalchemy import select, update

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions import writing
from crm.contacts.facts import ContactLinked, ContactUnlinked, LinkEdited
from crm.contacts.forms.links import LinkEdit, LinkShape
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.links import ContactLink, LinkKind
from crm.contacts.models.roles import back_of, role_key
from crm.contacts.queries.links import Linked, link_between, main_companies, the_link
from crm.journal.actions import keep
from crm.journal.restorers import Noted
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

NOT_YOURS: Final = lazy("You can see this contact but not change it.")
COLUMNS: Final = ("kind", "one_id", "other_id", "role", "back_role", "main", "former", "position")


def link(contact: Contact, shape: LinkShape, *, by: Actor, is_allowed: bool = False) -> Linked:
    """Link the contact with another one that the actor sees. A person's first company becomes the main one.

    ``is_allowed``: they have just added the contact, may be for another, so that it is hidden from them.

    Raises:
        Forbidden: the actor may not change the contact.
        Invalid: under ``contact_id``: there is no such contact or it is hidden, it is the contact itself, or
            the two are linked already.
    Records: ContactLinked, for either end.
    """
    if not is_allowed:
        by.must(EDIT_CONTACTS, contact, why=NOT_YOURS)
    other = _other(shape.contact_id, contact, by)
    contact, other = _held(contact, other)
    if link_between(contact.id, other.id) is not None:
        raise Invalid({"contact_id": lazy("These two are linked already.")})

    new = _new(contact, other)
    _write(new, shape, of=contact, main=shape.main if shape.main is not None else _is_first(new, by))
    db.session.add(new)
    db.session.flush()
    changes = [Noted("contact_link", new.id, None, values_of(new)), *one_main(new, by)]
    act = keep("contacts.linked", changes, about=("contact", contact.id), by=by)
    _tell(ContactLinked, new, contact, other, by=by, act_id=act.id)
    return Linked(new, contact.id, other)


def edit_link(contact: Contact, link_id: int, shape: LinkEdit, *, by: Actor) -> Linked:
    """Change what a link of the contact says; nothing happens if nothing differs.

    Raises:
        Forbidden: the actor may not change the contact.
        NotFound: it has no such link, or the other end is hidden.
    Records: LinkEdited, for either end.
    """
    by.must(EDIT_CONTACTS, contact, why=NOT_YOURS)
    known = the_link(contact, link_id, to=by)
    contact, other = _held(contact, known.contact)
    changed = _locked(link_id)
    before = values_of(changed)
    _write(changed, shape, of=contact, main=shape.main)
    after = values_of(changed)
    fields = [name for name in COLUMNS if before[name] != after[name]]
    if not fields:
        return Linked(changed, contact.id, other)

    db.session.flush()
    was, now = ({name: values[name] for name in fields} for values in (before, after))
    changes = [Noted("contact_link", changed.id, was, now), *one_main(changed, by)]
    act = keep("contacts.link_edited", changes, about=("contact", contact.id), by=by)
    _tell(LinkEdited, changed, contact, other, by=by, act_id=act.id, fields=fields)
    return Linked(changed, contact.id, other)


def unlink(contact: Contact, link_id: int, *, by: Actor) -> int:
    """Take a link of the contact away; returns the act's id.

    Raises:
        Forbidden: the actor may not change the contact.
        NotFound: it has no such link, or the other end is hidden.
    Records: ContactUnlinked, for either end.
    """
    by.must(EDIT_CONTACTS, contact, why=NOT_YOURS)
    known = the_link(contact, link_id, to=by)
    contact, other = _held(contact, known.contact)
    gone = _locked(link_id)
    db.session.delete(gone)
    db.session.flush()
    changes = [Noted("contact_link", link_id, values_of(gone), None)]
    act = keep("contacts.unlinked", changes, about=("contact", contact.id), by=by)
    _tell(ContactUnlinked, gone, contact, other, by=by, act_id=act.id)
    return act.id


def values_of(row: ContactLink) -> dict[str, Any]:
    """The link as the journal keeps it."""
    return {name: getattr(row, name) for name in COLUMNS}


def kind_of(one: Kind, other: Kind) -> LinkKind:
    """What a link of two contacts of these kinds is."""
    if one != other:
        return "employment"
    return "people" if one == "person" else "companies"


def _other(contact_id: int, contact: Contact, by: Actor) -> Contact:
    if contact_id == contact.id:
        raise Invalid({"contact_id": lazy("A contact can't be linked with itself.")})
    try:
        other: Contact = found(Contact.visible_to(by), id=contact_id)
    except NotFound as unseen:
        raise Invalid({"contact_id": unseen.text}) from None
    return other


def _held(contact: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Both, locked in the order of their ids, so that two who link the same two don't wait for each other."""
    held = {one.id: writing.hold(one) for one in sorted((contact, other), key=lambda one: one.id)}
    return held[contact.id], held[other.id]


def _locked(link_id: int) -> ContactLink:
    """The link itself, which somebody may have taken away before its ends were locked."""
    chosen = select(ContactLink).where(ContactLink.id == link_id).with_for_update()
    row: ContactLink | None = db.session.scalar(chosen.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _new(contact: Contact, other: Contact) -> ContactLink:
    """A link of the two: of a person and a company the person is ``one``, else it is the other end."""
    one, two = (contact, other) if (contact.kind, other.kind) == ("person", "company") else (other, contact)
    return ContactLink(kind=kind_of(one.kind, two.kind), one_id=one.id, other_id=two.id, position=0)


def _write(row: ContactLink, shape: LinkEdit | LinkShape, *, of: Contact, main: bool) -> None:
    row.former = shape.former
    row.main = main and not shape.former and row.kind == "employment"
    role = role_key(shape.role, row.kind)
    if row.kind == "employment":
        row.role, row.back_role = role, ""
        return
    back = role_key(shape.back_role, row.kind) or back_of(role, row.kind)
    role = role or back_of(back, row.kind)
    row.role, row.back_role = (back, role) if row.one_id == of.id else (role, back)


def _is_first(row: ContactLink, by: Actor) -> bool:
    return row.kind == "employment" and row.one_id not in main_companies([row.one_id], to=by)


def one_main(row: ContactLink, by: Actor) -> list[Noted]:
    """No other company that the actor sees is the person's main one beside this one."""
    if not row.main:
        return []
    seen = Contact.visible_to(by).with_only_columns(Contact.id).order_by(None)
    others = (
        update(ContactLink)
        .where(ContactLink.one_id == row.one_id, ContactLink.id != row.id, ContactLink.main)
        .where(ContactLink.kind == "employment", ContactLink.other_id.in_(seen))
        .values(main=False)
        .returning(ContactLink.id)
    )
    ids = db.session.scalars(others.execution_options(synchronize_session=False)).all()
    return [Noted("contact_link", link_id, {"main": True}, {"main": False}) for link_id in sorted(ids)]


def _tell(
    fact: type[ContactLinked | LinkEdited | ContactUnlinked],
    row: ContactLink,
    contact: Contact,
    other: Contact,
    *,
    by: Actor,
    **more: Any,
) -> None:
    """Count the change at both ends, and record it for either."""
    writing.touch(*sorted((contact, other), key=lambda one: one.id))
    for one, another in ((contact, other), (other, contact)):
        told = fact(contact_id=one.id, version=one.version, link_id=row.id, other_id=another.id, **more)
        record(told, by=by)
