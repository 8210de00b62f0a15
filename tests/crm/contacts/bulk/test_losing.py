"""Acts on many contacts say first of how many of them one would lose sight: the number is true (ACC-7)."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.actions.bulk import losing
from crm.contacts.models.contact import Contact
from crm.kernel.access import Reach
from crm.kernel.db import db
from crm.team.actors import actor_of
from crm.team.models import Role
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("ACC-7", "CON-12")
ACTS = [
    ("managers", {"way": "replace", "manager_ids": [CAROL.id]}),
    ("managers", {"way": "replace", "manager_ids": [BOB.id]}),
    ("managers", {"way": "remove", "manager_ids": [ALICE.id]}),
    ("managers", {"way": "remove", "manager_ids": [BOB.id, ALICE.id]}),
    ("managers", {"way": "add", "manager_ids": [CAROL.id]}),
    ("sharing", {"sharing": "private"}),
    ("sharing", {"sharing": "read"}),
    ("sharing", {"restricted": True}),
    ("sharing", {"sharing": "write", "restricted": False}),
    ("class", {"class_id": None}),
    ("class", {"class_id": "other"}),
    ("class", {"class_id": "mine"}),
]


@pytest.fixture
def at_reach(in_scope):
    """Let managers see and assign at these reaches."""

    def put(view: Reach, assign: Reach, at=NORTH) -> None:
        with in_scope(at):
            role = db.session.query(Role).filter_by(builtin="manager").one()
            role.reaches = {**role.reaches, "contacts.view": int(view), "contacts.assign": int(assign)}

    return put


@pytest.fixture
def classes(api_of):
    """A class that Alice may read, and one that she may not."""
    max_ = api_of(MAX)
    mine, other = (
        max_.post("/api/v1/contact-classes", json={"name": name}).json["id"] for name in ("Mine", "Other")
    )
    grants = {"grants": [{"user_id": ALICE.id, "level": "read"}]}
    max_.patch(f"/api/v1/contact-classes/{mine}", json=grants)
    return {"mine": mine, "other": other}


def seen_by_alice(in_scope, ids):
    with in_scope(NORTH, read_only=True):
        visible = Contact.visible_to(actor_of(ALICE.id)).where(Contact.id.in_(ids))
        return set(db.session.scalars(visible.with_only_columns(Contact.id)))


@pytest.mark.parametrize(
    ("view", "assign"), [(Reach.OWN, Reach.OWN), (Reach.GROUP, Reach.GROUP), (Reach.OWN, Reach.ALL)]
)
@pytest.mark.parametrize(("action", "values"), ACTS)
def test_the_number_is_what_happens_then(
    api_of, many, in_scope, at_reach, classes, action, values, view, assign
):
    at_reach(view, assign)
    mine, other = classes["mine"], classes["other"]
    ids = [
        *many(2, managers=[ALICE]),
        *many(2, managers=[BOB]),
        *many(1, managers=[ALICE, BOB]),
        *many(1, managers=[BOB, CAROL], sharing="read"),
        *many(1, managers=[BOB], class_id=mine),
        *many(1, managers=[ALICE], class_id=other),
        *many(1, managers=[ALICE, BOB], restricted=True, sharing="read", class_id=mine),
        *many(1, managers=[CAROL], class_id=mine),
    ]
    granted = many(1, managers=[CAROL, ALICE])
    max_ = api_of(MAX)
    max_.patch(
        f"/api/v1/contacts/{granted[0]}/access",
        json={"grants": [{"user_id": ALICE.id, "level": "read"}], "manager_ids": [CAROL.id]},
    )
    ids += granted
    values = {
        name: classes.get(value, value) if name == "class_id" else value for name, value in values.items()
    }
    wish = {"action": action, "contact_ids": ids, "values": values}

    before = seen_by_alice(in_scope, ids)
    told = api_of(ALICE).post("/api/v1/contacts/bulk/preview", json=wish).json
    done = api_of(ALICE).post("/api/v1/contacts/bulk", json=wish)
    lost = before - seen_by_alice(in_scope, ids)

    assert done.status_code == 201, done.text
    number = re.match(r"You will lose access to (\d+) of (\d+) contacts\.", told["warning"])
    numbers = [int(one) for one in number.groups()] if number else [0, len(before)]
    assert numbers == [len(lost), len(before)]
    assert bool(lost) == bool(told["warning"])


@pytest.mark.parametrize(
    ("at", "warning", "calm"),
    [
        (NORTH, "You will lose access to 3 of 3 contacts.", "Nothing is saved yet."),
        (SEVER, "Вы потеряете доступ к 3 из 3 контактов.", "Пока ничего не сохранено."),
    ],
    ids=["en", "ru"],
)
def test_giving_contacts_away_is_asked_first_and_keeps_the_choice(
    choose, many, client_of, in_scope, at, warning, calm
):
    ids = many(3, managers=[ALICE], at=at)
    client = choose(ALICE.at(at), ids)
    wish = {"way": "replace", "manager_ids[]": [CAROL.id]}

    asked = client.post("/contacts/bulk/managers", data=wish)
    before = client.get(f"/contacts/{ids[0]}").status_code
    done = client.post("/contacts/bulk/managers", data={**wish, "then": "save"})

    text = asked.text.replace("\xa0", " ")
    assert asked.status_code == 200
    assert warning in text
    assert calm in text
    assert re.search(rf'value="{CAROL.id}"[^>]*(selected|checked)', text)
    assert (before, done.status_code) == (200, 303)
    assert client_of(ALICE.at(at)).get(f"/contacts/{ids[0]}").status_code == 404


def test_large_numbers_are_capped(many, in_scope, monkeypatch):
    ids = many(7, managers=[ALICE])
    monkeypatch.setattr(losing, "MOST_COUNTED", 5)

    with in_scope(NORTH, read_only=True):
        chosen = select(Contact.id).where(Contact.id.in_(ids))
        told = losing.warning(chosen, losing.Change(staying=[CAROL.id]), by=actor_of(ALICE.id))

    assert told.replace("\xa0", " ") == "You will lose access to 5+ of 5+ contacts."
