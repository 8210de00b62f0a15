"""The pages of contacts, as people of the cast use them."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.lists import ContactType
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER, Standing

PERSON = {
    "kind": "person",
    "last_name": "Petrov",
    "first_name": "Ivan",
    "comms-0-kind": "email",
    "comms-0-value": "ivan@example.com",
    "comms-0-label": "work",
    "comms-0-primary": "1",
    "comms-1-kind": "email",
    "comms-1-value": "  ",
    "comms-100-kind": "phone",
    "comms-100-value": "+7 916 123-45-67",
}


def test_a_contact_is_added_by_the_form_and_shown(client_of):
    alice = client_of(ALICE)

    answer = alice.post("/contacts", data=PERSON, follow_redirects=True)

    assert answer.request.path.startswith("/contacts/")
    for shown in ("Ivan Petrov", "ivan@example.com", "+7 916 123-45-67", "Added: Ivan Petrov"):
        assert shown in answer.text


@pytest.mark.promise("CON-7")
def test_who_adds_a_contact_leads_it_wherever_their_name_stands_in_the_list(client_of, in_scope):
    client_of(BOB).post("/contacts", data={**PERSON, "choose_people": "1", "sharing": "private",
                                           "manager_ids": [str(ALICE.id), str(BOB.id)]})  # fmt: skip

    with in_scope(NORTH, read_only=True):
        added = select(Contact.id).where(Contact.last_name == "Petrov").scalar_subquery()
        leads = select(ContactManager.user_id).where(ContactManager.contact_id == added, ContactManager.lead)
        assert db.session.scalars(leads).all() == [BOB.id]


@pytest.mark.promise("L10-3")
@pytest.mark.parametrize("phone", ["(212) 555-2368 ext. 7", "+7 495 123-45-67", "ask Anna"])
def test_the_form_shows_phones_as_people_write_them_and_keeps_them_so(client_of, a_contact, phone):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}"
    alice.post(at, data={**PERSON, "comms-100-value": phone, "version": "1"})

    again = alice.post(at, data={**PERSON, "comms-100-value": phone, "version": "2"})

    assert again.status_code == 303
    assert f'value="{phone}"' in alice.get(f"{at}/edit").text


@pytest.mark.promise("CON-1")
def test_the_form_opens_with_a_company_at_first_and_then_with_the_kind_last_used(client_of):
    here, elsewhere = client_of(OLGA), client_of(OLGA)

    first = here.get("/contacts/new").text
    here.post("/contacts", data=PERSON)
    then = [visitor.get("/contacts/new").text for visitor in (here, elsewhere)]

    assert _checked(first, "kind") == ["company"]
    assert [_checked(page, "kind") for page in then] == [["person"], ["person"]]


@pytest.mark.promise("CON-8")
def test_save_and_create_another_opens_the_next_empty_form(client_of):
    answer = client_of(ALICE).post("/contacts", data={**PERSON, "then": "another"})

    assert answer.location == "/contacts/new"


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(client_of):
    wrong = {**PERSON, "last_name": "", "comms-0-value": "ivan at example", "description": "Calls at noon"}

    answer = client_of(ALICE).post("/contacts", data=wrong)

    assert answer.status_code == 422
    assert "2 fields need attention" in answer.text
    assert 'href="#f-comms-0-value"' in answer.text
    for kept in ('value="Ivan"', 'value="ivan at example"', "Calls at noon", 'value="+7 916 123-45-67"'):
        assert kept in answer.text


def test_a_form_sent_twice_adds_one_contact(client_of, in_scope):
    alice = client_of(ALICE)
    form_id = re.search(r'name="form_id" value="([^"]+)"', alice.get("/contacts/new").text)[1]

    first, second = (alice.post("/contacts", data={**PERSON, "form_id": form_id}) for _time in range(2))

    assert first.location == second.location
    with in_scope(NORTH, read_only=True):
        assert len(db.session.scalars(select(Contact.id).where(Contact.last_name == "Petrov")).all()) == 1


def test_the_form_of_somebody_who_may_not_assign_leaves_managers_and_sharing_alone(client_of, in_scope):
    writable = int(Standing.WRITABLE)

    form = client_of(ALICE).get(f"/contacts/{writable}/edit").text
    client_of(ALICE).post(f"/contacts/{writable}", data={**PERSON, "manager_ids": [str(ALICE.id)]})

    assert "choose_people" not in form
    assert "data-picker" not in client_of(ALICE).get(f"/contacts/{writable}").text
    assert client_of(CAROL).get(f"/contacts/{writable}/managers").status_code == 200
    assert client_of(ALICE).get(f"/contacts/{writable}/managers").status_code == 403


@pytest.mark.promise("ACC-6")
def test_a_hidden_contact_answers_as_a_missing_one_with_the_same_body_and_queries(client_of, count_queries):
    alice = client_of(ALICE)
    answers = []
    for contact_id in (Standing.OTHER_GROUPS, Standing.DELETED, Standing.RANDOM):
        with count_queries() as sent:
            answer = alice.get(f"/contacts/{int(contact_id)}")
        body = re.sub(
            r"/contacts/\d+|nonce-\S+|value=\"[\w.-]{20,}\"|content=\"[\w.-]{20,}\"", "", answer.text
        )
        answers.append((answer.status_code, body, len([t for t in sent.texts if "control." not in t])))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 404


@pytest.mark.promise("CON-18")
def test_deleting_offers_undo_and_undo_brings_it_back(client_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    alice = client_of(ALICE)

    deleted = alice.post(f"/contacts/{contact.id}/deletion", follow_redirects=True)
    undo = re.search(r'action="(/acts/\d+/undoing)"', deleted.text)[1]
    restored = alice.post(undo, follow_redirects=True)

    assert "Deleted: Ivan Petrov" in deleted.text
    assert restored.request.path == f"/contacts/{contact.id}"


@pytest.mark.promise("ACC-2")
def test_sharing_is_changed_in_place_and_undone_by_the_toast(client_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    alice, ned = client_of(ALICE), client_of(NED)

    shared = alice.post(f"/contacts/{contact.id}/sharing", data={"sharing": "read"}, follow_redirects=True)
    seen = ned.get(f"/contacts/{contact.id}").status_code
    undo = re.search(r'action="(/acts/\d+/undoing)"', shared.text)[1]
    alice.post(undo)

    assert "Shared with all users" in shared.text
    assert (seen, ned.get(f"/contacts/{contact.id}").status_code) == (200, 404)


@pytest.mark.promise("CON-7")
def test_managers_are_chosen_on_the_profile_and_told(client_of, a_contact, run_jobs, mails):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])

    client_of(ALICE).post(f"/contacts/{contact.id}/managers", data={"manager_ids": [ALICE.id, BOB.id]})
    run_jobs()

    assert "Bob" in client_of(ALICE).get(f"/contacts/{contact.id}").text
    assert [mail["to"] for mail in mails()] == [BOB.email]
    assert "Ivan Petrov" in client_of(BOB).get("/notices").text


def test_who_gives_a_contact_away_goes_on_to_the_list(client_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])

    alice, access = client_of(ALICE), f"/contacts/{contact.id}/access"
    asked = alice.post(f"/contacts/{contact.id}/managers", data={"manager_ids": [CAROL.id]})
    version = re.search(r'name="version" value="(\d+)"', asked.text)[1]
    shown = {"manager_ids": [CAROL.id], "sharing": "private", "version": version, "then": "save"}
    answer = alice.post(access, data=shown)

    assert asked.status_code == 200
    assert f'action="{access}"' in asked.text
    assert "You will lose access to this contact." in asked.text
    assert answer.location == "/contacts"


def test_the_list_shows_the_next_rows_by_a_link(client_of, in_scope, a_contact):
    for number in range(60):
        a_contact(f"Ivan{number:02}", "Zorin", managers=[CAROL])
    carol = client_of(CAROL)

    first = carol.get("/contacts?q=zorin").text
    following = re.search(r'href="(/contacts\?[^"]*after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = carol.get(following).text

    shown = [set(re.findall(r'id="contact-(\d+)"', text)) for text in (first, second)]
    assert [len(ids) for ids in shown] == [50, 10]
    assert not shown[0] & shown[1]


def test_an_observer_is_offered_nothing_that_changes(client_of):
    listing, profile = (
        client_of(NED).get(path).text for path in ("/contacts", f"/contacts/{int(Standing.READABLE)}")
    )

    assert "/contacts/new" not in listing
    assert "/edit" not in profile
    assert "/deletion" not in profile
    assert "/sharing" not in profile


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("person", "name"), [(OLGA, "Ivan Petrov"), (OLGA.at(SEVER), "Петров Иван Сергеевич")]
)
def test_names_stand_in_the_readers_form(client_of, person, name):
    typed = {"first_name": "Ivan", "last_name": "Petrov", "middle_name": "Sergeevich"}
    if person.business == SEVER:
        typed = {"first_name": "Иван", "last_name": "Петров", "middle_name": "Сергеевич"}

    answer = client_of(person).post("/contacts", data={"kind": "person", **typed}, follow_redirects=True)

    assert f"<h1>{name}</h1>" in answer.text


@pytest.mark.promise("TEN-3")
@pytest.mark.parametrize(
    ("business", "names"),
    [
        (NORTH, ["Client", "Supplier", "Partner", "Competitor"]),
    ],
)
def test_a_new_workspace_has_types_in_its_language(in_scope, business, names):
    with in_scope(business, read_only=True):
        found = db.session.scalars(select(ContactType.name).order_by(ContactType.position)).all()

    assert list(found) == names


@pytest.mark.promise("L10-2")
@pytest.mark.parametrize(("person", "shown"), [(MAX, "Journalists"), (MAX.at(SEVER), "Пресса")], ids=str)
def test_a_type_is_shown_by_its_label_in_the_readers_language(client_of, person, shown):
    max_ = client_of(person)

    max_.post(
        "/settings/contact-types", data={"name": "Press", "label_en": "Journalists", "label_ru": "Пресса"}
    )

    for page in ("/settings/contact-types", "/contacts/filter?field=type", "/contacts/new"):
        assert shown in max_.get(page).text


@pytest.mark.promise("CON-2")
def test_an_admin_keeps_the_list_of_types(client_of, in_scope):
    admin = client_of(MAX)

    admin.post("/settings/contact-types", data={"name": "Press", "hue": "2", "label_ru": "Пресса"})
    taken = admin.post("/settings/contact-types", data={"name": "press", "hue": "2"})
    admin.post("/settings/contact-types/5/place?to=0")
    admin.post("/settings/contact-types/1", data={"name": "Customer", "hue": "1"})

    assert taken.status_code == 422
    with in_scope(NORTH, read_only=True):
        kept = db.session.scalars(select(ContactType).order_by(ContactType.position)).all()
        assert [item.name for item in kept] == ["Press", "Customer", "Supplier", "Partner", "Competitor"]
        assert kept[0].labels == {"ru": "Пресса"}


@pytest.mark.promise("CON-2")
@pytest.mark.parametrize(("replacement", "then"), [("2", 2), ("", None)])
def test_deleting_a_used_type_asks_what_its_contacts_get(client_of, in_scope, a_contact, replacement, then):
    contact = a_contact(managers=[ALICE], type_id=1)
    admin = client_of(MAX)

    asked = admin.get("/settings/contact-types/1/deletion").text
    admin.post("/settings/contact-types/1/deletion", data={"replacement_id": replacement})

    assert "1 contact" in asked
    with in_scope(NORTH, read_only=True):
        kept = db.session.get_one(Contact, contact.id)
        assert (kept.type_id, kept.version) == (then, 2)
        assert db.session.get(ContactType, 1) is None


def test_only_harmless_addresses_become_links(client_of, a_contact):
    comms = [
        {"kind": "social", "value": "javascript:alert(1)"},
        {"kind": "site", "value": "example.com/<b>"},
        {"kind": "messenger", "value": '"><script>alert(1)</script>'},
    ]
    contact = a_contact(managers=[ALICE], comms=comms)

    page = client_of(ALICE).get(f"/contacts/{contact.id}").text

    assert 'href="javascript' not in page
    assert "<script>alert" not in page
    assert 'href="https://example.com/&lt;b&gt;"' in page


def _checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\w+)" checked', page)
