"""Things that tests are about, made through the product's own actions, in the words of their workspace."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from crm.cases.actions.comments import add_comment
from crm.cases.actions.saving import open_case
from crm.cases.forms.case import CommentShape, NewCaseShape
from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.contacts.actions.saving import create_contact
from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.fields.actions.fields import add_field
from crm.fields.forms import NewFieldShape
from crm.fields.models import CustomField
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.forms import read
from crm.team.actors import actor_of
from crm.timeline.actions.entries import add_entry
from crm.timeline.forms import EntryShape
from crm.timeline.models import Entry
from tests.kit.cast import ALICE, MAX, NORTH, TWIN, Business, Person


def make_contact(
    first_name: str = "Ivan",
    last_name: str = "Petrov",
    *,
    managers: Sequence[Person] = (ALICE,),
    by: Person | None = None,
    at: Business = NORTH,
    **fields: Any,
) -> Contact:
    """A person in the contacts of the workspace that is pinned now.

    Its first manager adds it, unless ``by`` says who: then the managers get their notices.
    """
    actor = actor_of((by or managers[0]).id)
    assert actor is not None
    values = {
        "kind": "person",
        "first_name": at.text(first_name),
        "last_name": at.text(last_name),
        "manager_ids": [manager.id for manager in managers],
        **fields,
    }
    return create_contact(read(ContactShape, values), by=actor)


def make_field(of_type: str, name: str = "", *, at: Business = NORTH, **wishes: Any) -> CustomField:
    """A custom field of contacts in the workspace that is pinned now, added by its admin.

    ``choices`` are the names of the options of a select; other ``wishes`` are those of ``NewFieldShape``.
    """
    actor = actor_of(MAX.id)
    assert actor is not None
    options = [{"name": at.text(choice)} for choice in wishes.pop("choices", ())]
    values = {
        "record": "contact",
        "type": of_type,
        "name": at.text(name or of_type),
        "options": options,
        **wishes,
    }
    return add_field(read(NewFieldShape, values), by=actor)


@pytest.fixture
def a_field(in_scope: Any) -> Callable[..., CustomField]:
    """Make a custom field of a workspace (``at=NORTH``) and commit: ``a_field("text", "Nickname")``."""

    def make(*names: str, at: Business = NORTH, **wishes: Any) -> CustomField:
        with in_scope(at):
            return make_field(*names, at=at, **wishes)

    return make


def make_entry(
    contact: Contact, body: str = "Likes pears", *, by: Person, at: Business = NORTH, **fields: Any
) -> Entry:
    """A note, or another entry, about a contact of the pinned workspace; those of the twin call Alice."""
    actor = actor_of(by.id)
    assert actor is not None
    text = f"{at.text(body)} @{ALICE.at(at).name}" if at == TWIN else at.text(body)
    seen = found(Contact.visible_to(actor), id=contact.id)
    return add_entry(seen, read(EntryShape, {"body": text, **fields}), by=actor).entry


@pytest.fixture
def an_entry(in_scope: Any) -> Callable[..., Entry]:
    """Write something down about a contact and commit: ``an_entry(contact, "Likes pears", by=ALICE)``."""

    def make(contact: Contact, *body: str, at: Business = NORTH, **wishes: Any) -> Entry:
        with in_scope(at):
            return make_entry(contact, *body, at=at, **wishes)

    return make


@pytest.fixture
def a_contact(in_scope: Any) -> Callable[..., Contact]:
    """Make a contact of a workspace (``at=NORTH``) and commit: ``a_contact("Ivan", managers=[BOB])``."""

    def make(*names: str, at: Business = NORTH, **wishes: Any) -> Contact:
        with in_scope(at):
            return make_contact(*names, at=at, **wishes)

    return make


def make_case(
    title: str = "The lamp flickers",
    *,
    contacts: Sequence[int] = (),
    by: Person = ALICE,
    at: Business = NORTH,
    **fields: Any,
) -> Case:
    """A case about these contacts in the workspace that is pinned now; whoever adds it owns it."""
    actor = actor_of(by.id)
    assert actor is not None
    values = {"title": at.text(title), "contact_ids": list(contacts), "description": at.text("Since Monday")}
    return open_case(read(NewCaseShape, {**values, **fields}), by=actor)


def make_comment(
    case: Case, body: str = "It is the supply", *, by: Person, at: Business = NORTH, **fields: Any
) -> CaseComment:
    """Something said in a case of the pinned workspace."""
    actor = actor_of(by.id)
    assert actor is not None
    seen = found(Case.visible_to(actor), id=case.id)
    return add_comment(seen, read(CommentShape, {"body": at.text(body), **fields}), by=actor).comment


@pytest.fixture
def a_case(in_scope: Any) -> Callable[..., Case]:
    """Make a case of a workspace (``at=NORTH``) and commit: ``a_case("Lamp", contacts=[1], by=BOB)``."""

    def make(*names: str, at: Business = NORTH, **wishes: Any) -> Case:
        with in_scope(at):
            return make_case(*names, at=at, **wishes)

    return make


@pytest.fixture
def a_company(api_of) -> Callable[..., int]:
    """Add a company of Alice's with these custom values by the API; returns its id."""

    def make(name: str = "Romashka", *, of: Any = ALICE, **custom: Any) -> int:
        body = {"kind": "company", "name": name, "custom": {key.strip("_"): v for key, v in custom.items()}}
        answer = api_of(of).post("/api/v1/contacts", json=body)
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    return make


def picture(kind: str = "PNG", *, size: tuple[int, int] = (64, 64), **saving: Any) -> bytes:
    """A picture as somebody would upload it; ``saving`` goes to Pillow."""
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **saving)
    return written.getvalue()


@pytest.fixture
def tags_now(in_scope: Any) -> Callable[..., list[str]]:
    """The names of a contact's tags as they stand, in their order."""

    def names(contact_id: int, at: Business = NORTH) -> list[str]:
        with in_scope(at, read_only=True):
            ids = db.session.scalars(select(Contact.tag_ids).where(Contact.id == contact_id)).one()
            known = {tag.id: tag.name for tag in db.session.scalars(select(Tag))}
            return [known[tag_id] for tag_id in ids]

    return names


@pytest.fixture
def a_tag(in_scope: Any) -> Callable[..., int]:
    """Make a tag and commit; returns its id."""

    def make(name: str, at: Business = NORTH, **columns: Any) -> int:
        with in_scope(at):
            tag = Tag(name=name, **{"labels": {}, "hue": 1, **columns})
            db.session.add(tag)
            db.session.flush()
            return tag.id

    return make
