"""Linking contacts from their pages (CON-9)."""

import re

import pytest

from crm.contacts.actions.links import link
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.contacts.queries.links import linked
from crm.kernel.access import found
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, SEVER

pytestmark = pytest.mark.promise("CON-9")
UNSEEN = "There is nothing here, or you have no access to it."
ODD = ["%00", "%ED%A0%80", "\u202e" * 5, "%25_%5C", "a" * 5000, "٣٣٣", "\u0301" * 400]


@pytest.fixture
def linking(in_scope, actor_of):
    """Link two contacts as somebody, and commit."""

    def make(contact, other, *, by=ALICE, **fields):
        with in_scope(by.business):
            actor = actor_of(by)
            seen = found(Contact.visible_to(actor), id=contact.id)
            return link(seen, LinkShape(contact_id=other.id, **fields), by=actor)

    return make


@pytest.fixture
def told(in_scope, actor_of):
    """What a contact's links say to somebody: name, role, main, former."""

    def links(contact, *, to=ALICE):
        with in_scope(to.business, read_only=True):
            rows = linked(contact, to=actor_of(to))
            return [(at.contact.shown_name, at.role, at.link.main, at.link.former) for at in rows]

    return links


def test_a_chosen_contact_is_linked_and_both_pages_show_it(client_of, a_contact):
    ivan = a_contact("Ivan", "Petrov")
    romashka = a_contact(kind="company", name="Romashka")
    alice = client_of(ALICE)
    typed = {"contact": "Roma", "contact_id": str(romashka.id), "role": "Director"}

    answer = alice.post(f"/contacts/{ivan.id}/links?kind=company", data=typed, follow_redirects=True)

    assert "Linked: Romashka" in answer.text
    for shown in ("Romashka", "Director, main company", f"/contacts/{romashka.id}"):
        assert shown in answer.text
    company = alice.get(f"/contacts/{romashka.id}").text
    assert "Ivan Petrov" in company
    assert "Director" in company


def test_a_name_that_is_not_there_yet_becomes_a_contact_in_place(client_of, a_contact, told):
    romashka = a_contact(kind="company", name="Romashka")
    typed = {"contact": "Olga Belova", "contact_id": "new", "role": "accountant"}

    answer = client_of(ALICE).post(f"/contacts/{romashka.id}/links?kind=person", data=typed)

    assert answer.status_code == 303
    assert told(romashka) == [("Olga Belova", "accountant", True, False)]


def test_in_russian_the_last_name_stands_first(client_of, a_contact, told):
    alice = ALICE.at(SEVER)
    romashka = a_contact(kind="company", name="Ромашка", managers=[alice], at=SEVER)
    for name in ("Петров Иван Сергеевич", "Анна Ильинична Белова"):
        client_of(alice).post(f"/contacts/{romashka.id}/links?kind=person", data={"contact": name})

    assert [row[0] for row in told(romashka, to=alice)] == ["Белова Анна Ильинична", "Петров Иван Сергеевич"]


