"""Cards come in by page and API: looked at first, made once, undone as a whole."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from tests.crm.contacts.vcards.samples import APPLE, GOOGLE
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-23")

API = "/api/v1/contacts/vcards"


def cards(*names):
    """A card for each of these last names."""
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name};Vera\r\nEMAIL:{name}@new.example\r\nEND:VCARD\r\n"
        for name in names
    )


@pytest.fixture
def names(in_scope):
    """The last names, or company names, of the contacts outside the bin that begin so, in their order."""

    def called(start, at=NORTH):
        with in_scope(at, read_only=True):
            name = func.concat(Contact.last_name, Contact.name)
            found = select(name).where(name.startswith(start), Contact.deleted_at.is_(None))
            return sorted(db.session.scalars(found))

    return called


@pytest.fixture
def send(client_of):
    """Send cards by the page; returns the address of the preview."""

    def sent(content, *, by=ALICE):
        octets = content if isinstance(content, bytes) else content.encode()
        answer = client_of(by).post("/contacts/vcards", data={"file": (BytesIO(octets), "cards.vcf")})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    return sent


def all_of(page):
    """What the preview's form posts when nothing is changed."""
    boxes = re.findall(r"<input[^>]*name=\"card\"[^>]*>", page)
    return [re.search(r'value="(\d+)"', box)[1] for box in boxes if " checked" in box]


def test_cards_are_looked_at_before_anything_is_made(client_of, send, names):
    place = send(cards("Zorina", "Zotova") + "BEGIN:VCARD\r\nNOTE:nobody\r\nEND:VCARD\r\n" + GOOGLE)

    page = client_of(ALICE).get(place).text

    for words in (
        "4 cards",
        "Vera",
        "Zorina@new.example",
        "no name that is enough",
        "Goes into the description:",
    ):
        assert words in page
    assert all_of(page) == ["0", "1", "3"]
    assert names("Zo") == []


def test_few_become_contacts_at_once_and_only_once(client_of, send, names):
    alice, place = client_of(ALICE), send(cards("Zorina", "Zotova", "Zueva"))
    form = {"card": ["0", "2"]}

    first = alice.post(f"{place}/import", data=form)
    second = alice.post(f"{place}/import", data={"card": ["0", "1", "2"]})
    page = alice.get(place).text

    assert (first.status_code, second.status_code) == (303, 303)
    assert names("Z") == ["Zorina", "Zueva"]
    assert "2 contacts added" in page
    assert "1 card skipped" in page
    assert alice.get(f"{place}/progress").status_code == 200


@pytest.mark.promise("CON-17")
def test_a_card_that_looks_like_a_contact_is_skipped_unless_one_says_so(client_of, a_contact, send, names):
    known = a_contact("Vera", "Zorina", comms=[{"kind": "email", "value": "zorina@new.example"}])
    a_contact("Vera", "Zotova", managers=[CAROL])
    place = send(cards("Zorina", "Zotova"))

    page = client_of(ALICE).get(place).text
    client_of(ALICE).post(f"{place}/import", data={"card": ["0", "1"]})

    assert "Looks like Vera Zorina" in page
    assert f"/contacts/{known.id}" in page
    assert "Looks like Vera Zotova" not in page, "Carol's contact is hidden from Alice"
    assert all_of(page) == ["1"]
    assert names("Zo") == ["Zorina", "Zorina", "Zotova", "Zotova"]


@pytest.mark.promise("CON-19")
def test_an_import_is_undone_as_a_whole_but_for_what_was_worked_on(client_of, api_of, send, names):
    alice, place = client_of(ALICE), send(cards("Zorina", "Zotova") + GOOGLE)
    alice.post(f"{place}/import", data={"card": ["0", "1", "2"]})
    listed = api_of(ALICE).get("/api/v1/contacts?q=zotova").json["items"][0]
    api_of(ALICE).patch(f"/api/v1/contacts/{listed['id']}", json={"description": "Called back"})

    undo = re.search(r'action="(/acts/\d+/undoing)"', alice.get(place).text)[1]
    undone = alice.post(undo, follow_redirects=True)

    assert undone.status_code == 200
    assert names("Zo") == ["Zotova"]
    assert names("Acme") == []
    assert names("Petrov") == []


def test_many_become_contacts_in_the_background(client_of, send, names, run_jobs):
    alice = client_of(ALICE)
    place = send(cards(*(f"Zorina{number:03}" for number in range(130)), "Zorina100"))

    preview = alice.get(place).text
    alice.post(f"{place}/import", data={"card": [str(number) for number in range(1, 100)], "alike": "skip"})
    waiting = alice.get(place).text
    run_jobs()
    page = alice.get(place).text
    bell = alice.get("/notices").text

    assert "And 31 more cards" in preview
    assert "Adding contacts" in waiting
    assert len(names("Zorina")) == 129
    assert "129 contacts added" in page
    assert "2 cards skipped" in page, "the one left out and the one that looks like a contact by then"
    assert "The import of vCards is done" in bell


