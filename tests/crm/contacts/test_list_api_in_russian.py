"""The list, the selection and bulk acts over the API for programs that ask for Russian."""

import pytest

from tests.kit.cast import ALICE, NED, NORTH, SEVER

API = "/api/v1/contacts"
RUSSIAN = {"Accept-Language": "ru"}


def told(answer) -> str:
    """Every sentence of a refusal."""
    return str(answer.json).replace("\xa0", " ")


@pytest.mark.promise("CON-10")
@pytest.mark.parametrize("business", [NORTH, SEVER], ids=lambda business: business.slug)
def test_the_list_is_filtered_and_sorted_and_refuses_in_russian(api_of, a_contact, business):
    anna = a_contact("Anna", "Web", managers=[ALICE], source="Fair", at=business)
    program = api_of(ALICE.at(business))
    program.headers |= RUSSIAN

    found = program.get(f"{API}?filter=source:is:Fair&sort=-created")
    unknown = program.get(f"{API}?filter=nonsense:is:1")
    marker = program.get(f"{API}?cursor=made-up")

    assert [one["id"] for one in found.json["items"]] == [anna.id]
    assert found.headers["Content-Language"] == "ru"
    assert unknown.status_code == marker.status_code == 422
    for answer in (unknown, marker):
        assert any("а" <= letter <= "я" for letter in told(answer)), told(answer)


@pytest.mark.promise("CON-11")
def test_a_selection_is_put_together_in_russian(api_of, a_contact):
    one, two = (a_contact("Anna", name, managers=[ALICE]) for name in ("One", "Two"))
    program = api_of(ALICE)
    program.headers |= RUSSIAN

    put = program.post(f"{API}/selection", json={"add": [one.id, two.id]})
    broken = program.post(f"{API}/selection", json={"add": ["x"]})

    assert put.status_code < 300, told(put)
    assert broken.status_code == 422
    assert any("а" <= letter <= "я" for letter in told(broken)), told(broken)


@pytest.mark.promise("CON-12")
def test_a_bulk_act_is_refused_in_russian(api_of, a_contact):
    one = a_contact("Anna", "One", managers=[ALICE])
    program, observer = api_of(ALICE), api_of(NED)
    program.headers |= RUSSIAN
    observer.headers |= RUSSIAN

    nothing = program.post(f"{API}/bulk", json={"action": "nonsense", "contact_ids": [one.id], "values": {}})
    barred = observer.post(
        f"{API}/bulk", json={"action": "type", "contact_ids": [one.id], "values": {"type_id": 1}}
    )

    assert nothing.status_code in (404, 422)
    assert barred.status_code == 403
    for answer in (nothing, barred):
        assert any("а" <= letter <= "я" for letter in told(answer)), told(answer)
