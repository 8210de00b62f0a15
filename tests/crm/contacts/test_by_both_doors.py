"""Who may see what, the list and acts on many: each promise by page and by API, in English and in Russian."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Business, Person
from tests.kit.web import Visitor

API = "/api/v1/contacts"
WORDS = {
    "missing": (
        "There is nothing here, or you have no access to it.",
        "Здесь ничего нет, или у вас нет доступа.",
    ),
    "nothing": ("There is nothing here", "Здесь ничего нет"),
    "forbidden": ("You don't have permission for this.", "У вас нет на это прав."),
    "barred": ("That is not open to you", "Это вам недоступно"),
    "shared": ("Shared, read", "Общий, чтение"),
    "granted": ("Access granted: read and write", "Доступ выдан: чтение и изменение"),
    "manager": ("Manager of the contact", "Менеджер контакта"),
    "restricted": ("Restricted", "Ограниченный доступ"),
    "right": ("See contacts", "Видеть контакты"),
    "lose": ("You will lose access to this contact.", "Вы потеряете доступ к этому контакту."),
    "added": ("Contact added by", "Контакт добавлен —"),
    "selected": ("Selected: 2", "Выбрано: 2"),
    "undone": ("Undone", "Отменено"),
    "all": ("Show 1 in the list", "Показать 1 в списке"),
}


@dataclass(frozen=True)
class Office:
    """The cast at one workspace, in its language, by both doors."""

    at: Business
    client_of: Any
    api_of: Any

    def page(self, person: Person) -> Visitor:
        """In a browser."""
        client: Visitor = self.client_of(person.at(self.at))
        return client

    def api(self, person: Person) -> Visitor:
        """With a program."""
        client: Visitor = self.api_of(person.at(self.at))
        return client

    def word(self, key: str) -> str:
        """What is said here."""
        return WORDS[key][self.at.locale == "ru"]

    def sees(self, person: Person, contact_id: int) -> bool:
        """Whether the person sees the contact; both doors, the list and the search must agree."""
        page, api = self.page(person), self.api(person)
        told = {
            page.get(f"/contacts/{contact_id}").status_code == 200,
            api.get(f"{API}/{contact_id}").status_code == 200,
            f'id="contact-{contact_id}"' in page.get("/contacts?q=Zvezdin").text,
            contact_id in [one["id"] for one in api.get(f"{API}?q=Zvezdin").json["items"]],
            f'data-url="/contacts/{contact_id}"' in page.get("/search?q=Zvezdin").text,
        }
        assert len(told) == 1, told
        return told.pop()

    def changes(self, person: Person, contact_id: int) -> bool:
        """Whether they may change it, by both doors."""
        told = {
            self.page(person).get(f"/contacts/{contact_id}/edit").status_code == 200,
            self.api(person).patch(f"{API}/{contact_id}", json={"description": person.name}).status_code
            == 200,
        }
        assert len(told) == 1, told
        return told.pop()


@pytest.fixture(params=[NORTH, SEVER], ids=lambda business: business.locale)
def office(request, client_of, api_of) -> Office:
    return Office(request.param, client_of, api_of)


@pytest.fixture
def contact(office, a_contact) -> int:
    """A private one of Alice's."""
    return a_contact("Anna", "Zvezdin", managers=[ALICE.at(office.at)], at=office.at).id


@pytest.mark.promise("ACC-1", "ACC-6")
def test_a_contact_is_its_managers_and_the_admins_alone(office, contact):
    seen = {person.first_name for person in (ALICE, BOB, CAROL, MAX, NED) if office.sees(person, contact)}

    assert seen == {"Alice", "Max"}
    hidden, missing = (office.api(CAROL).get(f"{API}/{one}") for one in (contact, 999_999))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json["title"] == missing.json["title"] == office.word("missing")
    assert office.word("nothing") in office.page(CAROL).get(f"/contacts/{contact}").text
    assert office.api(CAROL).get(f"{API}?q=Zvezdin").json["count"] == {"value": 0, "capped": False}


