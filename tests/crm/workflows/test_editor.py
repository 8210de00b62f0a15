"""The editor of workflows: pages that work without script, versions, copies, templates (CAS-2)."""

import pytest

from crm.workflows.definition import Definition, Mode, Pick, Who
from crm.workflows.facts import WorkflowAdded, WorkflowArchived, WorkflowChanged, WorkflowRenamed
from crm.workflows.presenters.differences import differences
from crm.workflows.presenters.telling import Names
from crm.workflows.queries.workflows import definition_of
from crm.workflows.starters import STARTERS
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER
from tests.kit.posting import fields_of

ALL = "/settings/workflows"
ONE = f"{ALL}/1"
NOBODY = Names({}, {})


def step(at=0, **fields):
    """The fields of one step as its form posts them."""
    usual = {"key": f"step-{at + 1}", "title": f"Step {at + 1}", "mode": "complete", "who_id": "owner"}
    posted = {f"steps-{at}-{name}": value for name, value in {**usual, **fields}.items()}
    return {**posted, f"steps-{at}-channels[]": ["bell", "email"]}


def definition(*titles, **fields):
    usual = {"responsible": {"kind": "owner"}, **fields}
    steps = [{"key": f"k{title.lower()}", "title": title, **usual} for title in titles]
    return Definition.model_validate({"steps": steps})


@pytest.mark.promise("TEN-3")
@pytest.mark.parametrize(("business", "name"), [(NORTH, "Request of a customer"), (SEVER, "Запрос клиента")])
def test_a_new_workspace_has_a_workflow_in_its_language(client_of, business, name):
    page = client_of(MAX.at(business)).get(ALL)

    assert name in page.text


@pytest.mark.promise("CAS-2")
def test_an_admin_builds_a_workflow_by_a_form(client_of, in_scope, facts_of):
    answer = client_of(MAX).post(ALL, data={
        "name": "Offer", "help": "For offers",
        **step(0, title="Write", time_amount="2", time_unit="days:working", remind_amount="1",
               remind_unit="days:working", checklist="Prices\nDates"),
        **step(1, title="Approve", mode="approve", who="Sales", who_id="group:1", pick="round_robin",
               needs="1", rejection="step-1", time_amount="30", time_unit="minutes:calendar", late_amount="1",
               late_unit="hours:calendar", to="Max", to_id="user:2", act="reassign",
               **{"tests-0-field": "priority", "tests-0-op": "is", "tests-0-value": "high",
                  "outside-0-email": "boss@outside.example", "outside-0-shows[]": ["number", "step"]}),
    })  # fmt: skip

    assert answer.status_code == 303
    assert facts_of() == [WorkflowAdded(workflow_id=2)]
    with in_scope(NORTH, read_only=True):
        kept = definition_of(2, 1)
    first, second = kept.steps
    assert (first.key, first.checklist, first.duration.amount) == ("step-1", ("Prices", "Dates"), 2)
    assert (second.mode, second.on_rejection.step) == (Mode.APPROVE, "step-1")
    assert (second.responsible.kind, second.responsible.id, second.responsible.pick) == (
        Who.GROUP,
        1,
        Pick.ROUND_ROBIN,
    )
    assert (second.escalation.to.id, second.escalation.act) == (2, "reassign")
    assert second.condition.tests[0].field == "priority"
    assert second.outside[0].email == "boss@outside.example"


def test_what_the_editor_shows_is_what_it_reads_back(client_of, in_scope, facts_of):
    maximilian = client_of(MAX)
    for at, template in enumerate(STARTERS, start=2):
        page = maximilian.get(f"{ALL}/new?from={template.key}")
        posted = {**fields_of(page.text), "name": f"Copy {at}"}

        assert maximilian.post(ALL, data=posted).status_code == 303
        with in_scope(NORTH, read_only=True):
            assert definition_of(at, 1) == template.definition()
        again = maximilian.post(f"{ALL}/{at}", data=fields_of(maximilian.get(f"{ALL}/{at}").text))
        assert again.status_code == 303

    assert [type(fact) for fact in facts_of()] == [WorkflowAdded] * len(STARTERS)


def test_without_script_who_is_typed_by_name_is_found(client_of, in_scope):
    client_of(MAX).post(ALL, data={"name": "One", **step(0, who="alice", who_id="")})
    client_of(MAX).post(ALL, data={"name": "Two", **step(0, who="Bob", who_id="user:3")})

    with in_scope(NORTH, read_only=True):
        assert definition_of(2, 1).steps[0].responsible.id == ALICE.id
        assert definition_of(3, 1).steps[0].responsible.id == BOB.id


