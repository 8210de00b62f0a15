"""A task in one line of words, with the contacts that it means (TSK-1)."""

import pytest

from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, NED, SEVER, Standing

pytestmark = pytest.mark.promise("TSK-1")


def test_a_line_becomes_a_task_about_the_contact_it_names(client_of, a_contact, tasks_now):
    vera = a_contact("Vera", "Orlova", managers=[ALICE])

    shown = told(client_of(ALICE).get("/tasks/understood?text=tomorrow at 15 call Vera Orlova"))
    answer = client_of(ALICE).post("/tasks/quick", data={"text": "tomorrow at 15 call Vera Orlova !!"})

    (task,) = tasks_now()
    assert "Call Vera Orlova tomorrow, 15:00 Vera Orlova" in shown
    assert answer.status_code == 303
    assert (task.title, task.about_kind, task.about_id, task.priority) == (
        "Call Vera Orlova",
        "contact",
        vera.id,
        1,
    )
    assert task.assignee_ids == [ALICE.id]


def test_russian_cases_of_a_name_find_the_contact(client_of, a_contact, tasks_now):
    alice = client_of(ALICE.at(SEVER))
    ids = {
        name: a_contact(*name.split(), at=SEVER).id
        for name in ("Семён Ёлкин", "Анна Петрова", "Инна Петрович")
    }

    for line in ("завтра позвонить Ёлкину", "в среду написать Анне Петровой", "через час набрать инну"):
        alice.post("/tasks/quick", data={"text": line})

    assert [task.about_id for task in tasks_now(SEVER)] == list(ids.values())
    assert tasks_now(SEVER)[0].title == "Позвонить Ёлкину"


def test_where_several_may_be_meant_the_form_asks(client_of, a_contact, tasks_now):
    for last in ("Orlova", "Belova"):
        a_contact("Vera", last, managers=[ALICE])

    part = told(client_of(ALICE).get("/tasks/understood?text=call Vera"))
    asked = client_of(ALICE).post("/tasks/quick", data={"text": "call Vera"})

    assert "Which contact is meant?" in part
    assert asked.status_code == 200
    assert "Vera Belova" in told(asked)
    assert tasks_now() == []
    client_of(ALICE).post("/tasks/quick", data={"text": "call Vera", "contact_id": "none"})
    assert tasks_now()[0].about_id is None


@pytest.mark.promise("ACC-6")
def test_a_hidden_contact_is_neither_found_nor_named(client_of, a_contact, tasks_now):
    a_contact("Vera", "Orlova", managers=[BOB])

    assert "Orlova" not in client_of(ALICE).get("/tasks/understood?text=call Vera").text
    client_of(ALICE).post("/tasks/quick", data={"text": "call Vera"})
    assert tasks_now()[0].about_id is None


def test_a_colleague_after_the_at_sign_gets_the_task(client_of, tasks_now):
    client_of(ALICE).post("/tasks/quick", data={"text": "tomorrow send the offer @Bob"})
    client_of(ALICE).post("/tasks/quick", data={"text": f"greet @{NED.first_name}"})

    first, second = tasks_now()
    assert (first.title, first.assignee_ids) == ("Send the offer", [BOB.id])
    assert (second.title, second.assignee_ids) == ("Greet @Ned", [ALICE.id])


def test_on_a_record_the_task_is_about_that_record(client_of, tasks_now):
    about = f"contact:{int(Standing.WRITABLE)}"
    client_of(ALICE).post("/tasks/quick", data={"text": "tomorrow call", "about": about})

    assert (tasks_now()[0].about_kind, tasks_now()[0].about_id) == ("contact", int(Standing.WRITABLE))


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "\ud800", "x" * 100_000, "tomorrow", "31 февраля", "\u202e!!"]
)
def test_no_line_whatever_fails(client_of, text):
    for answer in (
        client_of(ALICE).post("/tasks/quick", data={"text": text.encode("utf-8", "surrogatepass")}),
        client_of(ALICE).get(
            "/tasks/understood", query_string={"text": text.encode("utf-8", "surrogatepass")[:5000]}
        ),
    ):
        assert answer.status_code < 500
