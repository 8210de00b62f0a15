"""Files go along when contacts are merged, and come back when that is undone."""

import pytest

from tests.crm.files.test_files import OWN, TAB, chosen
from tests.kit.cast import ALICE


@pytest.mark.promise("CON-16")
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
