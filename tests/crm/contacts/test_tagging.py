"""Tags of a contact: chosen or made in place, by page and API, and listed by (CON-5)."""

import re

import pytest
from sqlalchemy import select, update

from crm.contacts.access import ADD_TAGS
from crm.contacts.facts import ContactEdited, TagAdded
from crm.contacts.models.lists import Tag
from crm.kernel.access import Reach
from crm.kernel.db import db
from crm.team.models import Role
from tests.kit.cast import ALICE, BOB, NORTH

pytestmark = pytest.mark.promise("CON-5")
CONTACTS = "/api/v1/contacts"
PERSON = {"kind": "person", "first_name": "Ivan", "last_name": "Petrov"}


def test_tags_are_chosen_and_made_in_the_form_and_stand_on_the_profile(client_of, a_tag, tags_now, facts_of):
    vip = a_tag("VIP")
    alice = client_of(ALICE)

    answer = alice.post("/contacts", data={**PERSON, "tags": "vip, Wholesale;  new  customer ,, "})
    profile = alice.get(answer.location).text

    assert tags_now(int(answer.location.rpartition("/")[2])) == ["VIP", "Wholesale", "new customer"]
    assert f'href="/contacts?tag={vip}">VIP<' in profile
    assert [type(fact) for fact in facts_of(NORTH)].count(TagAdded) == 2


def test_the_form_shows_the_tags_and_leaving_it_untouched_changes_nothing(client_of, a_contact, tags_now):
    contact, alice = a_contact(managers=[ALICE], tags=["VIP", "fair"]), client_of(ALICE)

    form = alice.get(f"/contacts/{contact.id}/edit").text
    same = alice.post(f"/contacts/{contact.id}", data={**PERSON, "version": "1", "tags": "fair, VIP"})
    without = alice.post(f"/contacts/{contact.id}", data={**PERSON, "version": "1"})

    assert 'name="tags" value="fair, VIP"' in form
    assert same.status_code == without.status_code == 303
    assert tags_now(contact.id) == ["fair", "VIP"]
    assert client_of(ALICE).get(f"/contacts/{contact.id}/edit").text.count('name="version" value="1"') == 1


def test_what_is_wrong_with_tags_is_told_at_the_field_and_what_was_typed_comes_back(client_of, in_scope):
    alice = client_of(ALICE)
    long, many = "x" * 61, ", ".join(f"t{n}" for n in range(51))

    answers = [alice.post("/contacts", data={**PERSON, "tags": typed}) for typed in (f"fresh, {long}", many)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "This is too long: at most 60 characters." in answers[0].text
    assert f'value="fresh, {long}"' in answers[0].text
    assert "There are too many of these: at most 50." in answers[1].text
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(Tag.id).where(Tag.name == "fresh")) is None


@pytest.mark.parametrize(
    "typed",
    ["\0", "\u200b", "\u202eabc", "a\0b", "\ufeff,\u2060", "İ, ı, ß", "é" * 60, "<b>x</b>", "%s", "{}", "🎄"],
)
def test_no_text_breaks_the_tags_and_what_nobody_sees_makes_none(client_of, typed, tags_now):
    alice = client_of(ALICE)

    for name in ("Anna", "Boris"):
        answer = alice.post("/contacts", data={**PERSON, "first_name": name, "tags": typed})
        assert answer.status_code == 303, typed
        page = alice.get(answer.location)
        assert page.status_code == 200
        assert "<b>x</b>" not in page.text
    for name in tags_now(int(answer.location.rpartition("/")[2])):
        assert re.fullmatch(r"[^\0\u200b\u202e\ufeff\u2060]+", name)


def test_the_profile_chooses_tags_in_place_and_the_toast_takes_it_back(client_of, a_contact, tags_now):
    contact, alice = a_contact(managers=[ALICE], tags=["fair"]), client_of(ALICE)
    at = f"/contacts/{contact.id}/tags"

    form = alice.get(at).text
    saved = alice.post(at, data={"tags": "VIP", "had": ["", *_had(form)]}, follow_redirects=True)
    chosen = tags_now(contact.id)
    alice.post(re.search(r'action="(/acts/\d+/undoing)"', saved.text)[1])

    assert 'value="fair"' in form
    assert chosen == ["VIP"]
    assert "Tags saved: Ivan Petrov" in saved.text
    assert tags_now(contact.id) == ["fair"]


def test_what_a_colleague_tagged_meanwhile_stays_when_one_saves_ones_own(client_of, a_contact, tags_now):
    contact = a_contact(managers=[ALICE, BOB], tags=["fair", "old"])
    at = f"/contacts/{contact.id}/tags"
    had = ["", *_had(client_of(ALICE).get(at).text)]
    client_of(BOB).post(at, data={"tags": "fair, old, Bob’s", "had": had})

    client_of(ALICE).post(at, data={"tags": "fair, Alice’s", "had": had})

    assert tags_now(contact.id) == ["fair", "Bob’s", "Alice’s"]