@pytest.mark.promise("ACC-1")
def test_nobodys_contact_is_found_by_admins_under_no_manager(office, contact):
    access = {"manager_ids": [], "sharing": "private"}
    assert office.api(MAX).patch(f"{API}/{contact}/access", json=access).status_code == 200

    assert not office.sees(ALICE, contact)
    assert office.sees(MAX, contact)
    of_nobody = office.api(MAX).get(f"{API}?filter=manager:empty&q=Zvezdin").json["items"]
    assert [one["id"] for one in of_nobody] == [contact]
    page = office.page(MAX)
    assert f'id="contact-{contact}"' in page.get("/contacts?f=manager:empty").text
    assert "f=manager:empty" in page.get("/contacts/responsibles").text.replace("%3A", ":")


@pytest.mark.promise("ACC-2")
def test_sharing_lets_all_read_or_also_change_and_shows_a_badge(office, contact):
    alice = office.api(ALICE)
    alice.patch(f"{API}/{contact}/access", json={"sharing": "read"})

    assert office.sees(NED, contact)
    assert office.sees(CAROL, contact)
    assert not office.changes(CAROL, contact)
    assert office.word("shared") in office.page(NED).get(f"/contacts/{contact}").text
    alice.patch(f"{API}/{contact}/access", json={"sharing": "write"})
    assert office.changes(CAROL, contact)
    assert not office.changes(NED, contact)


@pytest.mark.promise("ACC-3", "ACC-7")
def test_extra_access_reaches_a_user_and_a_group_and_is_explained(office, contact):
    grants = [{"user_id": CAROL.id, "level": "write"}, {"user_id": NED.id, "level": "write"}]
    told = office.api(ALICE).post(f"{API}/{contact}/access/preview", json={"grants": grants}).json
    assert {turn["user_id"] for turn in told["gains"]} == {CAROL.id, NED.id}
    assert not office.sees(CAROL, contact)

    office.api(ALICE).patch(f"{API}/{contact}/access", json={"grants": grants})

    assert office.changes(CAROL, contact)
    assert office.sees(NED, contact)
    assert not office.changes(NED, contact)
    explained = office.api(ALICE).get(f"{API}/{contact}/viewers").json["items"]
    reasons = {one["user_id"]: [reason["text"] for reason in one["reasons"]] for one in explained}
    assert reasons[ALICE.id] == [office.word("manager")]
    assert reasons[CAROL.id] == [office.word("granted")]
    page = office.page(ALICE).get(f"/contacts/{contact}/viewers").text
    assert office.word("manager") in page
    assert office.word("granted") in page
    office.api(ALICE).patch(f"{API}/{contact}/access", json={"grants": [{"group_id": 1, "level": "read"}]})
    assert office.sees(BOB, contact)
    assert not office.sees(CAROL, contact)


@pytest.mark.promise("ACC-4")
def test_a_class_opens_its_contacts_and_a_restricted_one_is_closed_to_it(office, contact):
    admin = office.api(MAX)
    made = admin.post("/api/v1/contact-classes", json={"name": "Zvezda"}).json
    at = f"/api/v1/contact-classes/{made['id']}"
    granted = admin.patch(at, json={"grants": [{"user_id": CAROL.id, "level": "read"}]})
    assert granted.status_code == 200, granted.json
    office.api(ALICE).patch(f"{API}/{contact}/access", json={"class_id": made["id"]})

    assert office.sees(CAROL, contact)
    assert not office.changes(CAROL, contact)
    office.api(ALICE).patch(f"{API}/{contact}/access", json={"restricted": True, "sharing": "write"})
    assert not office.sees(CAROL, contact)
    assert office.sees(ALICE, contact)
    profile = office.page(ALICE).get(f"/contacts/{contact}").text
    assert office.word("restricted") in profile
    assert "Zvezda" in profile


@pytest.mark.promise("ACC-5")
def test_a_role_allows_what_its_table_says_and_no_more(office, contact):
    office.api(ALICE).patch(f"{API}/{contact}/access", json={"sharing": "read"})
    person = {"kind": "person", "first_name": "Vera", "last_name": "Kim"}

    refused = office.api(NED).post(API, json=person)
    in_browser = office.page(NED).get("/contacts/new")

    assert (refused.status_code, in_browser.status_code) == (403, 403)
    assert refused.json["title"] == office.word("forbidden")
    assert office.word("barred") in in_browser.text
    assert office.word("right") in office.page(MAX).get("/settings/roles").text
    roles = office.api(MAX).get("/api/v1/roles").json["items"]
    observer = next(role for role in roles if role["builtin"] == "observer")
    assert observer["reaches"]["contacts.view"] == "own"
    assert observer["reaches"]["contacts.create"] == "none"
    assert office.api(ALICE).get("/api/v1/roles").status_code == 403


