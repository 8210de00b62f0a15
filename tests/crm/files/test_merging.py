"""Files go along when contacts are merged, and come back when that is undone."""

from io import BytesIO

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.files.models import StoredFile
from crm.kernel.db import db
from tests.crm.files.test_files import OWN, TAB, chosen
from tests.kit.builders import picture
from tests.kit.cast import ALICE, NORTH

pytestmark = pytest.mark.promise("CON-16")


def test_a_merge_takes_files_along_and_its_undoing_gives_them_back(client_of, a_contact, api_of):
    alice = client_of(ALICE)
    loser = a_contact("Vera", managers=[ALICE])
    alice.post(f"/files/about/{loser.id}/contact", data={"files": chosen(name="Hers.txt")})

    merged = api_of(ALICE).post(
        "/api/v1/contacts/merges", json={"survivor_id": int(OWN), "loser_ids": [loser.id]}
    )
    assert merged.status_code == 201
    assert "Hers.txt" in alice.get(TAB).text

    alice.post(f"/acts/{merged.headers['Artel-Act']}/undoing")

    assert "Hers.txt" not in alice.get(TAB).text
    assert "Hers.txt" in alice.get(f"/contacts/{loser.id}?tab=files").text


def test_a_file_that_was_renamed_since_stays_at_the_survivor(client_of, a_contact, merge):
    alice = client_of(ALICE)
    loser = a_contact("Vera", managers=[ALICE])
    (file_id,) = alice.post(
        f"/files/about/{loser.id}/contact",
        data={"files": chosen(name="Hers.txt")},
        headers={"Accept": "application/json"},
    ).json["ids"]
    act = merge(int(OWN), loser.id)

    alice.post(f"/files/{file_id}/name", data={"name": "Ours.txt"})
    alice.post(f"/acts/{act}/undoing")

    assert "Ours.txt" in alice.get(TAB).text
    assert "Ours.txt" not in alice.get(f"/contacts/{loser.id}?tab=files").text


@pytest.mark.parametrize("choice", ["survivor", "loser", ""])
def test_the_chosen_photo_is_worn_and_everybody_has_their_own_back(
    client_of, a_contact, merge, photo_of, choice
):
    alice = client_of(ALICE)
    people = {"survivor": a_contact("Vera"), "loser": a_contact("Nina")}
    for person in people.values():
        _wear(alice, person.id)
    before = {name: photo_of(person.id) for name, person in people.items()}
    survivor, loser = people["survivor"].id, people["loser"].id

    act = merge(survivor, loser, **({"photo_id": people[choice].id} if choice else {}))
    merged = photo_of(survivor)
    shown = {name: alice.get(address).status_code for name, address in before.items()}
    alice.post(f"/acts/{act}/undoing")

    assert merged == before[choice or "survivor"]
    assert shown == {name: 200 if name == (choice or "survivor") else 404 for name in people}
    assert {name: photo_of(person.id) for name, person in people.items()} == before
    assert [alice.get(address).status_code for address in before.values()] == [200, 200]


def test_a_survivor_without_a_photo_gets_a_losers(client_of, a_contact, merge, photo_of):
    alice = client_of(ALICE)
    survivor, bare, loser = (a_contact(name).id for name in ("Vera", "Inna", "Nina"))
    _wear(alice, loser)
    address = photo_of(loser)

    act = merge(survivor, bare, loser)
    merged, shown = photo_of(survivor), alice.get(address).status_code
    alice.post(f"/acts/{act}/undoing")

    assert (merged, shown) == (address, 200)
    assert [photo_of(contact_id) for contact_id in (survivor, bare, loser)] == ["", "", address]
    assert alice.get(address).status_code == 200


def test_a_photo_that_a_further_survivor_wears_stays_there_and_its_first_wearer_gets_a_copy(
    client_of, a_contact, merge, photo_of
):
    alice = client_of(ALICE)
    first, middle, last = (a_contact(name).id for name in ("Vera", "Inna", "Nina"))
    _wear(alice, first)
    worn = photo_of(first)
    acts = [merge(middle, first), merge(last, middle)]

    alice.post(f"/acts/{acts[0]}/undoing")

    assert photo_of(last) == worn != photo_of(first)
    assert alice.get(photo_of(first)).data == alice.get(worn).data

    alice.post(f"/acts/{acts[1]}/undoing")

    assert (photo_of(middle), photo_of(last)) == ("", "")
    assert alice.get(photo_of(first)).status_code == 200


@pytest.fixture
def merge(api_of):
    """Merge as Alice, survivor first; returns the act's id."""

    def merged(survivor_id, *loser_ids, **choices):
        body = {"survivor_id": survivor_id, "loser_ids": list(loser_ids), "choices": choices}
        answer = api_of(ALICE).post("/api/v1/contacts/merges", json=body)
        assert answer.status_code == 201, answer.json
        return answer.headers["Artel-Act"]

    return merged


@pytest.fixture
def photo_of(in_scope):
    """The address of the photo that a contact wears now; empty where there is none."""

    def address(contact_id):
        with in_scope(NORTH, read_only=True):
            worn = select(StoredFile.key).join(Contact, Contact.photo_id == StoredFile.id)
            key = db.session.scalar(worn.where(Contact.id == contact_id))
            return f"/photos/{key}" if key else ""

    return address


def _wear(client, contact_id):
    content = picture(size=(contact_id % 50 + 1, 9))
    answer = client.post(f"/contacts/{contact_id}/photo", data={"photo": (BytesIO(content), "p.png")})
    assert answer.status_code == 303
