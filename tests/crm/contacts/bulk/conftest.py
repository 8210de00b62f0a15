"""What the tests of selecting and of acts on many contacts share."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import insert, select

from crm.cases.models.case import Case, CaseContact
from crm.contacts.access import astray, derive_access
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel.db import db
from tests.kit.cast import ALICE, NORTH, Business, Person

LIST = "/contacts/selection"


@pytest.fixture
def many(in_scope: Any) -> Callable[..., list[int]]:
    """Companies by the hundred that these people manage, made by a few statements; returns their ids."""

    def make(
        number: int, *, managers: Sequence[Person] = (ALICE,), at: Business = NORTH, **columns: Any
    ) -> list[int]:
        with in_scope(at):
            rows = [
                {"kind": "company", "name": at.text(f"Firm {n:04d}"), "sort_name": f"firm {n:04d}",
                 "search_text": f"firm {n:04d}", "sharing": "private", "tag_ids": [], **columns}
                for n in range(number)
            ]  # fmt: skip
            ids = list(db.session.scalars(insert(Contact).returning(Contact.id), rows))
            db.session.execute(insert(ContactActivity), [{"contact_id": one} for one in ids])
            leads = [
                {"contact_id": one, "user_id": person.id, "lead": person == managers[0]}
                for one in ids for person in managers
            ]  # fmt: skip
            if leads:
                db.session.execute(insert(ContactManager), leads)
            derive_access(ids)
            return ids

    return make


@pytest.fixture
def choose(client_of: Any) -> Callable[..., Any]:
    """Have a person select these contacts."""

    def put(person: Person, ids: Sequence[int]) -> Any:
        client = client_of(person)
        for at in range(0, len(ids), 500):
            some = " ".join(map(str, ids[at : at + 500]))
            answer = client.post(LIST, data={"shown": some, "chosen": some})
            assert answer.status_code == 303
        return client

    return put


@pytest.fixture
def columns_of(in_scope: Any) -> Callable[..., dict[int, Any]]:
    """A column of these contacts as it stands, by id."""

    def read(ids: Sequence[int], name: str, at: Business = NORTH) -> dict[int, Any]:
        with in_scope(at, read_only=True):
            rows = select(Contact.id, getattr(Contact, name)).where(Contact.id.in_(ids))
            return dict(tuple(row) for row in db.session.execute(rows))

    return read


@pytest.fixture
def no_row_astray(in_scope: Any) -> Iterator[None]:
    """After the test the access list is what it derives from."""
    yield
    with in_scope(NORTH, read_only=True):
        assert list(astray()) == []


@pytest.fixture
def cases_of(in_scope: Any) -> Callable[..., Any]:
    """The cases about these contacts that were opened in the test, in the order of their ids."""

    def read(contact_ids: Sequence[int], at: Business = NORTH) -> list[Any]:
        with in_scope(at, read_only=True):
            about = select(Case, CaseContact.contact_id).join(CaseContact).order_by(Case.id)
            mine = about.where(CaseContact.contact_id.in_(contact_ids), Case.title != "The lamp flickers")
            return [(case, contact_id) for case, contact_id in db.session.execute(mine)]

    return read
