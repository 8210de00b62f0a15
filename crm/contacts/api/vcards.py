"""vCards over the API (CON-23)."""

from typing import Annotated, Final
from urllib.parse import urlencode

from flask import Response, request
from pydantic import Field

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.api.contacts import ContactQuery
from crm.contacts.api.plane import api, seen
from crm.contacts.presenters.vcards.cards import vcards_of
from crm.contacts.queries import listing
from crm.kernel.forms import Shape
from crm.kernel.vcards.writing import MEDIA_TYPE, Version
from crm.web.api.listing import write_cursor
from crm.web.api.terms import Plain
from crm.web.here import actor

VCARD: Final = Plain(MEDIA_TYPE, also=("text/x-vcard", "text/directory"))
_VERSION: Final = Field(description="Of the standard: 3.0 is what phones read.")


class VersionQuery(Shape):
    """How a card is wanted."""

    version: Annotated[Version, _VERSION] = "3.0"


class VcardsQuery(ContactQuery):
    """Which cards are wanted, and how."""

    version: Annotated[Version, _VERSION] = "3.0"


@api.get("/contacts/<int:contact_id>/vcard", can=VIEW_CONTACTS, gives=VCARD, asks=VersionQuery)
def get_vcard(contact_id: int, asked: VersionQuery) -> Response:
    """Read a contact as a vCard.

    Names, company, post, ways to reach it, birthday, tags, notes and photo, as far as you see them.
    """
    [card] = vcards_of([seen(contact_id)], version=asked.version, to=actor())
    return Response(card, mimetype=MEDIA_TYPE)


@api.get("/contacts/vcards", can=VIEW_CONTACTS, gives=VCARD, asks=VcardsQuery)
def list_vcards(asked: VcardsQuery) -> Response:
    """List the contacts that you see as vCards.

    The same list as `GET /contacts`, page by page; `Link` with `rel="next"` leads to what follows.
    """
    page = listing.listed(asked.wish(), to=actor())
    cards = "".join(vcards_of(page.contacts, version=asked.version, to=actor()))
    answer = Response(cards, mimetype=MEDIA_TYPE)
    if (cursor := write_cursor(page.next_key, of=asked.order)) is not None:
        query = urlencode({**request.args.to_dict(), "cursor": cursor})
        answer.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return answer