def test_without_script_what_was_typed_is_looked_for_and_one_chooses(client_of, a_contact, told):
    ivan, hidden = a_contact("Ivan", "Petrov"), a_contact(kind="company", name="Roma secret", managers=[BOB])
    one, two = (a_contact(kind="company", name=name) for name in ("Romashka One", "Romashka Two"))
    alice, at = client_of(ALICE), f"/contacts/{ivan.id}/links?kind=company"

    asked = alice.post(at, data={"contact": "roma", "role": "clerk"})
    alice.post(at, data={"contact": "roma", "contact_id": str(two.id), "role": "clerk"})

    assert asked.status_code == 422
    assert re.findall(r'type="radio" name="contact_id" value="(\w+)"', asked.text) == [
        str(one.id), str(two.id), "new",
    ]  # fmt: skip
    assert "Choose which one you mean." in asked.text
    assert 'value="clerk"' in asked.text
    assert hidden.name not in asked.text
    assert told(ivan) == [("Romashka Two", "clerk", True, False)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"contact": ""}, "Fill this in."),
        ({"contact": "Olga", "contact_id": "new"}, "Write both the first and the last name."),
        ({"contact": "x", "contact_id": "2"}, "There is nothing here, or you have no access to it."),
        (
            {"contact": "x", "contact_id": "999999999999"},
            "There is nothing here, or you have no access to it.",
        ),
        ({"contact": "Vera Orlova", "role": "x" * 101}, "This is too long: at most 100 characters."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_comes_back(
    client_of, a_contact, told, typed, sentence
):
    ivan = a_contact("Ivan", "Petrov")

    answer = client_of(ALICE).post(
        f"/contacts/{ivan.id}/links?kind=person", data={"back_role": "boss", **typed}
    )

    assert answer.status_code == 422
    assert sentence.replace("'", "&#39;") in answer.text
    assert 'value="boss"' in answer.text
    assert told(ivan) == []


def test_a_link_is_changed_and_taken_away(client_of, a_contact, linking, told):
    ivan, romashka = a_contact("Ivan", "Petrov"), a_contact(kind="company", name="Romashka")
    at = f"/contacts/{ivan.id}/links/{linking(ivan, romashka, role='clerk').id}"
    alice = client_of(ALICE)

    form = alice.get(at).text
    alice.post(at, data={"role": "director", "former": "1"})
    changed = told(ivan)
    alice.post(f"{at}/deletion")

    assert 'value="clerk"' in form
    assert changed == [("Romashka", "director", False, True)]
    assert told(ivan) == []


@pytest.mark.promise("L10-1")
def test_usual_roles_are_offered_and_told_in_the_readers_language(client_of, a_contact, linking):
    alice = ALICE.at(SEVER)
    one, other = (a_contact("Анна", name, managers=[alice], at=SEVER) for name in ("Белова", "Чернова"))
    linking(one, other, by=alice, role="child")

    form = client_of(alice).get(f"/contacts/{one.id}/links/new?kind=person").text
    page = client_of(alice).get(f"/contacts/{other.id}?tab=people").text

    assert '<option value="ребёнок">' in form
    assert "родитель" in page


@pytest.mark.promise("ACC-6")
def test_hidden_contacts_are_not_on_the_page_nor_in_its_numbers(client_of, a_contact, linking):
    romashka = a_contact(kind="company", name="Romashka", sharing="read")
    linking(romashka, a_contact("Anna", "Shown", sharing="read"), role="clerk")
    linking(romashka, a_contact("Boris", "Hidden"), role="spy")

    for person, number in ((ALICE, 2), (CAROL, 1), (NED, 1)):
        visitor = client_of(person)
        page = visitor.get(f"/contacts/{romashka.id}?tab=people").text
        assert re.findall(r'<h2>People</h2><span class="count">(\d+)<', page) == [str(number)]
        assert ("Hidden" in page) == ("spy" in page) == (number == 2)
        assert visitor.get(f"/contacts/{romashka.id}/tabs.json").json["people"] == str(number)


def test_who_may_only_read_is_offered_no_linking(client_of, a_contact, linking):
    romashka = a_contact(kind="company", name="Romashka", sharing="read")
    linking(romashka, a_contact("Anna", "Shown", sharing="read"))

    page = client_of(CAROL).get(f"/contacts/{romashka.id}?tab=people").text

    assert "/links" not in page


def test_suggestions_are_ten_at_most_and_of_what_the_person_sees(client_of, a_contact):
    for number in range(12):
        a_contact("Anna", f"Zimmer{number:02}", managers=[ALICE, BOB])
    a_contact(kind="company", name="Zimmer and sons")
    alice = client_of(ALICE)

    people = alice.get("/contacts/suggestions?q=zimmer&kind=person").text
    both = alice.get("/contacts/suggestions?q=zimmer and").text
    carols = client_of(CAROL).get("/contacts/suggestions?q=zimmer").text
    observers = client_of(NED).get("/contacts/suggestions?q=zimmer").text

    assert people.count('role="option"') == 11
    assert "New person: zimmer" in people
    assert "Zimmer and sons" in both
    assert "Zimmer0" not in carols
    assert "New" not in observers
    assert "Nothing found" in observers


def test_a_person_is_suggested_with_the_company_that_the_reader_sees(client_of, a_contact, linking):
    anna = a_contact("Anna", "Zimmer", managers=[ALICE, CAROL], job_title="Buyer")
    linking(anna, a_contact(kind="company", name="Romashka"))

    alices, carols = (client_of(one).get("/contacts/suggestions?q=zimmer").text for one in (ALICE, CAROL))

    assert "Buyer · Romashka" in alices
    assert "Romashka" not in carols
    assert "Buyer" in carols


@pytest.mark.parametrize(
    "q", ["%00", "%ED%A0%80", "\u202e" * 5, "%25_%5C", "a" * 5000, "٣٣٣", "\u0301" * 400]
)
@pytest.mark.parametrize("kind", ["", "person", "robot"])
def test_whatever_is_asked_for_is_answered(client_of, q, kind):
    assert client_of(MAX).get(f"/contacts/suggestions?q={q}&kind={kind}").status_code == 200


def test_people_of_a_company_come_a_page_at_a_time(client_of, a_contact, linking):
    romashka = a_contact(kind="company", name="Romashka")
    for number in range(28):
        linking(romashka, a_contact(f"N{number:02}"), former=number < 2)
    alice = client_of(ALICE)

    first = alice.get(f"/contacts/{romashka.id}?tab=people").text
    more = re.search(r'href="([^"]*after_person=[^"]*)"', first)[1].replace("&amp;", "&")
    second = alice.get(more).text

    names = [re.findall(r'id="link-\d+".*?(N\d\d) Petrov', text, re.S) for text in (first, second)]
    assert names == [[f"N{n:02}" for n in range(2, 27)], ["N27", "N00", "N01"]]
    assert alice.get(f"/contacts/{romashka.id}?tab=people&after_person=bm9uc2Vuc2U").status_code in (200, 422)


@pytest.mark.promise("L10")
@pytest.mark.parametrize("tab", ["people", "history"])
def test_a_profile_takes_as_many_statements_with_many_links(
    client_of, a_contact, linking, count_queries, tab
):
    romashka = a_contact(kind="company", name="Romashka", managers=[ALICE])
    alice, counts = client_of(ALICE), []
    for _more in range(2):
        for number in range(6):
            linking(romashka, a_contact(f"N{number}", comms=[{"kind": "phone", "value": "+79161234567"}]))
        with count_queries() as sent:
            assert alice.get(f"/contacts/{romashka.id}?tab={tab}").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_switching_the_kind_of_a_contact_keeps_its_links_right(client_of, a_contact, linking, told):
    who, romashka = a_contact("Ivan", "Petrov"), a_contact(kind="company", name="Romashka")
    anna = a_contact("Anna", "Belova")
    linking(who, romashka, role="founder", main=True)
    linking(who, anna, role="child")
    alice, at = client_of(ALICE), f"/contacts/{who.id}"

    alice.post(at, data={"kind": "company", "name": "Petrov and sons", "version": "3"})
    as_company = told(who)
    alice.post(at, data={"kind": "person", "first_name": "Ivan", "last_name": "Petrov", "version": "4"})

    assert as_company == [("Anna Belova", "child", False, False), ("Romashka", "", False, False)]
    assert told(who) == [("Romashka", "founder", False, False), ("Anna Belova", "child", False, False)][::-1]
    assert told(romashka) == [("Ivan Petrov", "founder", False, False)]
