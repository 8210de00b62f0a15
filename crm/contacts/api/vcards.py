"""vCards over the API (CON-23)."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from flask import Response, request
from pydantic import BaseModel, Field

from crm.contacts.access import CREATE_CONTACTS, EXPORT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.vcards import importing
from crm.contacts.actions.vcards.adding import Added, add
from crm.contacts.actions.vcards.judging import Judged
from crm.contacts.api.contacts import ContactQuery, order_of
from crm.contacts.api.filters import sorted_as_asked
from crm.contacts.api.plane import api, seen
from crm.contacts.facts_of_vcards import VcardDownloaded, VcardsDownloaded
from crm.contacts.models.vcards import MOST_BYTES
from crm.contacts.presenters.vcards.cards import vcards_of
from crm.contacts.queries import listing
from crm.contacts.queries.candidates import Lookalike
from crm.journal.actions import keep
from crm.kernel.forms import Shape
from crm.kernel.vcards.writing import MEDIA_TYPE, Version
from crm.web.api.listing import write_cursor
from crm.web.api.terms import Plain
from crm.web.here import actor, leave_trace

VCARD: Final = Plain(MEDIA_TYPE, also=("text/x-vcard", "text/directory"), most_bytes=MOST_BYTES)
MOST_AT_ONCE: Final = 100
"""So many cards are taken by one call."""
_VERSION: Final = Field(description="Of the standard: 3.0 is what phones read.")


class VersionQuery(Shape):
    """How a card is wanted."""

    version: Annotated[Version, _VERSION] = "3.0"


class VcardsQuery(ContactQuery):
    """Which cards are wanted, and how."""

    version: Annotated[Version, _VERSION] = "3.0"


@api.get(
    "/contacts/<int:contact_id>/vcard", can=VIEW_CONTACTS, gives=VCARD, asks=VersionQuery,
    trace=VcardDownloaded,
)  # fmt: skip
def get_vcard(contact_id: int, asked: VersionQuery) -> Response:
    """Read a contact as a vCard.

    Names, company, post, ways to reach it, birthday, tags, notes and photo, as far as you see them.
    """
    [card] = vcards_of([seen(contact_id)], version=asked.version, to=actor())
    leave_trace(VcardDownloaded(contact_id=contact_id))
    return Response(card, mimetype=MEDIA_TYPE)


@api.get("/contacts/vcards", can=EXPORT_CONTACTS, gives=VCARD, asks=VcardsQuery, trace=VcardsDownloaded)
def list_vcards(asked: VcardsQuery) -> Response:
    """List the contacts that you see as vCards.

    The same list as `GET /contacts`, page by page; `Link` with `rel="next"` leads to what follows.
    """
    wish = asked.wish()
    page = sorted_as_asked(listing.listed(wish, to=actor()))
    cards = "".join(vcards_of(page.contacts, version=asked.version, to=actor()))
    leave_trace(VcardsDownloaded(contacts=len(page.contacts)))
    answer = Response(cards, mimetype=MEDIA_TYPE)
    if (cursor := write_cursor(page.next_key, of=order_of(wish.sort))) is not None:
        query = urlencode({**request.args.to_dict(), "cursor": cursor})
        answer.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return answer


class AddingVcardsQuery(Shape):
    """How cards that look like contacts are gone about."""

    on_duplicate: Annotated[
        Literal["warn", "skip"],
        Field(description="`skip` adds nothing of a card that looks like a contact that you see."),
    ] = "warn"


class FaultOut(BaseModel):
    """Something of a card that could not be kept as it was; its text stands in the description."""

    field: Annotated[str, Field(description="What it is, in words.", examples=["E-mail"])]
    text: str
    reason: str


class CardOut(BaseModel):
    """What came of a card."""

    number: Annotated[int, Field(description="Its place among the cards sent, from 1.")]
    name: Annotated[str, Field(description="Whom the card is about, as it says.")]
    result: Annotated[
        Literal["created", "skipped", "refused"],
        Field(description="`refused`: it has not enough for a contact; `errors` says what it lacks."),
    ]
    contact_id: int | None
    company_id: Annotated[int | None, Field(description="Its company, if that was added too.")]
    duplicate_ids: Annotated[list[int], Field(description="The contacts that it looks like.")]
    faults: list[FaultOut]
    errors: Annotated[dict[str, str], Field(description="Why it is refused, by field.")]


class CardsOut(BaseModel):
    """What came of the cards, in their order."""

    results: list[CardOut]


@api.post("/contacts/vcards", can=CREATE_CONTACTS, takes=VCARD, asks=AddingVcardsQuery, gives=CardsOut)
def add_vcards(content: bytes, asked: AddingVcardsQuery) -> CardsOut:
    """Add contacts from vCards 2.1, 3.0 and 4.0.

    At most 100 cards and 20 MiB. Each card is taken by itself; what has no place, and what is no right value,
    goes into the description. `Artel-Act` names the act by which all of it can be undone.
    """
    outcomes = importing.judged_all(importing.checked(content, most=MOST_AT_ONCE), by=actor())
    likes = importing.alike(outcomes, to=actor())
    skips = asked.on_duplicate == "skip"
    rows = list(zip(outcomes, likes, strict=True))
    added = _added([one for one, found in rows if one.shape is not None and not (skips and found)])
    told = [_card(n, one, found, added.get(id(one))) for n, (one, found) in enumerate(rows, start=1)]
    return CardsOut(results=told)


def _added(outcomes: Sequence[Judged]) -> dict[int, Added]:
    """Make contacts of these, as one act."""
    if not outcomes:
        return {}
    act = keep(importing.IMPORT, by=actor())
    tried = {id(outcome): add(outcome, by=actor()) for outcome in outcomes}
    added = {key: one for key, one in tried.items() if one is not None}
    importing.note_added(list(added.values()), act_id=act.id)
    return added


def _card(number: int, outcome: Judged, likes: Sequence[Lookalike], added: Added | None) -> CardOut:
    result: Literal["created", "skipped", "refused"] = "created" if added else "skipped"
    return CardOut(
        number=number,
        name=outcome.named,
        result="refused" if outcome.shape is None else result,
        contact_id=added.contact.id if added else None,
        company_id=added.company.id if added and added.company else None,
        duplicate_ids=[like.id for like in likes],
        faults=[FaultOut(field=label, text=text, reason=why) for label, text, why in outcome.faults],
        errors=outcome.refused,
    )
