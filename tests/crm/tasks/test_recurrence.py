"""Rules of recurrence against an implementation that many programs use, and their words."""

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.tasks.recurrence import DAYS, NoRule, Rule, monthly_on, parse, weekly

pytestmark = pytest.mark.promise("TSK-1")
PIECES = ["FREQ=DAILY", "FREQ=MONTHLY", ";", "BYDAY=", "BYMONTHDAY=", *DAYS, "COUNT=1", "=", "-1", ","]
days = st.dates(date(1999, 1, 1), date(2060, 12, 31))
intervals = st.integers(1, 6)
weekday = st.integers(0, 6)
rules = st.one_of(
    st.builds(Rule, st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), intervals),
    st.builds(lambda chosen, every: weekly(*chosen, interval=every), st.sets(weekday, min_size=1), intervals),
    st.builds(monthly_on, st.integers(1, 31), intervals),
    st.builds(
        lambda numbers, every: Rule("MONTHLY", every, by_month_day=tuple(sorted(numbers))),
        st.sets(st.integers(1, 31), min_size=1, max_size=4),
        intervals,
    ),
    st.builds(
        lambda which, day, every: Rule("MONTHLY", every, by_day=((which, day),)),
        st.sampled_from([1, 2, 3, 4, 5, -1, -2]),
        weekday,
        intervals,
    ),
)


@settings(max_examples=300, deadline=None)
@given(rules, days)
def test_the_next_day_is_the_one_that_dateutil_finds(rule, day):
    begins = datetime.combine(day, datetime.min.time())
    expected = rrulestr(f"RRULE:{rule};WKST=MO", dtstart=begins).after(begins)

    assert rule.after(day) == (expected.date() if expected else None)


@settings(max_examples=200, deadline=None)
@given(rules)
def test_a_rule_that_is_written_is_read_as_itself(rule):
    assert parse(str(rule)) == rule


def test_a_rule_ends_by_its_count_and_by_its_last_day():
    three = parse("FREQ=DAILY;COUNT=3")
    assert three.after(date(2026, 1, 1)) == date(2026, 1, 2)
    assert three.passed_on().passed_on().after(date(2026, 1, 3)) is None
    assert parse("FREQ=DAILY;UNTIL=20260102").after(date(2026, 1, 2)) is None


@pytest.mark.parametrize("day", [28, 29, 30, 31])
def test_the_end_of_the_month_is_kept_in_shorter_months(day):
    met, at = [], date(2027, 1, day)
    for _step in range(3):
        at = monthly_on(day).after(at)
        met.append(at)

    assert met == [date(2027, 2, 28), date(2027, 3, day), date(2027, 4, min(day, 30))]


@pytest.mark.parametrize(
    "text",
    [
        "", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=9999",
        "FREQ=DAILY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;X=1",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYSETPOS=1", "FREQ=DAILY;COUNT=1;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20271399", "FREQ=DAILY;COUNT=٣", "FREQ=DAILY;" * 100, "\x00",
        "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(NoRule):
        parse(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_text_whatever_breaks_the_reading(text):
    try:
        rule = parse(text)
    except NoRule:
        return
    found = rule.after(date(2026, 1, 1))
    assert found is None or found > date(2026, 1, 1)
