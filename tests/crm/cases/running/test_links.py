"""Answering a step from its mail: one step, one person, one answer, once, and never by looking (CAS-7)."""

import re
from typing import Any

import pytest

from tests.crm.cases.running.conftest import calendar, user
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, SEVER, TWIN

pytestmark = pytest.mark.promise("CAS-7")


def links(mail: dict[str, Any]) -> dict[str, str]:
    """The paths that the mail's buttons lead to, by what they say."""
    found = re.findall(r"^(.+):\n(http\S+)$", mail["text"], re.MULTILINE)
    return {label: url.split("://", 1)[1].partition("/")[2] for label, url in found}


@pytest.fixture
def asked(a_run: Any, run_jobs: Any, mails: Any) -> Any:
    """Bob was asked by mail to approve a case of Alice's: (case id, run id, paths of the buttons)."""

    def ask(at: Any = NORTH, **step: Any) -> tuple[int, int, dict[str, str]]:
        wish = {"mode": "approve", "title": "Refund", "responsible": user(BOB), **step}
        case_id, run_id = a_run(wish, by=ALICE.at(at), at=at)
        run_jobs()
        return case_id, run_id, links(mails()[-1])

    return ask


def test_the_mails_button_shows_a_page_whose_button_answers(
    asked: Any, anonymous: Any, run_of: Any, client_of: Any
) -> None:
    _case, run_id, paths = asked()
    stranger = anonymous(NORTH)
    path = f"/{paths['Approve']}"

    page = stranger.get(path)
    assert page.status_code == 200
    assert "Refund" in page.text
    assert "You answer as Bob." in page.text
    assert run_of(run_id).waiting_ids == [BOB.id]

    answer = stranger.post(path, data={"note": "Fine"})

    assert answer.status_code == 200
    assert "Your answer is kept" in answer.text
    assert run_of(run_id).phase == "done"
    assert "Bob: “Fine”" in client_of(ALICE).get(f"/cases/{_case}").text


def test_a_link_is_good_once_and_for_its_own_answer(asked: Any, anonymous: Any, run_of: Any) -> None:
    _case, run_id, paths = asked()
    stranger = anonymous(NORTH)

    refused = stranger.post(f"/{paths['Reject']}", data={"note": ""})
    assert refused.status_code == 422
    assert stranger.post(f"/{paths['Reject']}", data={"note": "Too dear"}).status_code == 200

    assert run_of(run_id).phase == "rejected"
    assert "Your answer is kept: the link works once." in stranger.post(f"/{paths['Reject']}").text
    assert "Ask for a new one" not in stranger.get(f"/{paths['Approve']}").text
    for path in paths["Reject"], paths["Approve"]:
        assert stranger.get(f"/{path}").status_code == 410
        assert stranger.post(f"/{path}", data={"note": "x"}).status_code == 410


def test_a_link_dies_with_its_step_its_person_and_its_host(
    asked: Any, anonymous: Any, client_of: Any, run_jobs: Any
) -> None:
    case_id, _run, paths = asked()
    path = f"/{paths['Approve']}"

    assert anonymous(TWIN).post(path).status_code == 410
    alice = client_of(ALICE)
    alice.post(f"/cases/{case_id}/workflow/steering/pause", data={"reason": "Later"})
    assert anonymous(NORTH).post(path).status_code == 409
    alice.post(f"/cases/{case_id}/workflow/steering/resume")
    handed = {"round": "1", "user_ids[]": str(CAROL.id), "reason": "Away"}
    assert alice.post(f"/cases/{case_id}/workflow/steering/reassign", data=handed).status_code == 303
    assert anonymous(NORTH).post(path).status_code == 410


def test_what_was_answered_is_said_and_the_case_is_one_click_away(asked: Any, anonymous: Any) -> None:
    case_id, _run, paths = asked(text="Look at the bill.\nThen decide.")
    stranger = anonymous(NORTH)

    assert (
        '<div class="prose">Look at the bill.\nThen decide.</div>'
        in stranger.get(f"/{paths['Approve']}").text
    )
    answer = stranger.post(f"/{paths['Approve']}").text

    assert "Approved · You can close this page." in answer
    assert f'href="/cases/{case_id}"' in answer


def test_a_link_of_a_paused_workflow_says_that_it_is_paused(
    asked: Any, anonymous: Any, client_of: Any
) -> None:
    case_id, _run, paths = asked()
    client_of(ALICE).post(f"/cases/{case_id}/workflow/steering/pause", data={"reason": "Later"})

    page = anonymous(NORTH).get(f"/{paths['Approve']}")

    assert page.status_code == 409
    assert "You can answer when it goes on." in page.text
    assert "Someone was faster" not in page.text


def test_the_link_of_who_has_left_opens_nothing(asked: Any, anonymous: Any, client_of: Any) -> None:
    _case, _run, paths = asked()

    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": str(CAROL.id)})

    assert anonymous(NORTH).get(f"/{paths['Approve']}").status_code == 410


def test_a_step_with_a_list_is_answered_on_its_page(asked: Any) -> None:
    _case, _run, paths = asked(checklist=["Passport"])

    assert set(paths) & {"Approve", "Mark as done"} == set()
    assert "Open the case" in paths


@pytest.mark.parametrize("note", ["\x00\ud800‮", "x" * 3_000, "а\u0301" * 900])
def test_no_note_breaks_the_page(asked: Any, anonymous: Any, note: str) -> None:
    _case, _run, paths = asked()

    answer = anonymous(NORTH).post(f"/{paths['Reject']}", data={"note": note.encode("utf-8", "replace")})

    assert answer.status_code in (200, 422)


def test_the_page_speaks_the_language_of_who_got_the_mail(asked: Any, anonymous: Any) -> None:
    _case, _run, paths = asked(at=SEVER)

    page = anonymous(SEVER).get(f"/{paths['Согласовать']}").text

    assert "Вы отвечаете как Bob." in page
    assert '<html lang="ru"' in page
    assert "You answer as Bob." in anonymous(SEVER).get(f"/{paths['Согласовать']}?lang=en").text


def test_a_reminder_carries_links_of_its_own(asked: Any, hours_pass: Any, mails: Any, anonymous: Any) -> None:
    _case, run_id, first = asked(duration=calendar(10), remind=calendar(2))

    hours_pass(run_id, 9)

    second = links(mails()[-1])
    assert second["Approve"] != first["Approve"]
    assert anonymous(NORTH).post(f"/{second['Approve']}").status_code == 200
    assert anonymous(NORTH).get(f"/{first['Approve']}").status_code == 410
