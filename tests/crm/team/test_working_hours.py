"""Working hours and holidays of a workspace (TEN-4)."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from crm.team.facts import WorkspaceChanged
from crm.team.schedule import Holiday, Hours, Schedule
from tests.kit.cast import ALICE, MAX, NORTH, OLGA, Person
from tests.kit.web import Visitor

pytestmark = pytest.mark.promise("TEN-4")

ClientOf = Callable[[Person], Visitor]
PATH = "/settings/working-hours"
USUAL = Hours(time(9), time(18))
FORM = {
    "version": "1",
    **{f"days-{n}-opens": "10:00" for n in range(7)},
    **{f"days-{n}-closes": "17:30" for n in range(7)},
    "days-0-works": "1",
    "days-5-works": "1",
    "days-5-closes": "00:00",
    "holidays-0-on": "2027-03-08", "holidays-0-name": "",
    "holidays-2-on": "2027-01-01", "holidays-2-name": " New  Year ",
    "holidays-3-on": "", "holidays-3-name": "",
}  # fmt: skip


def test_a_new_workspace_works_from_monday_to_friday(schedule_of_north: Any) -> None:
    assert schedule_of_north() == Schedule(dict.fromkeys(range(1, 6), USUAL))


def test_an_admin_sets_the_hours_and_the_holidays(
    client_of: ClientOf, schedule_of_north: Any, facts_of: Any
) -> None:
    answer = client_of(MAX).post(PATH, data=FORM)

    assert answer.status_code == 303
    assert WorkspaceChanged(fields=["working_hours", "holidays"], version=2) in facts_of()
    assert schedule_of_north() == Schedule(
        {1: Hours(time(10), time(17, 30)), 6: Hours(time(10), time(0))},
        (Holiday(date(2027, 1, 1), "New Year"), Holiday(date(2027, 3, 8))),
    )
    page = client_of(MAX).get(PATH).text
    assert 'value="New Year"' in page
    assert 'name="version" value="2"' in page


def test_a_day_is_worked_by_its_weekday_unless_it_is_a_holiday() -> None:
    schedule = Schedule({1: USUAL}, (Holiday(date(2027, 3, 8)),))

    assert schedule.hours_on(date(2027, 3, 1)) == USUAL
    assert schedule.hours_on(date(2027, 3, 2)) is None
    assert schedule.hours_on(date(2027, 3, 8)) is None


def test_hours_that_end_at_midnight_last_until_then() -> None:
    assert Hours(time(10), time(0)).covers(time(23, 59))
    assert not Hours(time(10), time(18)).covers(time(18))
    assert not Hours(time(10), time(18)).covers(time(9, 59))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days-0-closes": "10:00"}, "f-days-0"),
        ({"days-0-opens": ""}, "f-days-0"),
        ({"days-0-opens": "soon"}, "f-days-0"),
        ({"holidays-2-on": "2027-03-08"}, "f-holidays-1"),
        ({"holidays-2-on": "New Year"}, "f-holidays-1"),
        ({"holidays-2-on": "1027-01-01"}, "f-holidays-1"),
        ({"holidays-2-on": ""}, "f-holidays-1"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_typed_is_lost(
    client_of: ClientOf, schedule_of_north: Any, changes: dict[str, str], field: str
) -> None:
    before = schedule_of_north()

    answer = client_of(MAX).post(PATH, data={**FORM, **changes})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="17:30"' in answer.text
    assert 'value=" New  Year "' in answer.text
    assert schedule_of_north() == before


def test_a_closed_days_times_count_for_nothing(client_of: ClientOf) -> None:
    form = {**FORM, "days-1-opens": "", "days-2-closes": "03:00"}

    assert client_of(MAX).post(PATH, data=form).status_code == 303


@pytest.mark.parametrize("form", [{"version": "1"}, {**FORM, "days-7-works": "1"}, {**FORM, "days": "x"}])
def test_a_form_of_another_shape_is_refused(client_of: ClientOf, form: dict[str, str]) -> None:
    assert client_of(MAX).post(PATH, data=form).status_code == 422


def test_two_who_change_the_settings_at_once_do_not_overwrite_each_other(client_of: ClientOf) -> None:
    client_of(MAX).post(PATH, data=FORM)

    answer = client_of(OLGA).post(PATH, data={**FORM, "days-0-opens": "08:15"})

    assert answer.status_code == 412
    assert 'value="08:15"' in answer.text
    assert 'name="version" value="2"' in answer.text


def test_managers_change_no_hours(client_of: ClientOf) -> None:
    assert client_of(ALICE).post(PATH, data=FORM).status_code == 403


@pytest.fixture
def schedule_of_north(in_scope: Any) -> Callable[[], Schedule]:
    from crm.team.queries import workspace_settings

    def read() -> Schedule:
        with in_scope(NORTH, read_only=True):
            return workspace_settings().schedule

    return read
