"""Your selection of contacts in the JSON API (CON-11)."""

from typing import Annotated

from pydantic import BaseModel, Field

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.api.contacts import ContactQuery
from crm.contacts.api.plane import bulk as api
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.listing import matching_ids
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import mark
from crm.views import selecting
from crm.web.api.listing import Paged, read_cursor, write_cursor
from crm.web.here import actor

OF_SELECTION = "contacts selected by id"
Ids = Annotated[list[Id], Field(max_length=1_000, default_factory=list)]


class SelectingIn(Shape):
    """What becomes of the selection; in this order."""

    clear: bool = False
    """Begin with nothing selected."""
    matching: bool = False
    """Add all that `GET /contacts` would list with the same query."""
    add: Ids
    remove: Ids


class SelectionOut(BaseModel):
    """What you have selected, of what you see."""

    count: Annotated[int, Field(description=mark("Exact up to 10,000."))]
    capped: Annotated[bool, Field(description=mark("There are more than `count`."))]
    contact_ids: Annotated[list[int], Field(description=mark("A page of them, in the order of their ids."))]
    next_cursor: str | None


@api.get("/contacts/selection", can=VIEW_CONTACTS, asks=Paged, gives=SelectionOut)
def get_selection(asked: Paged) -> SelectionOut:
    """Read your selection.

    It is the same on every device and page. Contacts that you no longer see are neither listed nor counted.
    """
    return _shown(asked)


@api.post("/contacts/selection", can=VIEW_CONTACTS, takes=SelectingIn, asks=ContactQuery, gives=SelectionOut)
def change_selection(form: SelectingIn, asked: ContactQuery) -> SelectionOut:
    """Change your selection.

    `matching` fixes what the query finds now.
    """
    by = actor()
    if form.clear:
        selecting.clear(CONTACT, by=by)
    if form.matching:
        selecting.put(CONTACT, matching_ids(asked.wish(), to=by), by=by)
    these = Contact.visible_to(by).where(Contact.id.in_(form.add)).with_only_columns(Contact.id)
    selecting.put(CONTACT, these, by=by)
    selecting.remove(CONTACT, form.remove, by=by)
    return _shown(Paged(limit=50))


def _shown(asked: Paged) -> SelectionOut:
    to = actor()
    visible = Contact.visible_to(to)
    after = read_cursor(asked.cursor, of=OF_SELECTION)
    number = selecting.counted(visible, CONTACT, to=to)
    ids = selecting.page(visible, CONTACT, after=after[0] if after else 0, limit=asked.limit, to=to)
    more = ids[asked.limit - 1] if len(ids) > asked.limit else None
    return SelectionOut(
        count=number.value,
        capped=number.capped,
        contact_ids=ids[: asked.limit],
        next_cursor=write_cursor([more] if more else None, of=OF_SELECTION),
    )