def test_a_name_of_several_asks_which_one_is_meant(client_of, in_scope):
    client_of(MAX).post("/settings/groups", data={"name": "Alice", "member_ids": ["3"]})

    answer = client_of(MAX).post(ALL, data={"name": "One", **step(0, who="Alice", who_id="")})

    assert answer.status_code == 422
    assert "Several are called so. Choose which one you mean." in answer.text
    assert 'value="user:3"' in answer.text
    assert 'value="group:3"' in answer.text


@pytest.mark.promise("CAS-2")
def test_a_fault_names_its_step_and_what_was_typed_comes_back(client_of):
    answer = client_of(MAX).post(ALL, data={
        "name": "One", **step(0), **step(1, remind_amount="2"), **step(2, who="Nobody", who_id=""),
    })  # fmt: skip

    assert answer.status_code == 422
    assert "Nobody here is called so." in answer.text
    again = client_of(MAX).post(ALL, data={"name": "", **step(0), **step(1, remind_amount="2")})
    told = "Step 2: Say how long the step may take; only then there is something to remind of."
    assert told in again.text
    assert 'href="#f-steps-1-remind_amount"' in again.text
    assert "Fill this in." in again.text


def test_faults_are_told_in_russian(client_of):
    answer = client_of(MAX.at(SEVER)).post(ALL, data={"name": "Раз", **step(0, remind_amount="2")})

    assert "Шаг 1:" in answer.text
    assert "Название шага" in answer.text


@pytest.mark.parametrize(
    ("then", "titles"),
    [
        ("add", ["Step 1", "Step 2", ""]),
        ("up:step-2", ["Step 2", "Step 1"]),
        ("down:step-1", ["Step 2", "Step 1"]),
        ("remove:step-1", ["Step 2"]),
        ("copy:step-1", ["Step 1", "Step 1", "Step 2"]),
        ("up:nothing", ["Step 1", "Step 2"]),
        ("nonsense", ["Step 1", "Step 2"]),
    ],
)
def test_without_script_buttons_add_move_copy_and_remove_steps(client_of, facts_of, then, titles):
    answer = client_of(MAX).post(ALL, data={"name": "One", **step(0), **step(1), "then": then})

    assert answer.status_code == 200
    assert [value for name, value in fields_of(answer.text).items() if name.endswith("-title")] == titles
    assert ('<option value="step-3">Step without a title</option>' in answer.text) is ("" in titles)
    assert facts_of() == []


def test_steps_stand_by_the_numbers_of_their_places(client_of, in_scope):
    client_of(MAX).post(ALL, data={"name": "One", **step(0, place="2"), **step(1, place="1")})

    with in_scope(NORTH, read_only=True):
        assert [one.title for one in definition_of(2, 1).steps] == ["Step 2", "Step 1"]


def test_the_picture_follows_what_is_typed_and_says_what_is_wrong(client_of):
    answer = client_of(MAX).post(f"{ALL}/picture", data={
        **step(0, title="Write <b>"), **step(1, title="Approve", mode="approve", rejection="step-1"),
        **step(2, title="", mode="approve"),
    })  # fmt: skip

    assert answer.text.count("<rect") == 3
    assert "Write &lt;b&gt;" in answer.text
    assert 'class="way back"' in answer.text
    assert 'class="way stop"' in answer.text
    assert "One thing keeps it from being saved" in answer.text


def test_people_roles_and_groups_are_offered_as_one_types(client_of):
    offered = client_of(MAX).get(f"{ALL}/people?q=sal").text
    everybody = client_of(MAX).get(f"{ALL}/people?q=").text
    nobody = client_of(MAX).get(f"{ALL}/people?q=zzz").text

    assert 'data-value="group:1"' in offered
    assert 'data-value="owner"' not in offered
    for value in ("owner", "lead", "role:1", "group:1", "user:1"):
        assert f'data-value="{value}"' in everybody
    assert "Nobody here is called so." in nobody


@pytest.mark.promise("CAS-2")
def test_other_steps_are_a_new_version_and_another_name_is_not(client_of, facts_of, in_scope):
    maximilian = client_of(MAX)
    kept = fields_of(maximilian.get(ONE).text)

    maximilian.post(ONE, data={**kept, "name": "Wishes"})
    kept = fields_of(maximilian.get(ONE).text)
    maximilian.post(ONE, data={**kept, "steps-0-title": "Listen"})

    assert facts_of() == [
        WorkflowRenamed(workflow_id=1, fields=["name"]),
        WorkflowChanged(workflow_id=1, number=2),
    ]
    with in_scope(NORTH, read_only=True):
        assert definition_of(1, 1).steps[0].title == "First answer"
        assert definition_of(1, 2).steps[0].title == "Listen"