@pytest.mark.promise("CON-20")
def test_two_who_edit_the_whole_form_keep_each_others_tags_and_are_not_asked(client_of, a_contact, tags_now):
    contact = a_contact(managers=[ALICE, BOB], tags=["fair", "old"])
    at = f"/contacts/{contact.id}"
    client_of(BOB).post(at, data={**PERSON, "version": "1", "tags": "fair, old, Bob’s"})

    answer = client_of(ALICE).post(at, data={**PERSON, "version": "1", "tags": "fair, Alice’s"})

    assert answer.status_code == 303
    assert tags_now(contact.id) == ["fair", "Bob’s", "Alice’s"]


def test_a_bad_tag_in_the_dialog_comes_back_with_its_sentence(client_of, a_contact):
    contact = a_contact(managers=[ALICE])

    answer = client_of(ALICE).post(f"/contacts/{contact.id}/tags", data={"tags": "y" * 61})

    assert answer.status_code == 422
    assert "at most 60 characters" in answer.text
    assert "y" * 61 in answer.text


def test_history_tells_tags_before_and_after_by_name(client_of, a_contact):
    contact = a_contact(managers=[ALICE], tags=["fair"])
    client_of(ALICE).post(f"/contacts/{contact.id}/tags", data={"tags": "fair, wholesale"})

    told = re.sub(r"<[^>]+>|\s+", " ", client_of(ALICE).get(f"/contacts/{contact.id}/tabs/history").text)

    assert re.search(r"Tags +before: +fair +→ +now: +fair, wholesale", told)


@pytest.mark.promise("CON-19")
def test_undoing_skips_a_tag_that_was_deleted_and_says_so(client_of, a_contact, in_scope, tags_now):
    contact, alice = a_contact(managers=[ALICE], tags=["gone", "kept"]), client_of(ALICE)
    saved = alice.post(f"/contacts/{contact.id}/tags", data={"tags": "new"}, follow_redirects=True)
    with in_scope(NORTH):
        db.session.delete(db.session.scalars(select(Tag).where(Tag.name == "gone")).one())

    undone = alice.post(re.search(r'action="(/acts/\d+/undoing)"', saved.text)[1], follow_redirects=True)

    assert undone.status_code == 200
    assert tags_now(contact.id) == ["kept"]
    assert "The workspace no longer allows what stood there." in undone.text


@pytest.mark.promise("CON-16")
def test_merging_unites_tags_and_undoing_it_parts_them(client_of, a_contact, tags_now):
    one = a_contact("Ivan", managers=[ALICE], tags=["fair", "VIP"])
    other = a_contact("Iwan", managers=[ALICE], tags=["VIP", "wholesale"])
    alice = client_of(ALICE)
    ids = {"id": [str(one.id), str(other.id)], "survivor_id": str(one.id)}

    merged = alice.post("/contacts/merges", data=ids, follow_redirects=True)
    united = tags_now(one.id)
    alice.post(re.search(r'action="(/acts/\d+/undoing)"', merged.text)[1])

    assert united == ["fair", "VIP", "wholesale"]
    assert (tags_now(one.id), tags_now(other.id)) == (["fair", "VIP"], ["VIP", "wholesale"])


def test_facts_tell_an_edit_of_the_tags(client_of, a_contact, facts_of):
    contact = a_contact(managers=[ALICE])

    client_of(ALICE).post(f"/contacts/{contact.id}/tags", data={"tags": "VIP"})
    client_of(ALICE).post(f"/contacts/{contact.id}/tags", data={"tags": "vip"})

    edits = [fact for fact in facts_of(NORTH) if isinstance(fact, ContactEdited)]
    assert [fact.fields for fact in edits] == [["tag_ids"]]


def test_who_may_not_add_tags_chooses_among_those_there_are(client_of, a_contact, a_tag, tags_now, in_scope):
    contact, _vip = a_contact(managers=[ALICE]), a_tag("VIP")
    with in_scope(NORTH):
        none = {ADD_TAGS.key: int(Reach.NONE)}
        db.session.execute(update(Role).where(Role.builtin == "manager").values(reaches=none))
    at = f"/contacts/{contact.id}/tags"

    refused = client_of(ALICE).post(at, data={"tags": "VIP, brand new"})
    offered = client_of(ALICE).get("/contacts/tags/suggestions?q=brand").text
    client_of(ALICE).post(at, data={"tags": "VIP"})

    assert refused.status_code == 422
    assert "There is no tag “brand new”, and you may not add one." in refused.text
    assert "New tag" not in offered
    assert tags_now(contact.id) == ["VIP"]


def test_the_field_offers_what_begins_so_first_and_a_new_one(client_of, a_tag):
    for name in ("xVIP", "VIP", "VIP Moscow"):
        a_tag(name)
    alice = client_of(ALICE)

    offered, new = alice.get("/contacts/tags/suggestions?q=vip"), alice.get("/contacts/tags/suggestions?q=vi")

    assert re.findall(r'data-text="([^"]*)"', offered.text) == ["VIP", "VIP Moscow", "xVIP"]
    assert re.findall(r'data-text="([^"]*)"', new.text)[-1] == "vi"
    assert "New tag: vi" in new.text


def _had(form):
    return re.findall(r'name="had" value="(\d+)"', form)
