"""A contact as the API tells it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field

from crm.contacts.models.contact import CommKind, Contact, Kind, Sharing
from crm.contacts.models.links import LinkKind
from crm.contacts.models.lists import Tag
from crm.contacts.presenters.custom import as_json
from crm.contacts.queries.links import Around, Linked, around
from crm.contacts.queries.tags import tags_of
from crm.web.api.listing import Listing
from crm.web.api.terms import PREFIX
from crm.web.here import actor, workspace


class AddressOut(BaseModel):
    """A postal address in parts; what is not known is empty."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: Annotated[str, Field(description="ISO 3166-1, or the word that was given.", examples=["RU"])] = (
        ""
    )


class CommOut(BaseModel):
    """One way to reach a contact."""

    id: Annotated[int, Field(description="Send it back to keep this row when `comms` is replaced.")]
    kind: CommKind
    value: Annotated[str, Field(description="A phone stands as E.164.", examples=["+79161234567"])]
    parts: Annotated[AddressOut | None, Field(description="Of an address; `value` is made of them.")]
    label: Annotated[str, Field(examples=["work"])]
    primary: Annotated[bool, Field(description="The first choice among those of its kind.")]
    valid: Annotated[bool, Field(description="False for a phone that can't be right; it is kept as typed.")]


class AccountOut(BaseModel):
    """An account with a bank."""

    bik: str = ""
    bank: Annotated[str, Field(description="The bank's name.")] = ""
    account: str = ""
    correspondent: Annotated[str, Field(description="The bank's account with the Bank of Russia.")] = ""


class RequisitesOut(BaseModel):
    """The details of a Russian business; what is not known is empty."""

    legal_form: Annotated[str, Field(examples=["ООО"])] = ""
    full_name: Annotated[str, Field(description="The name as it stands in documents.")] = ""
    inn: str = ""
    kpp: str = ""
    ogrn: Annotated[str, Field(description="OGRN, or a sole trader's OGRNIP.")] = ""
    okpo: str = ""
    accounts: list[AccountOut] = []


class LinkOut(BaseModel):
    """A link from the standpoint of one contact. It is told to whoever sees both ends."""

    id: int
    contact_id: Annotated[int, Field(description="The contact at the other end.")]
    kind: Annotated[LinkKind, Field(description="`employment` is a person's place in a company.")]
    role: Annotated[
        str,
        Field(
            description="What the linked contact is to this one: the key of a usual role, or own words. Of an"
            " employment the person's post, whichever end is asked.",
            examples=["director", "spouse", "subsidiary"],
        ),
    ]
    back_role: Annotated[str, Field(description="What this contact is to the linked one.")]
    main: Annotated[bool, Field(description="Of an employment: it is the person's main company.")]
    former: Annotated[bool, Field(description="It is over.")]


class ContactOut(BaseModel):
    """A person or a company."""

    seen_by_reader: ClassVar[tuple[str, ...]] = ("links", "tags")

    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    kind: Kind
    display_name: Annotated[
        str, Field(description="The name in the reader's form.", examples=["Ivan Petrov"])
    ]
    first_name: str
    last_name: str
    middle_name: str
    name: Annotated[str, Field(description="A company's name.")]
    type_id: int | None
    job_title: Annotated[str, Field(description="A person's post.")]
    description: str
    language: Annotated[str, Field(description="ISO 639-1; empty where it is unknown.", examples=["ru"])]
    source: Annotated[str, Field(description="Where the contact came from.")]
    currency: Annotated[str, Field(description="ISO 4217; empty: the workspace's.", examples=["EUR"])]
    external_id: Annotated[str, Field(description="What another program calls the contact.")]
    born_on: date | None
    requisites: RequisitesOut
    comms: list[CommOut]
    manager_ids: Annotated[list[int], Field(description="The users in charge; the lead stands first.")]
    sharing: Annotated[Sharing, Field(description="What users may do who are not its managers.")]
    class_id: Annotated[int | None, Field(description="One of `GET /contact-classes`.")]
    restricted: Annotated[
        bool, Field(description="Reached by managers, grants and roles that reach all contacts only.")
    ]
    tags: Annotated[
        list[str], Field(description="Names of the tags, in the reader's language.", examples=[["VIP"]])
    ]
    tag_ids: list[int]
    photo: Annotated[
        str | None,
        Field(description="Where its picture is, as a path on this host; null without one."),
    ]
    links: Annotated[
        list[LinkOut],
        Field(
            description="Companies and people that it is linked with and that you see, at most 50 of each,"
            " present ones first. All of them are at `/contacts/{id}/links`."
        ),
    ]
    custom: Annotated[
        dict[str, Any],
        Field(
            description="Values of the workspace's own fields, by the field's id, as `GET /fields` describes"
            ' them. A contact that you may not see is "hidden"; sent back, it stays.',
            examples=[{"1": "Gold", "2": "1250.5"}],
        ),
    ]
    created_at: datetime
    updated_at: datetime
    url: Annotated[
        str, Field(description="The contact's page, for people.", json_schema_extra={"format": "uri"})
    ]


class ContactListing(Listing[ContactOut]):
    """A page of the contacts that the token's user sees."""


def shown(contact: Contact) -> ContactOut:
    """A whole contact as the API tells it."""
    return shown_all([contact])[0]


def shown_all(contacts: Sequence[Contact]) -> list[ContactOut]:
    """Whole contacts as the API tells them, and what it tells along with them: at most four statements."""
    customs = as_json(contacts, to=actor())
    links = around([contact.id for contact in contacts], to=actor())
    tags = tags_of(contacts)
    return [_shown(contact, links[contact.id], customs[contact.id], tags[contact.id]) for contact in contacts]


def link_shown(one: Linked) -> LinkOut:
    """A link as the API tells it."""
    return LinkOut(
        id=one.id, contact_id=one.contact.id, kind=one.kind, role=one.role, back_role=one.back_role,
        main=one.link.main, former=one.link.former,
    )  # fmt: skip


def _shown(contact: Contact, links: Around, custom: dict[str, Any], tags: Sequence[Tag]) -> ContactOut:
    return ContactOut(
        id=contact.id, version=contact.version, kind=contact.kind, display_name=contact.shown_name,
        first_name=contact.first_name, last_name=contact.last_name, middle_name=contact.middle_name,
        name=contact.name, type_id=contact.type_id, job_title=contact.job_title,
        description=contact.description, language=contact.language, source=contact.source,
        currency=contact.currency, external_id=contact.external_id, born_on=contact.born_on,
        requisites=RequisitesOut.model_validate(contact.requisites),
        comms=[CommOut.model_validate(comm, from_attributes=True) for comm in contact.comms],
        manager_ids=[manager.user_id for manager in contact.managers], sharing=contact.sharing,
        class_id=contact.class_id, restricted=contact.restricted,
        tags=[tag.shown for tag in tags], tag_ids=[tag.id for tag in tags],
        photo=f"{PREFIX}/contacts/{contact.id}/photo" if contact.photo_id else None,
        links=[link_shown(one) for one in links.all],
        custom=custom, created_at=contact.made_at, updated_at=contact.changed_at,
        url=f"{workspace().address}/contacts/{contact.id}",
    )  # fmt: skip
