"""Pairs of contacts that may be one, and merging, in the JSON API."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field

from crm.contacts.access import EDIT_CONTACTS, MERGE_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions import duplicates as acts
from crm.contacts.actions import merging
from crm.contacts.api.plane import duplicates as api
from crm.contacts.api.shapes import ContactOut, shown
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.merging import MergeShape
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.duplicates import reason
from crm.contacts.queries import candidates, pairs
from crm.contacts.queries.candidates import Lookalike
from crm.contacts.queries.gaining import gaining
from crm.contacts.queries.merging import mergeable
from crm.contacts.queries.pairs import seen_whole
from crm.contacts.queries.records import region
from crm.contacts.queries.signatures import typed_signature
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import lazy
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, PageQuery, count_out, read_cursor, write_cursor
from crm.web.here import actor, workspace

ORDER = "duplicates by score"
Score = Annotated[int, Field(description="How likely they are one, of 100.", ge=0, le=100)]


class ReasonOut(BaseModel):
    """One thing that two contacts have in common."""

    kind: Annotated[str, Field(description="Its stable name.", examples=["email"])]
    text: Annotated[str, Field(description="A sentence.", examples=["Same e-mail: ivan@example.com"])]


class AlikeOut(BaseModel):
    """A contact in short."""

    id: int
    display_name: str
    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]


class LookalikeOut(AlikeOut):
    """A contact that may be the same."""

    score: Score
    reasons: list[ReasonOut]


class PairOut(BaseModel):
    """Two contacts that may be one."""

    contacts: Annotated[list[AlikeOut], Field(description="The two, the lower id first.")]
    score: Score
    reasons: list[ReasonOut]


class PairListing(Listing[PairOut]):
    """A page of the pairs whose both ends you see, the likeliest first."""


class NotDuplicatesIn(Shape):
    """Two contacts of which somebody knows whether they are one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"contact_ids": [17, 42]}]})

    contact_ids: Annotated[list[Id], Field(min_length=2, max_length=2)]
    """The two."""
    not_duplicates: bool = True
    """`true`: they are two, and it is remembered; `false` takes that back."""


class NotDuplicatesOut(BaseModel):
    """What is remembered of two contacts now."""

    contact_ids: list[int]
    not_duplicates: bool


class MergeIn(MergeShape):
    """Contacts to merge into one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"survivor_id": 17, "loser_ids": [42]}]})

    preview: bool = False
    """`true` merges nothing: the answer tells what the merge would make, and who would see more."""


class GainOut(BaseModel):
    """People who see a contact's content only through the merge."""

    contact_id: int
    names: Annotated[list[str], Field(description="Who gains sight of what is in this contact.")]
    losing: Annotated[list[str], Field(description="Who sees this contact now and the survivor no more.")]


class MergeOut(BaseModel):
    """A merge, done or only shown."""

    preview: bool
    survivor_id: int
    loser_ids: list[int]
    values: Annotated[
        dict[str, int], Field(description="For each field the contact whose value the survivor gets.")
    ]
    manager_ids: Annotated[list[int], Field(description="The survivor's managers afterwards.")]
    gains: Annotated[
        list[GainOut], Field(description="Who sees more or less than before, and of which contact.")
    ]
    contact: Annotated[
        ContactOut | None, Field(description="The survivor as it is now; null of a preview.")
    ] = None


@api.get("/contacts/duplicates", can=VIEW_CONTACTS, asks=PageQuery, gives=PairListing)
def list_duplicates(asked: PageQuery) -> PairListing:
    """List pairs of contacts that may be one.

    Only pairs whose both contacts you see, without those that somebody said to be two.
    """
    return _listing(asked, dismissed=False)


@api.get("/contacts/not-duplicates", can=VIEW_CONTACTS, asks=PageQuery, gives=PairListing)
def list_not_duplicates(asked: PageQuery) -> PairListing:
    """List pairs that look alike but were said to be two."""
    return _listing(asked, dismissed=True)


