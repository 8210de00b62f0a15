"""Links between contacts in the JSON API (CON-9).

Contacts are not locked here: an act on a link locks both ends in an order of its own.
"""

from typing import Annotated, Any, Final

from flask import url_for
from pydantic import Field

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions import links as acts
from crm.contacts.api.plane import api, the
from crm.contacts.api.shapes import LinkOut, link_shown
from crm.contacts.forms.links import LinkEdit, LinkShape
from crm.contacts.models.contact import Kind
from crm.contacts.models.roles import back_of
from crm.contacts.queries.links import Linked, linked, linked_count, the_link
from crm.kernel import forms
from crm.kernel.forms import Shape
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class LinkListing(Listing[LinkOut]):
    """A page of the links whose other ends the token's user sees."""


class LinkQuery(Paged):
    """What of the links is wanted."""

    kind: Annotated[Kind | None, Field(description="Only people, or only companies.")] = None

    @property
    def order(self) -> str:
        """The list: what a cursor is good for."""
        return f"links with {self.kind}"


LinkPatch = patch_of(LinkEdit, name="LinkPatch", never_null={"main", "former"})
RULE: Final = "/contacts/<int:contact_id>/links"


@api.get(RULE, can=VIEW_CONTACTS, asks=LinkQuery, gives=LinkListing)
def list_contact_links(contact_id: int, asked: LinkQuery) -> LinkListing:
    """List whom a contact is linked with.

    What is former comes last. Contacts that you don't see are left out, and not counted.
    """
    contact, order = the(contact_id), f"{asked.order} of {contact_id}"
    after = read_cursor(asked.cursor, of=order)
    rows = linked(contact, to=actor(), kind=asked.kind, after=after, limit=asked.limit + 1)
    page = rows[: asked.limit]
    return LinkListing(
        items=[link_shown(one) for one in page],
        next_cursor=write_cursor(page[-1].key if len(rows) > len(page) else None, of=order),
        count=count_out(linked_count(contact, to=actor(), kind=asked.kind)),
    )


@api.post(RULE, can=EDIT_CONTACTS, takes=LinkShape, gives=LinkOut)
def add_contact_link(contact_id: int, form: LinkShape) -> Answer:
    """Link a contact with another one.

    You need to be able to change this contact and to see the other one; neither opens the other to anybody.
    A usual role is given by its key: `spouse`, `parent`, `child`, `sibling`, `assistant`, `superior`,
    `colleague`, `friend`, `referrer`, `referred` between people; `parent_company`, `subsidiary`,
    `head_office`, `branch`, `partner`, `supplier`, `customer`, `contractor` between companies.
    """
    added = acts.link(the(contact_id), form, by=actor())
    at = url_for(".get_contact_link", contact_id=contact_id, link_id=added.id)
    return created(link_shown(added), at=at)


@api.get(f"{RULE}/<int:link_id>", can=VIEW_CONTACTS, gives=LinkOut)
def get_contact_link(contact_id: int, link_id: int) -> LinkOut:
    """Read a link of a contact."""
    return link_shown(the_link(the(contact_id), link_id, to=actor()))


@api.patch(f"{RULE}/<int:link_id>", can=EDIT_CONTACTS, takes=LinkPatch, gives=LinkOut)
def edit_contact_link(contact_id: int, link_id: int, form: Shape, if_match: str | None) -> LinkOut:
    """Change what a link says.

    By merge-patch. If-Match names the version of the contact in the path.
    """
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact, why=acts.NOT_YOURS)
    preconditions.expect(contact.version, if_match)
    present = _values(the_link(contact, link_id, to=actor()), form)
    wanted = forms.read(LinkEdit, merged(present, form))
    return link_shown(acts.edit_link(contact, link_id, wanted, by=actor()))


@api.delete(f"{RULE}/<int:link_id>", can=EDIT_CONTACTS)
def remove_contact_link(contact_id: int, link_id: int, if_match: str | None) -> None:
    """Take a link away.

    If-Match names the version of the contact in the path.
    """
    contact = the(contact_id)
    preconditions.expect(contact.version, if_match)
    acts.unlink(contact, link_id, by=actor())


def _values(known: Linked, form: Shape) -> dict[str, Any]:
    """What the link says now; a new role brings its own counterpart where the old one did."""
    back = known.back_role
    if "role" in form.model_fields_set and back == back_of(known.role, known.kind):
        back = ""
    return {"role": known.role, "back_role": back, "main": known.link.main, "former": known.link.former}
