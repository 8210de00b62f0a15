"""Undoing an act on many contacts, chunk by chunk in the background (CON-19)."""

import re

import pytest
from sqlalchemy import select

from crm.journal import long_undo
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, NORTH, SEVER

pytestmark = [pytest.mark.promise("CON-19"), pytest.mark.usefixtures("no_row_astray")]


@pytest.fixture
def changed(choose, many, run_jobs):
    """Many contacts whose type was set in the background: (client, ids, address of the undo)."""

    def make(number, at=NORTH):
        ids = many(number, at=at)
        client = choose(ALICE.at(at), ids)
        run = client.post("/contacts/bulk/type", data={"type_id": "1"}).location
        run_jobs()
        return client, ids, re.search(r"/acts/\d+/undoing", client.get(run).text)[0]

    return make


def test_it_goes_on_in_the_background_with_progress_and_can_itself_be_undone(changed, run_jobs, columns_of):
    client, ids, undo = changed(620)

    reversal = client.post(undo).location
    waiting = client.get(reversal).text
    run_jobs()
    back, done = columns_of(ids, "type_id"), client.get(reversal).text
    client.post(f"{reversal}/undoing")
    run_jobs()

    assert "data-poll" in waiting
    assert set(back.values()) == {None}
    assert "data-poll" not in done
    assert "The first 200" in done or "the first 200" in done
    assert set(columns_of(ids, "type_id").values()) == {1}


def test_what_was_changed_since_is_left_alone_and_told(changed, run_jobs, columns_of, client_of):
    client, ids, undo = changed(510)
    client.post("/contacts/bulk/type", data={"type_id": "2", "ids": str(ids[0])})

    reversal = client.post(undo).location
    run_jobs()
    page, stands = client.get(reversal).text, columns_of(ids, "type_id")

    assert (stands[ids[0]], stands[ids[1]]) == (2, None)
    assert "It was changed again since." in page
    assert "Firm 0000" in page


def test_a_chunk_that_is_cut_off_is_done_again_and_nothing_twice(changed, in_scope, run_jobs, columns_of):
    client, ids, undo = changed(620)
    client.post(undo)
    with in_scope(NORTH):
        run = db.session.scalars(select(Run).where(Run.kind == long_undo.JOB)).one()
        assert long_undo.go_on(run.id)

    with in_scope(NORTH):
        long_undo.go_on(run.id)
        db.session.rollback()
    halfway = list(columns_of(ids, "type_id").values())
    run_jobs()

    assert halfway.count(None) == long_undo.CHUNK
    assert set(columns_of(ids, "type_id").values()) == {None}


def test_an_act_that_is_going_on_is_not_undone_before_it_is_stopped(choose, many, client_of, in_scope):
    ids = many(150)
    client = choose(ALICE, ids)
    run = client.post("/contacts/bulk/type", data={"type_id": "1"}).location
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalars(select(Run)).one().cursor["act_id"]

    early = client.post(f"/acts/{act_id}/undoing")
    client.post(f"{run}/cancellation")
    late = client.post(f"/acts/{act_id}/undoing")

    assert early.status_code == 409
    assert "stop it first" in early.text
    assert late.status_code == 409, "nothing was changed yet, so there is nothing to undo"


def test_nobody_else_sees_how_far_it_is(changed, client_of):
    client, _ids, undo = changed(510, at=SEVER)

    reversal = client.post(undo).location

    assert "Отменяется" in client.get(reversal).text
    assert client_of(BOB.at(SEVER)).get(f"{reversal}/progress").status_code == 404
    assert client_of(BOB.at(SEVER)).post(f"{reversal}/cancellation").status_code == 404
