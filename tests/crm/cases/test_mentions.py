"""A comment calls colleagues by ``@Name``: who sees the case is told, once, with what was said (CON-15)."""

import pytest

from crm.cases.facts import CommentAdded, CommentMentioned
from tests.kit.cast import ALICE, BOB, CAROL, NED, OLGA

pytestmark = pytest.mark.promise("CON-15")


@pytest.fixture
def case(a_case, a_contact):
    """A case of Alice's about a contact that Bob sees too, and Carol doesn't."""
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    return a_case("Lamp flickers", contacts=[contact.id])


def say(client, case, body, **fields):
    answer = client.post(f"/cases/{case.id}/comments", data={"body": body, **fields})
    assert answer.status_code == 303
    return client.get(answer.location).text


def mails_to(person, mails):
    return [mail for mail in mails() if person.email in mail["to"] and "mentioned" in mail["subject"]]


def test_whom_a_comment_calls_is_told_with_what_was_said(case, client_of, run_jobs, mails, facts_of):
    page = say(client_of(ALICE), case, "@Bob, please call them")
    run_jobs()

    assert '<b class="call">@Bob</b>' in page or "@Bob</" in page
    [mail] = mails_to(BOB, mails)
    assert mail["subject"].startswith("Alice mentioned you: No. ")
    assert "please call them" in mail["text"]
    assert "Alice mentioned you" in client_of(BOB).get("/notices").text
    assert [fact.mentioned for fact in facts_of() if isinstance(fact, CommentMentioned)] == [[BOB.id]]


@pytest.mark.promise("ACC-6")
def test_who_does_not_see_the_case_is_never_told_and_the_writer_learns_it(
    case, client_of, run_jobs, mails, facts_of
):
    page = say(client_of(ALICE), case, "@Carol and @Alice, look")
    run_jobs()

    assert "they can&#39;t see this case: Carol" in page
    assert mails_to(CAROL, mails) == mails_to(ALICE, mails) == []
    assert "Lamp flickers" not in client_of(CAROL).get("/notices").text
    assert not [fact for fact in facts_of() if isinstance(fact, CommentMentioned)]


def test_a_member_who_is_called_is_told_once(a_case, a_contact, client_of, run_jobs, mails, facts_of):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    case = a_case("Lamp", contacts=[contact.id], member_ids=[BOB.id])
    run_jobs()
    before = len(mails())

    say(client_of(ALICE), case, "@Bob knows")
    run_jobs()

    assert len(mails()) == before + 1
    assert len(mails_to(BOB, mails)) == 1
    [added] = [fact for fact in facts_of() if isinstance(fact, CommentAdded)]
    assert added.told_ids == []


def test_a_change_tells_only_whom_it_calls_for_the_first_time(case, api_of, run_jobs, mails):
    alice, path = api_of(ALICE), f"/api/v1/cases/{case.id}/comments"
    comment = alice.post(path, json={"body": "@Bob, call"}).json
    run_jobs()

    changed = alice.patch(f"{path}/{comment['id']}", json={"body": "@Bob and @Olga, call"})
    run_jobs()

    assert comment["mention_ids"] == [BOB.id]
    assert changed.json["mention_ids"] == [BOB.id, OLGA.id]
    assert len(mails_to(BOB, mails)) == 1
    assert len(mails_to(OLGA, mails)) == 1


def test_who_loses_sight_of_the_case_before_the_mail_goes_gets_none(
    case, client_of, api_of, run_jobs, mails, in_scope
):
    say(client_of(ALICE), case, "@Bob, call")
    contact_id = api_of(ALICE).get(f"/api/v1/cases/{case.id}").json["contact_ids"][0]
    client_of(ALICE).post(f"/contacts/{contact_id}/managers", data={"manager_ids": [str(ALICE.id)]})

    run_jobs()

    assert mails_to(BOB, mails) == []


def test_the_picker_offers_who_sees_the_case(case, client_of):
    alice = client_of(ALICE)

    everybody = alice.get(f"/cases/{case.id}/calls?q=").text
    letters = alice.get(f"/cases/{case.id}/calls?q=bo").text

    assert "Bob" in everybody
    assert "Carol" not in everybody
    assert "Alice" not in everybody
    assert "Bob" in letters
    assert "Olga" not in letters
    assert client_of(CAROL).get(f"/cases/{case.id}/calls?q=").status_code == 404
    assert client_of(NED).get(f"/cases/{case.id}/calls?q=").status_code == 403
    assert f'data-calls="/cases/{case.id}/calls"' in alice.get(f"/cases/{case.id}").text


def test_an_undone_change_calls_whom_it_called_before(case, api_of):
    alice, path = api_of(ALICE), f"/api/v1/cases/{case.id}/comments"
    comment = alice.post(path, json={"body": "@Bob, call"}).json
    changed = alice.patch(f"{path}/{comment['id']}", json={"body": "Done"})

    alice.post(f"/api/v1/acts/{changed.headers['Artel-Act']}/undoing", json={})

    assert alice.get(f"{path}/{comment['id']}").json["mention_ids"] == [BOB.id]
