"""Cases as people meet them: added from a contact, shown, changed, moved, deleted and brought back."""

import re

import pytest
from sqlalchemy import select

from crm.cases.facts import CaseAssigned, CaseEdited, CaseMoved, CaseOpened, CommentAdded
from crm.cases.models.case import Case
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER, Standing

pytestmark = pytest.mark.promise("CAS-1")


@pytest.fixture
def the_case(in_scope):
    """The case as it stands."""

    def case(case_id, at=NORTH):
        with in_scope(at, read_only=True):
            return db.session.get_one(Case, case_id)

    return case


def added(answer):
    """The id of the case that the answer leads to."""
    assert answer.status_code == 303, answer.text
    return int(re.fullmatch(r"/cases/(\d+)", answer.headers["Location"])[1])


def test_a_case_is_added_from_its_contact_and_shows_on_both_pages(client_of, the_case, facts_of):
    alice = client_of(ALICE)
    assert "/cases/new?contact_id=1" in alice.get("/contacts/1?tab=cases").text
    form = alice.get("/cases/new?contact_id=1").text
    assert re.search(r'name="contact_ids" value="1" checked', form)

    case_id = added(
        alice.post(
            "/cases",
            data={
                "title": "Six lamps flicker", "description": "In the shop", "contact_ids": ["", "1"],
                "priority": "high", "source": "phone", "due_on": "2026-12-24", "owner_id": str(ALICE.id),
                "member_ids": ["", str(BOB.id)],
            },
        )
    )  # fmt: skip

    case = the_case(case_id)
    assert (case.priority, case.source, case.owner_id, case.member_ids) == ("high", "phone", 3, [4])
    page = alice.get(f"/cases/{case_id}").text
    for text in ("Six lamps flicker", "In the shop", "Ivan Own", "High", "24 Dec 2026", "By phone", "Bob"):
        assert text in page
    assert "Six lamps flicker" in alice.get("/contacts/1?tab=cases").text
    assert alice.get("/contacts/1/tabs.json").json["cases"] == "2"
    assert [type(fact) for fact in facts_of()] == [CaseOpened]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_comes_back(client_of):
    answer = client_of(ALICE).post(
        "/cases", data={"title": "", "description": "Long story", "due_on": "2026-99-99"}
    )

    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert "Long story" in answer.text
    assert 'value="2026-99-99"' in answer.text


def test_owner_and_members_are_told_by_a_mail_with_the_number_but_never_who_did_it(
    client_of, run_jobs, mails, the_case
):
    data = {"title": "Six lamps", "owner_id": str(BOB.id), "member_ids": [str(CAROL.id), str(ALICE.id)]}
    case_id = added(client_of(ALICE).post("/cases", data=data))
    run_jobs()

    told = {mail["to"]: mail for mail in mails()}
    number = the_case(case_id).number
    assert set(told) == {BOB.email, CAROL.email}
    assert number in told[BOB.email]["subject"]
    assert number in client_of(BOB).get("/notices").text


def test_a_status_is_changed_by_one_click_and_taken_back(client_of, the_case, facts_of):
    alice = client_of(ALICE)

    assert alice.post("/cases/1/status", data={"status": "solved"}).status_code == 303
    case = the_case(1)
    assert (case.status, case.closed_at is not None, case.version) == ("solved", True, 2)
    moved = facts_of()[0]
    assert (type(moved), moved.status, moved.before) == (CaseMoved, "solved", "open")
    page = alice.get("/cases/1").text
    undo = re.search(r'action="(/acts/\d+/undoing)"', page)[1]
    assert alice.post(undo).status_code == 303

    assert (the_case(1).status, the_case(1).closed_at) == ("open", None)
    assert "Change undone by" in alice.get("/cases/1?tab=history").text


def test_what_nobody_may_choose_is_refused(client_of):
    assert client_of(ALICE).post("/cases/1/status", data={"status": "\x00"}).status_code == 422


def test_two_who_change_a_case_at_once_lose_nothing(client_of, the_case):
    alice, max_ = client_of(ALICE), client_of(MAX)
    assert alice.post("/cases/1", data={"title": "Alice's", "version": "1"}).status_code == 303

    answer = max_.post("/cases/1", data={"title": "Max's", "version": "1"})

    assert answer.status_code == 412
    assert "Somebody else changed this case meanwhile" in answer.text
    assert "Max&#39;s" in answer.text
    assert the_case(1).title == "Alice's"


