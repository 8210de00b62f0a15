"""Numbers of cases: one after the other, none twice and none left out, whoever adds at once (CAS-1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.cases.models.case import Case
from crm.cases.models.setup import THE_ONE, CaseSetup
from crm.kernel.db import db
from tests.kit.cast import ALICE, MAX, NORTH

pytestmark = pytest.mark.promise("CAS-1")


@pytest.fixture
def numbers(in_scope):
    """The numbers of all cases as they stand, in the order in which they were given."""

    def standing():
        with in_scope(NORTH, read_only=True):
            return list(db.session.scalars(select(Case.number).order_by(Case.id)))

    return standing


def test_twenty_who_add_at_once_get_twenty_numbers_in_a_row(api_of, numbers):
    before = len(numbers())

    def add(_number):
        return api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"}).status_code

    with ThreadPoolExecutor(max_workers=5) as pool:
        assert set(pool.map(add, range(20))) == {201}

    given = sorted(int(number.rpartition("-")[2]) for number in numbers())
    assert given == list(range(1, before + 20 + 1))


def test_a_number_that_was_not_used_after_all_goes_to_the_next(api_of, numbers, in_scope, a_case):
    last = int(numbers()[-1].rpartition("-")[2])
    with in_scope(NORTH):
        from tests.kit.builders import make_case

        assert make_case(by=ALICE).number.endswith(f"{last + 1:04}")
        db.session.rollback()

    assert a_case(by=ALICE).number.endswith(f"{last + 1:04}")


def test_a_new_year_begins_anew_on_the_workspaces_clock(api_of, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    old = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"})
    time_machine.move_to(datetime(2027, 1, 1, 0, 30, tzinfo=UTC))
    new = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"})

    assert old.json["number"].startswith("2026-")
    assert new.json["number"] == "2027-0001"


def test_a_number_that_stands_already_is_passed_over(api_of, in_scope):
    taken = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"}).json["number"]
    with in_scope(NORTH):
        setup = db.session.get_one(CaseSetup, THE_ONE)
        setup.last_number -= 1

    again = api_of(MAX).post("/api/v1/cases", json={"title": "Lamp"}).json["number"]

    assert int(again.rpartition("-")[2]) == int(taken.rpartition("-")[2]) + 1
