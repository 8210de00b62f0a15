"""Cells of the list of cases, edited where they stand (CON-12, CON-20)."""

import re

import pytest

from crm.cases.models.case import Case
from crm.kernel.db import db
from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CAS-1")
PART = {"HX-Request": "true"}


@pytest.fixture
def the_case(in_scope):
    """The case as it is now."""

    def read(case_id):
        with in_scope(NORTH, read_only=True):
            return db.session.get(Case, case_id)

    return read


@pytest.fixture
def mine(a_case):
    """A case of Alice's about her own contact."""
    return a_case(contacts=[1], by=ALICE).id


def _seen(client, case_id, field):
    return re.search(r'name="seen" value="([^"]*)"', client.get(f"/cases/{case_id}/fields/{field}").text)[1]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [("status", "waiting", "Waiting"), ("priority", "urgent", "Urgent"), ("type_id", "", ""),
     ("due_on", "2100-01-04", "4 Jan 2100"), ("owner_id", str(BOB.id), "Bob"),
     ("source", "phone", "By phone")],
)  # fmt: skip
def test_a_cell_is_edited_and_its_row_comes_back_with_undo(client_of, the_case, mine, field, value, shown):
    alice = client_of(ALICE)
    form = alice.get(f"/cases/{mine}/fields/{field}", headers=PART)
    seen = re.search(r'name="seen" value="([^"]*)"', form.text)[1]

    row = alice.post(
        f"/cases/{mine}/fields/{field}?row=1&columns=name,status,priority,due,owner,source&next=/cases",
        data={field: value, "seen": seen}, headers=PART,
    )  # fmt: skip

    assert f'name="{field}"' in form.text
    assert "<html" not in form.text
    assert row.status_code == 200, told(row)
    assert str(getattr(the_case(mine), field) or "") == value
    assert shown in told(row) or shown in row.text
    undo = re.search(r'action="(/acts/[^"]*)"', row.text)
    if value:
        assert undo, row.text
        assert alice.post(undo[1].replace("&amp;", "&")).location.endswith("/cases")
        assert str(getattr(the_case(mine), field) or "") != value


def test_what_is_wrong_stands_beside_the_field_and_nothing_changes(client_of, the_case, mine):
    alice, version = client_of(ALICE), the_case(mine).version

    for field, value in (
        ("due_on", "yesterday"),
        ("priority", "huge"),
        ("owner_id", "999999"),
        ("status", ""),
    ):
        answer = alice.post(f"/cases/{mine}/fields/{field}?row=1", data={field: value}, headers=PART)
        assert answer.status_code == 422, field
        assert 'aria-invalid="true"' in answer.text, field

    assert the_case(mine).version == version


@pytest.mark.promise("CON-20")
def test_what_somebody_else_wrote_meanwhile_is_shown_first(client_of, the_case, mine):
    alice, max_ = client_of(ALICE), client_of(MAX)
    path = f"/cases/{mine}/fields/priority"
    seen = _seen(alice, mine, "priority")
    max_.post(path, data={"priority": "urgent"})

    late = alice.post(f"{path}?row=1", data={"priority": "low", "seen": seen}, headers=PART)
    again = re.search(r'name="seen" value="([^"]*)"', late.text)[1]
    kept = alice.post(f"{path}?row=1", data={"priority": "low", "seen": again}, headers=PART)

    assert late.status_code == 412
    assert "It stands there now: Urgent" in told(late)
    assert kept.status_code == 200
    assert the_case(mine).priority == "low"


@pytest.mark.promise("ACC-6")
def test_only_who_may_change_the_case_edits_and_others_learn_nothing(client_of, the_case, mine):
    path = f"/cases/{mine}/fields/status"

    assert client_of(CAROL).get(path).status_code == 404
    assert client_of(CAROL).post(path, data={"status": "solved"}).status_code == 404
    assert client_of(NED).get(path).status_code in (403, 404)
    assert client_of(ALICE).get(f"/cases/{mine}/fields/custom").status_code == 404
    assert client_of(ALICE).post(f"/cases/{mine}/fields/version", data={"version": "9"}).status_code == 404
    assert the_case(mine).status == "open"


def test_the_owner_is_chosen_only_by_who_may_and_others_read_why(client_of, the_case, a_case):
    one, carol = a_case(by=OLGA, owner_id=ALICE.id, member_ids=[CAROL.id]).id, client_of(CAROL)
    path = f"/cases/{one}/fields/owner_id"

    form = carol.get(path, headers=PART)
    refused = carol.post(f"{path}?row=1", data={"owner_id": CAROL.id}, headers=PART)

    assert 'aria-invalid="true"' in form.text
    assert form.text.count("<option") == 2  # as it is, and nobody
    assert refused.status_code == 422
    assert the_case(one).owner_id == ALICE.id


def test_a_case_that_goes_out_of_sight_leaves_the_list(client_of, the_case, a_case):
    one = a_case(contacts=[], by=ALICE).id

    answer = client_of(ALICE).post(
        f"/cases/{one}/fields/owner_id?row=1", data={"owner_id": CAROL.id}, headers=PART
    )

    assert the_case(one).owner_id == CAROL.id
    assert answer.status_code == 204


def test_without_script_the_menu_leads_to_a_page_and_back(client_of, the_case, mine):
    alice = client_of(ALICE)
    listed = alice.get("/cases")

    form = alice.get(f"/cases/{mine}/fields/due_on?next=/cases?sort=due")
    saved = alice.post(
        f"/cases/{mine}/fields/due_on", data={"due_on": "2100-01-04", "next": "/cases?sort=due"}
    )

    assert "/cases/0/fields/due_on?next=" in listed.text
    assert f"/cases/{mine}/fields/owner_id?next=" in alice.get(f"/cases/{mine}").text
    assert "/fields/" not in client_of(NED).get("/cases/4").text
    assert 'data-field="status"' in listed.text
    assert "<html" in form.text
    assert "hx-" not in form.text.partition('id="slot-due_on"')[2].partition("</li>")[0]
    assert saved.location.endswith("/cases?sort=due")
    assert "Undo" in told(alice.get(saved.location))
    assert str(the_case(mine).due_on) == "2100-01-04"


@pytest.mark.parametrize("text", ["\x00", "\u202e", "x" * 5_000, "9" * 30, "-1", "<b>", "2026-02-30"])
def test_nothing_that_is_typed_breaks_it(client_of, mine, text):
    olga = client_of(OLGA)
    for field in ("status", "priority", "owner_id", "due_on", "type_id", "source"):
        for query in ("", f"?row=1&columns={text[:50].encode('ascii', 'ignore').decode()}"):
            answer = olga.post(f"/cases/{mine}/fields/{field}{query}", data={field: text}, headers=PART)
            assert answer.status_code in (200, 303, 422), (field, answer.status_code)


def test_in_russian(client_of):
    page = client_of(ALICE.at(SEVER)).get("/cases/1/fields/owner_id")

    assert page.status_code in (200, 403, 404)
    assert "Responsible" not in page.text
