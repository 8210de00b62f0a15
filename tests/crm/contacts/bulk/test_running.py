"""Many contacts in the background: progress, stopping, the report (CON-12)."""

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.kernel.runs import Run, RunPart
from tests.kit.cast import ALICE, NORTH, Standing

pytestmark = pytest.mark.promise("CON-12")
READABLE = int(Standing.READABLE)


@pytest.mark.usefixtures("no_row_astray")
def test_many_are_changed_in_the_background_with_progress_and_a_notice(
    choose, many, columns_of, run_jobs, facts_of, in_scope, client_of
):
    ids = many(1_500)
    client = choose(ALICE, ids)

    answer = client.post("/contacts/bulk/tags", data={"add": "fair"})
    waiting = client.get(answer.location).text
    run_jobs()
    done = client.get(answer.location).text

    assert "/contacts/bulk/runs/" in answer.location
    assert "data-poll" in waiting
    assert "Tags changed: 1,500 contacts" in done
    assert len(set(map(tuple, columns_of(ids, "tag_ids").values()))) == 1
    with in_scope(NORTH, read_only=True):
        assert [len(part.ids) for part in db.session.scalars(select(RunPart).order_by(RunPart.number))] == [
            1000,
            500,
        ]
        assert db.session.scalars(select(Run.state).order_by(Run.id.desc())).first() == "done"
    assert "The change of many contacts is done: 1500 changed" in client.get("/notices").text


def test_a_form_that_is_sent_twice_starts_one_run(choose, many, in_scope):
    client, form = choose(ALICE, many(150)), {"type_id": "1", "form_id": "once-and-only"}

    first, second = (client.post("/contacts/bulk/type", data=form) for _time in range(2))

    assert first.location == second.location
    with in_scope(NORTH, read_only=True):
        assert len(db.session.scalars(select(Run)).all()) == 1


def test_a_run_that_is_stopped_goes_no_further_and_can_be_undone(choose, many, run_jobs, columns_of):
    ids = many(150)
    client = choose(ALICE, ids)
    answer = client.post("/contacts/bulk/type", data={"type_id": "1"})

    client.post(f"{answer.location}/cancellation")
    run_jobs()
    page = client.get(answer.location).text

    assert "Stopped" in page
    assert "Not reached: 150 contacts" in page
    assert set(columns_of(ids, "type_id").values()) == {None}


def test_the_report_as_a_table_tells_of_each_contact_and_holds_no_formula(choose, a_contact, many):
    evil = a_contact("=cmd|' /C calc'!A0", "Petrov", managers=[ALICE])
    client = choose(ALICE, [evil.id, READABLE])
    answer = client.post("/contacts/bulk/type", data={"type_id": "1"})

    table = client.get(f"{answer.location}/report.csv")

    assert table.content_type == "text/csv; charset=utf-8"
    assert "'=cmd" in table.text
    assert f"{READABLE},Ivan Readable,left as it is,You may not do this to it." in table.text
