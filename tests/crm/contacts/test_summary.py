"""The tab that sums up a contact: pieces of several packages."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.cast import ALICE, MAX, NED, NORTH, SEVER, Standing


def summary(client_of, person, contact_id):
    return client_of(person).get(f"/contacts/{contact_id}/tabs/summary", headers={"HX-Request": "true"}).text


@pytest.mark.promise("CON-14")
@pytest.mark.parametrize(
    ("business", "titles"),
    [(NORTH, ("To come", "Pinned", "Last")), (SEVER, ("Предстоит", "Закреплено", "Последнее"))],
)
def test_it_tells_what_is_to_come_what_is_pinned_and_what_was_last(
    client_of, a_contact, an_entry, business, titles
):
    alice = ALICE.at(business)
    contact = a_contact(managers=[alice], at=business)
    now = datetime.now(UTC)
    an_entry(contact, "The fair", by=alice, at=business, kind="meeting", happened_at=now + timedelta(days=3))
    an_entry(
        contact, "Asked for a price", by=alice, at=business, kind="call", happened_at=now - timedelta(days=1)
    )
    note = an_entry(contact, "Seven percent off", by=alice, at=business, happened_at=now - timedelta(days=9))
    client_of(alice).post(f"/entries/{note.id}/pinning")

    told = summary(client_of, alice, contact.id)

    assert [title for title in titles if f"<h2>{title}</h2>" not in told] == []
    coming, pinned, last = (told.index(f"<h2>{title}</h2>") for title in titles)
    assert coming < told.index("The fair") < pinned < told.index("Seven percent off") < last
    assert last < told.index("Asked for a price")


def test_a_contact_of_whom_nothing_is_known_yet_has_an_empty_summary(client_of, a_contact):
    contact = a_contact(managers=[ALICE])

    assert "Nothing to sum up yet" in summary(client_of, ALICE, contact.id)


@pytest.mark.promise("CON-17")
def test_who_may_be_the_same_is_told_to_who_may_change_it_and_never_a_hidden_one(client_of, api_of, run_jobs):
    same = {
        "kind": "person",
        "first_name": "Vera",
        "last_name": "Orlova",
        "comms": [{"kind": "email", "value": "v@o.example"}],
    }
    first, second = (
        api_of(ALICE).post("/api/v1/contacts", json={**same, "sharing": "read"}).json for _ in "ab"
    )
    hidden = api_of(MAX).post("/api/v1/contacts", json=same).json
    run_jobs()

    told = summary(client_of, ALICE, first["id"])

    assert f'/contacts/{second["id"]}"' in told
    assert f'/contacts/{hidden["id"]}"' not in told
    assert "May be the same" not in summary(client_of, NED, first["id"])


def test_its_pieces_are_no_tabs(client_of):
    page = client_of(ALICE).get(f"/contacts/{int(Standing.OWN)}").text

    assert "tabs/summary" in page
    assert "tabs/coming" not in page
    assert client_of(ALICE).get(f"/contacts/{int(Standing.OWN)}/tabs/coming").status_code == 404
