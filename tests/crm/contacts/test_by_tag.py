"""Lists and clouds of contacts by tag, of what the viewer sees (CON-5)."""

import re

import pytest

from crm.contacts.models.lists import Tag
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, OLGA, SEVER, TWIN, Standing

pytestmark = pytest.mark.promise("CON-5")
CONTACTS = "/api/v1/contacts"


@pytest.mark.parametrize(("person", "found"), [(ALICE, 1), (MAX, 6), (CAROL, 3), (NED, 2)])
def test_the_list_and_the_cloud_count_only_what_the_viewer_sees(client_of, api_of, a_contact, person, found):
    """The world's five contacts outside the bin have the tag “fair”, the one in the bin, too."""
    a_contact(managers=[BOB], tags=["fair", "Bob’s secret"])
    found += {ALICE: 2}.get(person, 0)

    page = client_of(person).get("/contacts?tag=1").text
    listed = api_of(person).get(f"{CONTACTS}?tag_id=1").json
    cloud = client_of(person).get("/contacts/tags").text

    assert listed["count"] == {"value": found, "capped": False}
    assert len(re.findall(r'<tr role="row" id="contact-', page)) == found
    assert re.search(rf'href="/contacts\?tag=1">fair<span class="count">{found}<', cloud)
    assert ("Bob’s secret" in cloud) == (person is MAX)


def test_type_tag_search_and_pages_narrow_together_and_the_chip_takes_the_tag_off(
    client_of, a_contact, a_tag
):
    vip = a_tag("VIP")
    for number in range(53):
        a_contact("Anna", f"Smith{number:02}", managers=[ALICE], tag_ids=[vip], type_id=1)
    a_contact("Anna", "Other", managers=[ALICE], type_id=1)
    a_contact("Boris", "Smith", managers=[ALICE], tag_ids=[vip], type_id=2)
    alice = client_of(ALICE)

    first = alice.get(f"/contacts?tag={vip}&type=1&q=anna").text
    after = re.search(r'href="(/contacts\?[^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = alice.get(after).text

    assert "53 contacts" in first
    assert "Tag is <b>VIP</b>" in first
    assert "/contacts?q=anna&amp;type=1&amp;sort=name" in first
    assert len(re.findall(r'id="contact-\d+"', second)) == 3
    assert "Other" not in first + second


def test_the_list_shows_tags_in_rows_in_as_many_statements_for_many_as_for_few(
    client_of, a_contact, count_queries
):
    alice = client_of(ALICE)
    alice.get("/contacts")
    a_contact(managers=[ALICE], tags=["a", "b", "c"])
    with count_queries() as few:
        shown = alice.get("/contacts?q=petrov").text
    for number in range(20):
        a_contact(managers=[ALICE], tags=[f"t{number}", "a"])
    with count_queries() as many:
        alice.get("/contacts?q=petrov")

    assert ">a</a>" in shown
    assert "+1</span>" in shown
    assert len(few.texts) == len(many.texts)


def test_an_empty_answer_and_the_cloud_speak_russian(client_of, in_scope):
    with in_scope(SEVER):
        db.session.execute(Tag.__table__.delete())
    elena = client_of(OLGA.at(SEVER))

    assert "Тегов пока нет" in elena.get("/contacts/tags").text
    assert "Ничего не найдено" in elena.get("/contacts?tag=999").text


def test_a_tag_id_that_none_has_is_an_empty_list(client_of, api_of):
    assert "Nothing found" in client_of(ALICE).get("/contacts?tag=999999").text
    assert client_of(ALICE).get("/contacts?tag=x").status_code == 200
    assert api_of(ALICE).get(f"{CONTACTS}?tag_id=999999").json["items"] == []


def test_the_twin_s_tags_are_its_own(client_of):
    assert "LEAK extra" not in client_of(OLGA).get("/contacts/tags").text
    assert "extra" in client_of(OLGA.at(TWIN)).get("/contacts/tags").text


def test_hidden_contacts_can_t_be_tagged(client_of):
    at = f"/contacts/{int(Standing.OTHER_GROUPS)}/tags"

    assert client_of(ALICE).post(at, data={"tags": "x"}).status_code == 404
    assert (
        client_of(ALICE).post(f"/contacts/{int(Standing.READABLE)}/tags", data={"tags": "x"}).status_code
        == 403
    )
