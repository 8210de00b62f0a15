"""Arithmetic on working time: against a count of every minute, and in nights when clocks change (CAS-4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm.team.schedule import Holiday, Hours, Schedule
from crm.team.working_time import QuietHours, WorkingTime, delivery

pytestmark = pytest.mark.promise("CAS-4")

NINE_TO_SIX = Schedule(dict.fromkeys(range(1, 6), Hours(time(9), time(18))))
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Moscow",
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/Havana",
    "Pacific/Chatham",
    "Asia/Vladivostok",
]
"""Half and quarter hours; a half hour of summer time; clocks that change at midnight."""
MINUTE = timedelta(minutes=1)


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_an_hour_late_on_friday_ends_on_monday() -> None:
    working = WorkingTime(NINE_TO_SIX, BERLIN)

    assert working.plus(berlin(2026, 3, 27, 17, 30), timedelta(hours=1)) == berlin(2026, 3, 30, 9, 30)
    assert working.minus(berlin(2026, 3, 30, 9, 30), timedelta(hours=1)) == berlin(2026, 3, 27, 17, 30)


def test_a_whole_day_ends_when_the_day_does() -> None:
    working = WorkingTime(NINE_TO_SIX, BERLIN)

    assert working.plus(berlin(2026, 3, 27, 9), timedelta(hours=9)) == berlin(2026, 3, 27, 18)


def test_working_days_keep_the_time_of_day_and_respect_short_ones() -> None:
    eve = Holiday(date(2026, 12, 31), "Eve", Hours(time(9), time(13)))
    working = WorkingTime(Schedule(NINE_TO_SIX.hours, (eve, Holiday(date(2026, 12, 30)))), BERLIN)

    assert working.plus_days(berlin(2026, 12, 29, 15), 1) == berlin(2026, 12, 31, 13)
    assert working.plus_days(berlin(2026, 12, 29, 15), 2) == berlin(2027, 1, 1, 15)
    assert working.minus_days(berlin(2027, 1, 1, 15), 2) == berlin(2026, 12, 29, 15)


def test_days_begin_to_count_where_work_does() -> None:
    working = WorkingTime(NINE_TO_SIX, BERLIN)

    assert working.plus_days(berlin(2026, 3, 28, 15), 1) == berlin(2026, 3, 31, 9)
    assert working.minus_days(berlin(2026, 3, 29, 12), 1) == berlin(2026, 3, 26, 18)


def test_hours_until_midnight_belong_to_their_day() -> None:
    late = WorkingTime(Schedule({5: Hours(time(10), time(0)), 1: Hours(time(10), time(0))}), BERLIN)

    assert late.plus(berlin(2026, 3, 27, 10), timedelta(hours=14)) == berlin(2026, 3, 28)
    assert late.minus_days(berlin(2026, 3, 28), 1) == berlin(2026, 3, 24)
    assert late.plus_days(berlin(2026, 3, 28), 1) == berlin(2026, 4, 3, 10)


def test_a_working_saturday_counts_and_a_holiday_does_not() -> None:
    schedule = Schedule(
        NINE_TO_SIX.hours,
        (Holiday(date(2026, 11, 4)), Holiday(date(2026, 10, 31), "", Hours(time(9), time(18)))),
    )
    working = WorkingTime(schedule, ZoneInfo("Europe/Moscow"))
    friday = datetime(2026, 10, 30, 17, tzinfo=ZoneInfo("Europe/Moscow"))

    assert working.plus(friday, timedelta(hours=2)) == friday + timedelta(hours=17)
    assert working.between(friday, friday + timedelta(days=7)) == timedelta(hours=9 * 5)


@pytest.mark.parametrize("schedule", [Schedule({}), Schedule({}, (Holiday(date(2026, 1, 1)),))])
def test_a_workspace_that_never_works_ends_every_search(schedule: Schedule) -> None:
    working = WorkingTime(schedule, BERLIN)
    now = berlin(2026, 3, 27, 12)

    assert working.next_working(now) is None
    assert working.plus(now, MINUTE) is None
    assert working.minus(now, MINUTE) is None
    assert working.plus_days(now, 1) is None
    assert working.minus_days(now, 1) is None
    assert working.between(now, now + timedelta(days=900)) == timedelta()
    assert delivery(now, schedule=schedule, zone=BERLIN) == now


def test_a_week_that_is_closed_is_stepped_over() -> None:
    closed = tuple(Holiday(date(2026, 1, day)) for day in range(1, 12))
    working = WorkingTime(Schedule(NINE_TO_SIX.hours, closed), BERLIN)

    assert working.plus(berlin(2025, 12, 31, 17), timedelta(hours=2)) == berlin(2026, 1, 12, 10)


def test_when_clocks_are_put_forward_the_day_is_shorter_by_what_they_skip() -> None:
    night = WorkingTime(Schedule({7: Hours(time(1), time(5))}), BERLIN)

    spring, autumn, usual = (night.on(date(2026, *day)) for day in ((3, 29), (10, 25), (6, 14)))

    assert (spring.ends - spring.begins, usual.ends - usual.begins) == (
        timedelta(hours=3),
        timedelta(hours=4),
    )
    assert autumn.ends - autumn.begins == timedelta(hours=5)


def test_an_opening_that_clocks_skip_is_the_instant_of_the_change() -> None:
    night = WorkingTime(Schedule({7: Hours(time(2, 30), time(5))}), BERLIN)

    assert night.on(date(2026, 3, 29)).begins == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_quiet_hours_over_midnight_end_in_the_morning() -> None:
    quiet = QuietHours(time(22), time(8))

    assert quiet.over(berlin(2026, 3, 27, 23), BERLIN) == berlin(2026, 3, 28, 8)
    assert quiet.over(berlin(2026, 3, 28, 7, 59), BERLIN) == berlin(2026, 3, 28, 8)
    assert quiet.over(berlin(2026, 3, 28, 8), BERLIN) == berlin(2026, 3, 28, 8)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-03-29T00:00+01:00", "2026-03-29T03:00+02:00"),  # 2:00 becomes 3:00
        ("2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),  # 3:00 becomes 2:00
        ("2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_quiet_hours_end_at_the_first_instant_that_is_not_quiet(at: str, ends: str) -> None:
    quiet = QuietHours(time(23), time(2, 30))

    assert quiet.over(datetime.fromisoformat(at), BERLIN) == datetime.fromisoformat(ends)


def test_a_reminder_waits_for_hours_that_are_both_work_and_not_quiet() -> None:
    """Workspace hours on the recipient's clock, then their quiet hours, then work again."""
    kamchatka = ZoneInfo("Asia/Kamchatka")
    quiet = QuietHours(time(16), time(20))
    moment = datetime(2026, 3, 27, 17, tzinfo=kamchatka)

    arrives = delivery(moment, schedule=NINE_TO_SIX, zone=kamchatka, quiet=quiet)

    assert arrives == datetime(2026, 3, 30, 9, tzinfo=kamchatka)


