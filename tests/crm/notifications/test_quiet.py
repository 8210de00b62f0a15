"""Quiet hours and the summary's time: arithmetic on wall clocks, also in nights when the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.notifications.quiet import Quiet, digest_after, loud_from

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Moscow", "UTC")
NIGHT = Quiet(time(20), time(8))


INSTANTS = st.integers(1735689600, 1830297600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""From 2025 to 2027."""


def _never(day: date) -> bool:
    return False


def _weekend(day: date) -> bool:
    return day.isoweekday() > 5


def _at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.promise("NOT-1")
@pytest.mark.parametrize(
    ("at", "loud"),
    [
        ("2026-11-25T19:59", "2026-11-25T19:59"),
        ("2026-11-25T20:00", "2026-11-26T08:00"),
        ("2026-11-26T03:00", "2026-11-26T08:00"),
        ("2026-11-26T08:00", "2026-11-26T08:00"),
    ],
)
def test_a_mail_of_the_night_waits_for_the_morning(at: str, loud: str) -> None:
    assert loud_from(_at(at), NIGHT, zone=BERLIN, is_day_off=_never) == _at(loud)


def test_days_off_are_quiet_as_a_whole_for_who_wants_it() -> None:
    quiet = Quiet(time(20), time(8), days_off=True)

    assert loud_from(_at("2026-11-27T21:00"), quiet, zone=BERLIN, is_day_off=_weekend) == _at(
        "2026-11-30T08:00"
    )
    assert loud_from(_at("2026-11-28T12:00"), NIGHT, zone=BERLIN, is_day_off=_weekend) == _at(
        "2026-11-28T12:00"
    )


def test_a_workspace_that_never_works_delays_nothing_for_ever() -> None:
    at = _at("2026-11-27T12:00")

    assert (
        loud_from(at, Quiet(time(20), time(8), days_off=True), zone=BERLIN, is_day_off=lambda day: True) == at
    )


@pytest.mark.parametrize(
    ("at", "loud"),
    [
        # 2:00 becomes 3:00: the end of the quiet hours is left out by the clock, so they end with the change
        ("2026-03-29T00:30:00+01:00", "2026-03-29T03:00:00+02:00"),
        # 3:00 becomes 2:00: the first end counts
        ("2026-10-25T01:10:00+02:00", "2026-10-25T02:30:00+02:00"),
        # and within the hour that comes twice, the second end counts
        ("2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_a_night_in_which_the_clock_is_changed(at: str, loud: str) -> None:
    quiet = Quiet(time(23), time(2, 30))

    found = loud_from(datetime.fromisoformat(at), quiet, zone=BERLIN, is_day_off=_never)

    assert found == datetime.fromisoformat(loud)


@given(
    INSTANTS,
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
    st.sampled_from(("quiet", "loud")),
)
def test_what_is_found_is_never_quiet_and_never_earlier(
    at: datetime, zone_name: str, begins: time, ends: time, off: str
) -> None:
    days_off = off == "quiet"
    zone, quiet = ZoneInfo(zone_name), Quiet(begins, ends, days_off)

    found = loud_from(at, quiet, zone=zone, is_day_off=_weekend)

    here = found.astimezone(zone)
    assert at <= found <= at + timedelta(days=5)
    assert not quiet.cover(here.time())
    assert not (days_off and _weekend(here.date()))


@given(
    INSTANTS,
    st.sampled_from(ZONES),
    st.times(),
)
def test_the_summary_is_due_within_a_day_and_later(at: datetime, zone_name: str, digest_at: time) -> None:
    due = digest_after(at, digest_at, zone=ZoneInfo(zone_name))

    assert at < due <= at + timedelta(hours=26)