def test_a_stopped_import_keeps_what_it_has_made(client_of, send, names, run_jobs):
    alice = client_of(ALICE)
    place = send(cards(*(f"Zorina{number:03}" for number in range(30))))
    alice.post(f"{place}/import", data={"card": [str(number) for number in range(30)]})

    alice.post(f"{place}/cancellation")
    run_jobs()

    assert names("Zorina") == []
    assert "Nothing was imported." in alice.get(place).text


@pytest.mark.promise("ACC-6")
def test_nobody_else_sees_what_somebody_sends(client_of, send):
    place = send(cards("Zorina"))

    for who in (BOB, MAX):
        assert client_of(who).get(place).status_code == 404
        assert client_of(who).get(f"{place}/progress").status_code == 404
        assert client_of(who).post(f"{place}/import").status_code == 404
        assert client_of(who).post(f"{place}/cancellation").status_code == 404
    assert client_of(NED).get("/contacts/vcards/new").status_code == 403


def test_a_refused_text_comes_back(client_of):
    answer = client_of(ALICE).post("/contacts/vcards", data={"text": "hello <b>"})
    empty = client_of(ALICE).post("/contacts/vcards", data={})

    assert (answer.status_code, empty.status_code) == (422, 422)
    assert "hello &lt;b&gt;" in answer.text
    assert "There is no vCard in it" in answer.text
    assert "Choose a file or paste vCards first." in empty.text


@pytest.mark.promise("L10-1")
def test_all_of_it_speaks_russian(client_of, send):
    alice = ALICE.at(SEVER)
    place = send(APPLE + "BEGIN:VCARD\nN:Новая;Вера\nEMAIL:никто\nEND:VCARD\n", by=alice)

    preview = client_of(alice).get(place).text
    client_of(alice).post(f"{place}/import", data={"card": ["0", "1"]})
    page = client_of(alice).get(place).text

    for words in ("2 карточки", "Попадёт в описание: Отдел", "Почта «никто»:", "Добавить в контакты"):
        assert words in preview
    assert "Добавлено 2 контакта" in page
    assert "Вместе с ними — 1 компания" in page
    assert "Отменить импорт" in page


def test_a_company_that_is_known_is_linked_and_a_new_one_added(api_of, a_company):
    known = a_company("Acme, Inc.")
    one = "BEGIN:VCARD\nN:A;B\nORG:Acme\\, Inc.\nROLE:director\nEND:VCARD\n"
    two = f"{one}BEGIN:VCARD\nN:C;D\nORG:Zeta\nEND:VCARD\n"

    first, second = api_of(ALICE).post(API, data=two, content_type="text/vcard").json["results"]

    links = api_of(ALICE).get(f"/api/v1/contacts/{first['contact_id']}").json["links"]
    assert [(one["contact_id"], one["role"], one["main"]) for one in links] == [(known, "director", True)]
    assert first["company_id"] is None
    assert api_of(ALICE).get(f"/api/v1/contacts/{second['company_id']}").json["name"] == "Zeta"


def test_the_api_tells_of_each_card_and_undoes_them_together(api_of, a_contact, names):
    known = a_contact("Vera", "Zorina", comms=[{"kind": "email", "value": "zorina@new.example"}])
    content = (
        cards("Zorina", "Zotova") + "BEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nN:Zueva;V\nEMAIL:no\nEND:VCARD"
    )

    answer = api_of(ALICE).post(
        f"{API}?on_duplicate=skip", data=content, content_type="text/vcard; charset=utf-8"
    )
    results = answer.json["results"]
    undone = api_of(ALICE).post(f"/api/v1/acts/{answer.headers['Artel-Act']}/undoing", json={})

    assert [one["result"] for one in results] == ["skipped", "created", "refused", "created"]
    assert results[0]["duplicate_ids"] == [known.id]
    assert set(results[2]["errors"]) == {"first_name", "last_name"}
    assert results[3]["faults"] == [
        {"field": "E-mail", "text": "no", "reason": "This doesn't look like an e-mail address."}
    ]
    assert undone.status_code == 201
    assert names("Z") == ["Zorina"]


def test_the_api_acts_once_for_a_key_and_asks_for_a_vcard(api_of, names):
    alice = api_of(ALICE)
    sent = {"data": cards("Zorina"), "content_type": "text/vcard", "headers": {"Idempotency-Key": "one"}}

    for _time in range(2):
        assert alice.post(API, **sent).status_code == 201

    assert names("Zorina") == ["Zorina"]
    assert alice.post(API, json={}).status_code == 415
    assert alice.post(API, data="", content_type="text/vcard").status_code == 422
    assert alice.post(API, data=cards(*"A" * 101), content_type="text/vcard").status_code == 422
    assert api_of(NED).post(API, **sent).status_code == 403


@pytest.mark.promise("CON-5")
def test_tags_come_along_and_are_made_by_those_who_may(api_of, in_scope):
    content = 'BEGIN:VCARD\nN:Zorina;Vera\nCATEGORIES:myContacts,VIP,"a;b",vip\nEND:VCARD\n'

    [result] = api_of(ALICE).post(API, data=content, content_type="text/vcard").json["results"]
    card = api_of(ALICE).get(f"/api/v1/contacts/{result['contact_id']}/vcard").text

    assert [fault["text"] for fault in result["faults"]] == ['"a;b"']
    assert "CATEGORIES:VIP\r\n" in card