@pytest.mark.promise("ACC-7")
def test_whoever_would_lose_access_is_told_before(office, contact):
    change = {"manager_ids": [BOB.id]}
    told = office.api(ALICE).post(f"{API}/{contact}/access/preview", json=change).json
    form = {"manager_ids": [str(BOB.id)], "sharing": "private", "version": "1"}
    page = office.page(ALICE).post(f"/contacts/{contact}/access", data=form).text

    assert told["warning"] == office.word("lose")
    assert [turn["user_id"] for turn in told["losses"]] == [ALICE.id]
    assert office.word("lose") in page
    assert office.sees(ALICE, contact)


@pytest.mark.promise("ACC-9")
def test_the_audit_log_says_who_did_what_through_what(office):
    made = office.api(ALICE).post(API, json={"kind": "company", "name": "Zvezdin"}).json["id"]

    page = office.page(MAX).get("/settings/audit").text
    latest = office.api(MAX).get("/api/v1/audit").json["items"]

    assert office.word("added") in page
    assert "API" in page
    (told,) = [one for one in latest if one["about_id"] == made]
    assert office.word("added") in told["text"]
    assert told["through"] == "api"
    assert office.api(ALICE).get("/api/v1/audit").status_code == 403
    assert office.page(ALICE).get("/settings/audit").status_code == 403


@pytest.mark.promise("CON-10")
def test_the_list_is_filtered_alike_by_both_doors(office, contact):
    office.api(ALICE).patch(f"{API}/{contact}", json={"source": "Fair"})
    for condition, found in (("source:is:Fair", True), ("source:empty", False), ("nonsense:is:1", None)):
        page = office.page(ALICE).get("/contacts", query_string={"f": condition})
        answer = office.api(ALICE).get(API, query_string={"filter": condition})

        assert page.status_code == answer.status_code == (422 if found is None else 200)
        if found is not None:
            assert (f'id="contact-{contact}"' in page.text) is found
            assert (contact in [one["id"] for one in answer.json["items"]]) is found


@pytest.mark.promise("CON-11", "CON-12", "CON-19")
def test_what_is_selected_in_a_browser_is_changed_by_a_program_and_taken_back(office, contact, a_contact):
    other = a_contact("Boris", "Zvezdin", managers=[ALICE.at(office.at)], at=office.at).id
    page, api = office.page(ALICE), office.api(ALICE)
    page.post("/contacts/selection", data={"shown": f"{contact} {other}", "chosen": [contact, other]})
    assert office.word("selected") in page.get("/contacts?sort=activity").text
    assert sorted(api.get(f"{API}/selection").json["contact_ids"]) == sorted([contact, other])

    done = api.post(f"{API}/bulk", json={"action": "type", "selected": True, "values": {"type_id": 1}}).json
    typed = [api.get(f"{API}/{one}").json["type_id"] for one in (contact, other)]
    assert (done["changed"], typed) == (2, [1, 1])
    assert page.get(f"/contacts/bulk/runs/{done['id']}").status_code == 200
    undone = api.post(f"/api/v1/acts/{done['act_id']}/undoing", json={})

    assert office.word("undone") in undone.json["title"]
    assert [api.get(f"{API}/{one}").json["type_id"] for one in (contact, other)] == [None, None]


@pytest.mark.promise("CON-13")
def test_a_search_finds_alike_in_any_spelling_by_both_doors(office, contact):
    for q in ("zvezdin anna", "Звездин", "ямуявшт", "zvez"):
        page = office.page(ALICE).get("/search", query_string={"q": q}).text
        answer = office.api(ALICE).get("/api/v1/search", query_string={"q": q}).json

        assert f'data-url="/contacts/{contact}"' in page, q
        assert office.word("all") in page
        assert [one["id"] for group in answer["groups"] for one in group["items"]] == [contact]