def test_whoever_was_slower_is_told_and_loses_nothing(client_of):
    maximilian = client_of(MAX)
    kept = fields_of(maximilian.get(ONE).text)
    maximilian.post(ONE, data={**kept, "name": "Wishes"})

    answer = maximilian.post(ONE, data={**kept, "steps-0-title": "Listen"})

    assert answer.status_code == 412
    assert "Somebody else has changed this workflow meanwhile." in answer.text
    assert "Listen" in answer.text


def test_a_version_is_seen_compared_and_restored(client_of, facts_of, in_scope):
    maximilian = client_of(MAX)
    maximilian.post(ONE, data={**fields_of(maximilian.get(ONE).text), "steps-0-title": "Listen"})

    versions = maximilian.get(f"{ONE}/versions").text
    earlier = maximilian.get(f"{ONE}/versions/1").text
    restored = maximilian.post(f"{ONE}/versions/1/restoration")

    assert "Version 2" in versions
    assert "In force" in versions
    assert "From version 1 to version 2" in earlier
    assert "Listen" in earlier
    assert restored.status_code == 303
    assert facts_of()[-1] == WorkflowChanged(workflow_id=1, number=3, restored=1)
    with in_scope(NORTH, read_only=True):
        assert definition_of(1, 3) == definition_of(1, 1)


def test_differences_name_what_came_went_moved_and_changed():
    earlier, later = definition("A", "B", "C", "D"), definition("D", "A", "C", "E")

    found = [(one.kind, one.number, one.title) for one in differences(earlier, later, NOBODY)]

    assert found == [("moved", 1, "D"), ("added", 4, "E"), ("removed", 2, "B")]


def test_a_copy_begins_with_the_steps_of_the_other(client_of):
    page = client_of(MAX).get(f"{ALL}/new?copy=1").text

    assert "Request of a customer (copy)" in page
    assert "Ask whether all is well" in page
    assert client_of(MAX).get(f"{ALL}/new?copy=999999").status_code == 404


def test_an_archived_workflow_comes_back_unless_its_name_is_taken(client_of, facts_of):
    maximilian = client_of(MAX)
    maximilian.post(f"{ONE}/archive")
    assert facts_of() == [WorkflowArchived(workflow_id=1)]
    maximilian.post(ALL, data={"name": "request of a customer", **step(0)})

    maximilian.post(f"{ONE}/return")
    told = maximilian.get(ALL).text

    assert "There is a workflow of this name already." in told
    assert "Bring back" in told


@pytest.mark.parametrize("text", ["\0", "\ufffe", "\u202e", "x" * 300_000, "9" * 400, "-1", "{{", "<script>"])
def test_no_input_whatever_breaks_the_editor(client_of, text):
    fields = (
        "key", "title", "mode", "who", "who_id", "pick", "needs", "time_amount", "time_unit", "remind_amount",
        "late_amount", "late_unit", "to", "to_id", "act", "rejection", "match", "checklist", "place",
    )  # fmt: skip
    every = step(0, **dict.fromkeys(fields, text), **{"tests-0-field": text, "tests-0-op": text,
                 "outside-0-email": text, "outside-0-shows[]": text})  # fmt: skip
    for address in (ALL, ONE, f"{ALL}/picture"):
        for more in ({}, {"then": text}, {"steps": text}, {"steps-99-key-1": text}):
            answer = client_of(MAX).post(address, data={"name": text, "version": text, **every, **more})
            assert answer.status_code in (200, 412, 422), address
    for query in ("from", "copy"):
        assert client_of(MAX).get(f"{ALL}/new", query_string={query: text}).status_code in (200, 404)
    assert client_of(MAX).get(f"{ALL}/people", query_string={"q": text}).status_code == 200
    assert client_of(MAX).get(f"{ONE}/versions/1", query_string={"with": text}).status_code in (200, 404)


def test_there_are_at_most_fifty_steps(client_of):
    many = {name: value for at in range(51) for name, value in step(at).items()}

    answer = client_of(MAX).post(ALL, data={"name": "Many", **many})

    assert answer.status_code == 422
    assert "There are too many of these: at most 50." in answer.text


def test_the_queries_of_the_editor_do_not_grow_with_steps(client_of, count_queries):
    maximilian = client_of(MAX)
    many = {name: value for at in range(50) for name, value in step(at, who="Alice", who_id="user:3").items()}
    few = step(0, who="Alice", who_id="user:3")

    with count_queries() as of_few:
        maximilian.post(f"{ALL}/picture", data=few)
    with count_queries() as of_many:
        maximilian.post(f"{ALL}/picture", data=many)

    assert len(of_many) == len(of_few)


def test_nobody_else_may_open_it(client_of):
    for address in (ALL, ONE, f"{ONE}/versions", f"{ALL}/people"):
        assert client_of(ALICE).get(address).status_code == 403