def test_who_wants_quiet_all_day_is_reached_when_it_ends() -> None:
    quiet = QuietHours(time(8), time(19))

    arrives = delivery(berlin(2026, 3, 27, 12), schedule=NINE_TO_SIX, zone=BERLIN, quiet=quiet)

    assert arrives == berlin(2026, 3, 27, 19)


hours = st.builds(
    lambda opens, length: Hours(_clock(opens), _clock(min(opens + length, 96))),
    st.integers(0, 94),
    st.integers(1, 60),
)
days_off = st.builds(Holiday, st.dates(date(2025, 12, 20), date(2027, 1, 10)), st.just(""), st.none() | hours)
schedules = st.builds(
    lambda week, days: Schedule(week, tuple({day.on: day for day in days}.values())),
    st.dictionaries(st.integers(1, 7), hours, min_size=1),
    st.lists(days_off, max_size=12),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 366 * 24 * 60).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE)
IN_BRIEF = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def _clock(quarters: int) -> time:
    return time(quarters // 4 % 24, quarters % 4 * 15)


def works(schedule: Schedule, zone: ZoneInfo, at: datetime) -> bool:
    """By the clock alone, as somebody would who looks at it and at the list on the wall."""
    local = at.astimezone(zone)
    found = schedule.hours_on(local.date())
    return found is not None and found.covers(local.time())


@given(schedules, zones, moments)
@IN_BRIEF
def test_what_is_working_time_shows_a_time_within_the_hours(
    schedule: Schedule, zone: ZoneInfo, at: datetime
) -> None:
    working = WorkingTime(schedule, zone)
    begins = working.next_working(at)
    assume(begins is not None)

    assert works(schedule, zone, begins)
    assert working.is_working(begins)
    if works(schedule, zone, at) and not _near_a_change(at, zone):
        assert begins == at


@given(schedules, zones, moments, st.integers(1, 3_000))
@IN_BRIEF
def test_adding_counts_every_minute_that_is_worked(
    schedule: Schedule, zone: ZoneInfo, at: datetime, minutes: int
) -> None:
    working = WorkingTime(schedule, zone)
    ends = working.plus(at, minutes * MINUTE)
    assume(ends is not None and ends - at < timedelta(days=40))

    walked = (at + number * MINUTE for number in range((ends - at) // MINUTE))
    assert sum(working.is_working(minute) for minute in walked) == minutes
    assert working.between(at, ends) == minutes * MINUTE
    assert working.between(working.minus(ends, minutes * MINUTE), ends) == minutes * MINUTE


@given(schedules, zones, moments, st.integers(1, 30))
@IN_BRIEF
def test_adding_days_counts_days_that_are_worked(
    schedule: Schedule, zone: ZoneInfo, at: datetime, days: int
) -> None:
    working = WorkingTime(schedule, zone)
    begins, ends = working.next_working(at), working.plus_days(at, days)
    assume(begins is not None and ends is not None)

    first, last = begins.astimezone(zone).date(), (ends - timedelta(seconds=1)).astimezone(zone).date()
    between = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    counted = sum(working.on(day) is not None for day in between)
    assert counted in (days, days - 1)  # one less where the hours begin at midnight
    assert working.on(last) is not None or working.on(last + timedelta(days=1)) is not None


@given(schedules, zones, moments, st.integers(0, 95), st.integers(1, 80))
@IN_BRIEF
def test_what_is_delivered_falls_into_work_and_out_of_quiet(
    schedule: Schedule, zone: ZoneInfo, at: datetime, begins: int, length: int
) -> None:
    quiet = QuietHours(_clock(begins), _clock(begins + length))

    arrives = delivery(at, schedule=schedule, zone=zone, quiet=quiet)

    assert arrives >= at
    assert not quiet.cover(arrives.astimezone(zone).time())
    plain = delivery(at, schedule=schedule, zone=zone)
    assert works(schedule, zone, plain) or WorkingTime(schedule, zone).next_working(at) is None


def _near_a_change(at: datetime, zone: ZoneInfo) -> bool:
    around = {(at + hours * timedelta(hours=1)).astimezone(zone).utcoffset() for hours in (-24, 0, 24)}
    return len(around) > 1
