"""Lists, boards and counts of cases are the same, met one by one or gathered (decision 35)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import and_, event, func, select
from sqlalchemy.dialects import postgresql

from crm.cases.access import VIEW_CASES, seen_one_by_one
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import ENDED, PRIORITIES, STATUSES
from crm.cases.queries import board, listing, states, walking
from crm.cases.queries.wishes import SORTS, Wish
from crm.cases.running import casebook, health
from crm.cases.running.models import CaseRun
from crm.contacts.access import VIEW_CONTACTS
from crm.kernel.access import Reach
from crm.kernel.db import db
from crm.kernel.paging import Count
from crm.views.conditions import lowered
from crm.views.language import EVERYTHING, all_of, parse
from crm.workflows.models import Workflow, WorkflowVersion
from tests.kit.builders import make_contact
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA

pytestmark = pytest.mark.promise("CAS-8")

CAP = 4
PEOPLE = (ALICE, BOB, CAROL)
OF_CONTACTS = ((ALICE, "private"), (BOB, "private"), (CAROL, "private"), (CAROL, "read"))
RUNS = ("running", "late", "stuck", "paused", "ended", "long ended")
NOW = datetime.now(UTC)
FILTERS = {
    "": lambda one: True,
    "q=lamp": lambda one: "lamp" in one.title.lower(),
    "status:is:open": lambda one: one.status == "open",
    "priority:is:high,urgent": lambda one: one.priority in ("high", "urgent"),
}
KEYS = {
    "changed": lambda one: one.changed_at,
    "created": lambda one: one.id,
    "due": lambda one: one.due_on or date.max,
    "priority": lambda one: list(PRIORITIES).index(one.priority),
    "title": lambda one: lowered(one.title).encode(),
}
BOUNDS = ((1, 0, 0), (2, 9, 60), (4, 10**6, 10**6), (500, 3_000, 16_000))
"""The first look, and the horizons of pages and of counts."""

people = st.sampled_from([None, *PEOPLE])
a_case_somehow = st.fixed_dictionaries({
    "title": st.sampled_from(["Ёлка", "ель", "Елка", "Lamp", "lamp 2", "а"]),
    "status": st.sampled_from(list(STATUSES)),
    "priority": st.sampled_from(list(PRIORITIES)),
    "due_on": st.sampled_from([None, date(2026, 1, 1), date(2026, 1, 2)]),
    "minutes": st.integers(0, 3),
    "owner": people,
    "member": people,
    "binned": st.sampled_from([False, False, False, True]),
    "contacts": st.lists(st.sampled_from(range(len(OF_CONTACTS))), max_size=2),
    "run": st.one_of(st.none(), st.tuples(st.booleans(), st.sampled_from(RUNS))),
})  # fmt: skip
reaches = st.sampled_from([Reach.OWN, Reach.GROUP, Reach.ALL])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(a_case_somehow, min_size=3, max_size=14),
    person=st.sampled_from(PEOPLE),
    reach=reaches,
    of_contacts=reaches,
    limit=st.sampled_from([1, 3, 5]),
    bounds=st.sampled_from(BOUNDS),
    text=st.sampled_from(list(FILTERS)),
)
def test_walking_and_gathering_answer_alike(
    in_scope, actor_of, cases, person, reach, of_contacts, limit, bounds, text
):
    with in_scope(NORTH):
        _office(cases)
        table = {VIEW_CASES.key: reach, VIEW_CONTACTS.key: of_contacts}
        actor = replace(actor_of(person), reaches=table)
        visible = list(db.session.scalars(Case.visible_to(actor)))
        with pytest.MonkeyPatch.context() as patch:
            _bound(patch, bounds)
            _is_told(text, [one for one in visible if FILTERS[text](one)], limit, actor)
            _are_counted(visible, actor)
        db.session.rollback()


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{by}" for by in SORTS)])
def test_a_page_lies_along_an_index(in_scope, actor_of, sort):
    with in_scope(NORTH, read_only=True):
        plan = _plans(lambda: listing.listed(Wish(sort=sort), to=actor_of(ALICE)))[0]

    assert ("pk_case_record" if "created" in sort else f"ix_case_record_{_index(sort)}") in plan
    assert not [line for line in plan.splitlines() if "Sort Key" in line and "page." not in line]


def test_each_column_of_the_board_lies_along_an_index(in_scope, actor_of):
    with in_scope(NORTH, read_only=True):
        plan = _plans(lambda: board.columns(Wish(), to=actor_of(ALICE)))[0]

    assert plan.count("ix_case_record_board") == len(STATUSES) - len(ENDED)
    assert plan.count("ix_case_record_ended") == len(ENDED)


def test_the_cases_that_a_try_out_offers_are_met_along_an_index(in_scope, actor_of):
    with in_scope(NORTH, read_only=True):
        plan = _plans(lambda: casebook.offered(actor_of(ALICE)))[0]

    assert "Backward using pk_case_record" in plan


@pytest.mark.parametrize("reach", [Reach.OWN, Reach.GROUP, Reach.ALL])
def test_what_is_asked_of_each_case_is_gathered_for_none_in_advance(in_scope, actor_of, reach):
    with in_scope(NORTH, read_only=True):
        actor = replace(actor_of(ALICE), reaches={VIEW_CASES.key: reach, VIEW_CONTACTS.key: Reach.OWN})
        rule = str(and_(*seen_one_by_one(actor)).compile(dialect=postgresql.dialect()))

    assert rule.count("OFFSET") == rule.count("EXISTS") == (1 if reach is Reach.OWN else 2)


@pytest.mark.parametrize("path", ["/cases", "/cases?sort=due", "/cases/board", "/settings/workflow-health"])
def test_a_page_takes_as_many_statements_with_many_cases(in_scope, client_of, count_queries, path):
    person = MAX if "settings" in path else ALICE

    def statements() -> int:
        with count_queries() as sent:
            assert client_of(person).get(path).status_code == 200
        return sum("control." not in text for text in sent.texts)

    wish = {
        "title": "Lamp", "status": "open", "priority": "low", "due_on": None, "minutes": 0, "owner": ALICE,
        "member": None, "binned": False, "contacts": [], "run": None,
    }  # fmt: skip
    with in_scope(NORTH):
        _office([wish] * 5)
    few = statements()
    with in_scope(NORTH):
        _office([wish] * 70)

    assert statements() <= few + 1  # how many there are, once they don't fit on one page


def _is_told(text, expected, limit, actor):
    """Pages in each order, the board and the number are what Python makes of the cases that are visible."""
    tree = all_of([parse(text)]) if ":" in text else EVERYTHING
    wish = Wish(q=text.partition("q=")[2], filter=tree, limit=limit)
    for sort in (*SORTS, *(f"-{by}" for by in SORTS)):
        key, down = KEYS[sort.removeprefix("-")], replace(wish, sort=sort).descends
        keyed = sorted(((key(one), one.id, one) for one in expected), reverse=down)
        ordered = [one for _key, _id, one in keyed]
        pages = _pages(replace(wish, sort=sort), actor)
        assert [one.id for page in pages for one in page] == [one.id for one in ordered]
        assert all(len(page) == limit for page, _next in pairwise(pages))
    assert listing.counted(wish, to=actor) == _number(len(expected))
    assert listing.counted_exactly(wish, to=actor) == len(expected)
    columns = board.columns(wish, to=actor)
    for status in STATUSES:
        here = [one for one in expected if one.status == status]
        if status in ENDED:
            here.sort(key=lambda one: (one.closed_at, one.id), reverse=True)
        else:
            here.sort(key=lambda one: (-KEYS["priority"](one), KEYS["due"](one), one.id))
        assert [one.id for one in columns[status].cases] == [one.id for one in here][: board.MOST_CARDS]
        assert columns[status].count == _number(len(here))


def _are_counted(visible, actor):
    """The numbers of saved views and of workflows are those of the cases that are visible."""
    queries = {place: f"f={text}" if ":" in text else text for place, text in enumerate(FILTERS)}
    assert states.counts_of(queries, actor) == {
        place: _number(sum(map(fits, visible))) for place, fits in enumerate(FILTERS.values())
    }
    runs = db.session.scalars(select(CaseRun).where(CaseRun.case_id.in_([one.id for one in visible]))).all()
    numbers = {}
    for workflow_id in {run.workflow_id for run in runs}:
        of = [run for run in runs if run.workflow_id == workflow_id]
        running = [run for run in of if run.phase == "running"]
        kinds = (
            running,
            [run for run in of if run.phase == "paused"],
            [run for run in running if run.due_at and run.due_at < NOW],
            [run for run in running if not run.waiting_ids],
            [run for run in of if run.ended_at and run.ended_at > NOW - health.RECENT],
        )
        if any(kinds):
            numbers[workflow_id] = [_number(len(kind)) for kind in kinds]
    assert numbers == {
        one.workflow.id: [one.running, one.paused, one.late, one.stuck, one.ended]
        for one in health.figures(to=actor)
    }


def _pages(wish, actor):
    pages, after = [], None
    while True:
        page = listing.listed(replace(wish, after=after), to=actor)
        pages.append(page.cases)
        if page.next_key is None:
            return pages
        after = page.next_key


def _number(number):
    return Count(min(number, CAP), capped=number > CAP)


def _bound(patch, bounds):
    names = ("NEAREST", "FARTHEST", "FARTHEST_COUNTED")
    for name, value in zip(names, bounds, strict=True):
        patch.setattr(walking, name, value)
    for module in (walking, listing, board, states, health):
        patch.setattr(module, "COUNT_CAP", CAP)
    patch.setattr(health, "NEAREST", bounds[0])
    patch.setattr(health, "FARTHEST_COUNTED", bounds[2])
    patch.setattr(board, "MOST_CARDS", 2)


def _office(cases):
    """Contacts of all kinds, and these cases about them."""
    ids = [make_contact(by=OLGA, managers=[manager], sharing=sharing).id for manager, sharing in OF_CONTACTS]
    workflows = [_workflow(name) for name in ("One", "Two")] if any(one["run"] for one in cases) else []
    base = db.session.scalar(select(func.coalesce(func.max(Case.id), 0)))
    for place, wish in enumerate(cases):
        one = Case(
            number=f"W-{base}-{place}", title=wish["title"], status=wish["status"], priority=wish["priority"],
            search_text=wish["title"].lower(), due_on=wish["due_on"],
            changed_at=NOW - timedelta(minutes=wish["minutes"]),
            owner_id=wish["owner"].id if wish["owner"] else None,
            member_ids=[wish["member"].id] if wish["member"] else [],
            closed_at=NOW - timedelta(minutes=wish["minutes"]) if wish["status"] in ENDED else None,
            deleted_at=NOW if wish["binned"] else None,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        for position, contact in enumerate(wish["contacts"]):
            db.session.add(CaseContact(case_id=one.id, contact_id=ids[contact], position=position))
        if wish["run"]:
            db.session.add(_run(one, workflows[wish["run"][0]], wish["run"][1]))
    db.session.flush()


def _workflow(name):
    made = db.session.scalar(select(func.count()).select_from(Workflow))
    workflow = Workflow(name=f"{name} {made}")
    db.session.add(workflow)
    db.session.flush()
    db.session.add(WorkflowVersion(workflow_id=workflow.id, number=1, definition={"steps": []}))
    db.session.flush()
    return workflow.id


def _run(case, workflow_id, how):
    ended = {"ended": NOW - timedelta(days=1), "long ended": NOW - timedelta(days=99)}.get(how)
    return CaseRun(
        case_id=case.id, workflow_id=workflow_id, number=1, state={},
        phase="done" if ended else "paused" if how == "paused" else "running",
        waiting_ids=[ALICE.id] if how == "running" else [],
        due_at=NOW - timedelta(hours=1) if how == "late" else None, ended_at=ended,
    )  # fmt: skip


def _index(sort):
    by = sort.removeprefix("-")
    return "changed_at" if by == "changed" else f"by_{by}"


def _plans(act):
    """The plans of the walks that this sends, as they are where there is more than a test has."""
    sent = []

    def hear(_connection, _cursor, statement, parameters, *_more):
        sent.append((statement, parameters))

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    act()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)
    raw = db.session.connection().connection.driver_connection
    for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
        raw.execute(f"SET LOCAL enable_{way} TO off")
    of_cases = [(text, values) for text, values in sent if "case_record" in text and "MATERIALIZED" in text]
    return [
        "\n".join(row[0] for row in raw.execute(f"EXPLAIN {text}", values).fetchall())
        for text, values in of_cases
    ]