def test_one_act_is_told_as_what_it_was(client_of, facts_of):
    data = {"title": "Other", "status": "waiting", "owner_id": str(BOB.id), "version": "1"}
    client_of(ALICE).post("/cases/1", data=data)

    assert [type(fact) for fact in facts_of()] == [CaseMoved, CaseAssigned, CaseEdited]
    page = client_of(ALICE).get("/cases/1?tab=history").text
    for text in (
        "Status changed by",
        "Owner and members changed by",
        "Case changed by",
        "Waiting for the customer",
    ):
        assert text in page


def test_a_case_goes_to_the_bin_and_comes_back(client_of, api_of, the_case):
    alice = client_of(ALICE)
    assert alice.post("/cases/1/deletion").status_code == 303
    assert alice.get("/cases/1").status_code == 404
    assert "The lamp flickers" in alice.get("/bin").text

    assert alice.post("/bin/case/1/restoration").status_code == 303
    assert alice.get("/cases/1").status_code == 200
    assert the_case(1).deleted_at is None


def test_a_comment_is_written_changed_deleted_and_brought_back(client_of, facts_of, run_jobs, mails):
    alice = client_of(ALICE)
    data = {"body": "Look at https://north.example/lamp", "audience": "public"}
    assert alice.post("/cases/1/comments", data=data).status_code == 303
    page = alice.get("/cases/1").text
    assert 'href="https://north.example/lamp"' in page
    assert "customer too" in page
    assert isinstance(facts_of()[0], CommentAdded)
    comment = int(re.findall(r"/comments/(\d+)/edit", page)[0])

    assert (
        alice.post(f"/cases/1/comments/{comment}", data={"body": "Other", "version": "1"}).status_code == 303
    )
    assert "Other" in alice.get("/cases/1").text
    assert alice.post(f"/cases/1/comments/{comment}/deletion").status_code == 303
    page = alice.get("/cases/1").text
    assert "Other" not in re.sub(r"<input[^>]*>", "", page)
    assert alice.post(re.search(r'action="(/acts/\d+/undoing)"', page)[1]).status_code == 303
    assert "Other" in alice.get("/cases/1").text


def test_whoever_works_on_a_case_is_told_of_a_comment(client_of, run_jobs, mails, a_case):
    case = a_case(by=OLGA, owner_id=ALICE.id, member_ids=[BOB.id])
    run_jobs()
    before = len(mails())

    client_of(BOB).post(f"/cases/{case.id}/comments", data={"body": "It is the supply"})
    run_jobs()

    assert [mail["to"] for mail in mails()[before:]] == [ALICE.email]
    assert case.number in mails()[-1]["subject"]


def test_an_observer_reads_and_writes_nothing(client_of):
    ned = client_of(NED)
    page = ned.get(f"/cases/{int(Standing.READABLE)}").text

    assert "The lamp flickers" in page
    assert "/comments" not in page
    assert f'action="/cases/{int(Standing.READABLE)}/status"' not in page
    assert ned.get("/cases/new").status_code == 403


@pytest.mark.promise("L10-1")
def test_it_is_said_in_russian(client_of):
    page = client_of(ALICE.at(SEVER)).get("/cases/1").text

    for text in ("№\xa02026-", "ответственный", "Переписка", "Новое", "Добавить комментарий"):
        assert text.replace("\xa0", " ") in page.replace("\xa0", " ").replace("&nbsp;", " ")
    assert "2026-" in client_of(ALICE.at(SEVER)).get("/cases").text


@pytest.mark.promise("CON-13")
def test_the_search_box_finds_a_case_by_its_number(client_of, the_case):
    assert "The lamp flickers" in client_of(ALICE).get(f"/search?q={the_case(1).number}").text


def test_the_list_takes_the_same_statements_however_many_cases(client_of, a_case, count_queries):
    alice = client_of(ALICE)
    alice.get("/cases")
    with count_queries() as few:
        alice.get("/cases")
    for _number in range(20):
        a_case(contacts=[1], by=ALICE)
    with count_queries() as many:
        assert alice.get("/cases").text.count('href="/cases/') > 20

    assert len(many) <= len(few) + 1  # counted only where a page does not hold all of them


def test_every_number_in_the_list_is_of_a_case_that_is_seen(client_of, in_scope, actor_of):
    page = client_of(ALICE).get("/cases").text
    with in_scope(NORTH, read_only=True):
        seen = set(db.session.scalars(Case.visible_to(actor_of(ALICE)).with_only_columns(Case.id)))
        every = set(db.session.scalars(select(Case.id)))

    assert {int(one) for one in re.findall(r'data-href="/cases/(\d+)"', page)} == seen
    assert seen < every