@api.post("/contacts/not-duplicates", can=EDIT_CONTACTS, takes=NotDuplicatesIn, gives=NotDuplicatesOut)
def remember_not_duplicates(form: NotDuplicatesIn) -> Answer:
    """Remember that two contacts are not the same, or take that back. Repeatable."""
    if len(set(form.contact_ids)) < 2:
        raise Invalid({"contact_ids": lazy("Name two contacts.")})
    one, other = mergeable(form.contact_ids, to=actor())
    act = acts.dismiss if form.not_duplicates else acts.take_back
    act(one, other, by=actor())
    answer = NotDuplicatesOut(contact_ids=form.contact_ids, not_duplicates=form.not_duplicates)
    return created(answer, at=url_for(".list_not_duplicates"))


@api.post("/contacts/merges", can=MERGE_CONTACTS, takes=MergeIn, gives=MergeOut)
def merge_contacts(form: MergeIn) -> Answer:
    """Merge contacts into one.

    The ids of those that go lead to the survivor from then on. People undo it for 30 days.
    """
    plan = merging.preview(form, by=actor())
    gains = [
        GainOut(contact_id=gain.contact.id, names=list(gain.names), losing=list(gain.losing))
        for gain in gaining(plan)
    ]
    answer = MergeOut(
        preview=form.preview, survivor_id=plan.survivor.id, loser_ids=[loser.id for loser in plan.losers],
        values={choice.name: choice.taken.id for choice in plan.choices},
        manager_ids=list(plan.manager_ids), gains=gains,
    )  # fmt: skip
    if not form.preview:
        answer.contact = shown(merging.merge(form, by=actor()))
    return created(answer, at=url_for("contacts_api.get_contact", contact_id=plan.survivor.id))


class LikelyDuplicate(Conflict):
    """The contact may be there already, and whoever adds it did not want it then."""

    code = "duplicate"
    sentence = lazy("There is a contact that may be the same.")

    def __init__(self, found: Sequence[tuple[Lookalike, Contact]]) -> None:
        names = ", ".join(f"{contact.shown_name} ({contact.id})" for _like, contact in found)
        super().__init__(lazy("It may be the same as: %(names)s", names=names))


def met(shape: ContactShape) -> list[tuple[Lookalike, Contact]]:
    """Whom the contact looks like, of those the token's user sees."""
    found = candidates.lookalikes(typed_signature(shape.model_dump(), region=region()), to=actor())
    contacts = {one.id: one for one in seen_whole([like.id for like in found], to=actor())}
    return [(like, contacts[like.id]) for like in found if like.id in contacts]


def lookalikes_shown(found: Sequence[tuple[Lookalike, Contact]]) -> list[LookalikeOut]:
    """Lookalikes as the API tells them."""
    return [
        LookalikeOut(
            **_alike(contact).model_dump(), score=like.resemblance.score,
            reasons=_reasons(one.as_data() for one in like.resemblance.reasons if not one.ids),
        )
        for like, contact in found
    ]  # fmt: skip


def _listing(asked: PageQuery, *, dismissed: bool) -> PairListing:
    order = f"{ORDER} {dismissed}"
    after = read_cursor(asked.cursor, of=order)
    found = pairs.listed(to=actor(), dismissed=dismissed, after=after, limit=asked.limit)
    return PairListing(
        items=[
            PairOut(
                contacts=[_alike(pair.low), _alike(pair.high)],
                score=pair.score,
                reasons=_reasons(pair.reasons),
            )
            for pair in found.pairs
        ],
        next_cursor=write_cursor(found.next_key, of=order),
        count=count_out(pairs.counted(to=actor(), dismissed=dismissed)),
    )


def _reasons(reasons: Iterable[dict[str, Any]]) -> list[ReasonOut]:
    return [ReasonOut(kind=one["kind"], text=reason(one)) for one in reasons]


def _alike(contact: Contact) -> AlikeOut:
    url = f"{workspace().address}/contacts/{contact.id}"
    return AlikeOut(id=contact.id, display_name=contact.shown_name, url=url)
