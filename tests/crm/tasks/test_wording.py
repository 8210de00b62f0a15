"""What people write in one line, in both languages (TSK-1). It is Thursday, 26 November 2026, 13:30."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.tasks.wording.reading import understand

pytestmark = pytest.mark.promise("TSK-1")
NOW = datetime(2026, 11, 26, 13, 30)  # noqa: DTZ001 (the reader's clock)
EARLIEST, LATEST = NOW.replace(year=1990), NOW.replace(year=2190)
ENGLISH = [
    ("tomorrow at 15 call Ivan", "Call Ivan", "2026-11-27 15:00", ""),
    ("next Friday 10am send the contract", "Send the contract", "2026-12-04 10:00", ""),
    ("on Friday write to Anna", "Write to Anna", "2026-11-27", ""),
    ("in two hours check the mail", "Check the mail", "2026-11-26 15:30", ""),
    ("in 3 days pay", "Pay", "2026-11-29", ""),
    ("in half an hour coffee", "Coffee", "2026-11-26 14:00", ""),
    ("call at 9", "Call", "2026-11-27 09:00", ""),
    ("call at 3", "Call", "2026-11-26 15:00", ""),
    ("lunch at noon tomorrow", "Lunch", "2026-11-27 12:00", ""),
    ("tomorrow morning swim", "Swim", "2026-11-27 09:00", ""),
    ("the day after tomorrow rest", "Rest", "2026-11-28", ""),
    ("15 December party", "Party", "2026-12-15", ""),
    ("December 15, 2027 party", "Party", "2027-12-15", ""),
    ("by the 15th send the report", "Send the report", "2026-12-15", ""),
    ("2027-01-11 budget", "Budget", "2027-01-11", ""),
    ("every monday at 9 plan the week", "Plan the week", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
    ("every other friday review", "Review", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ("every monday and thursday swim", "Swim", "2026-11-26", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("every weekday at 9:30 standup", "Standup", "2026-11-27 09:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("every month on the 31st report", "Report", "2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("every 3 days feed the cat", "Feed the cat", "2026-11-26", "FREQ=DAILY;INTERVAL=3"),
    ("buy 15 apples", "Buy 15 apples", "", ""),
    ("read chapter 5", "Read chapter 5", "", ""),
    ("May the force be with Ivan", "May the force be with Ivan", "", ""),
    ("look at “next Friday” again", "Look at “next Friday” again", "", ""),
]  # fmt: skip
RUSSIAN = [
    ("завтра в 15 позвонить Ивану", "Позвонить Ивану", "2026-11-27 15:00", ""),
    ("в следующую пятницу в 10 отправить договор", "Отправить договор", "2026-12-04 10:00", ""),
    ("через 3 дня отправить счёт", "Отправить счёт", "2026-11-29", ""),
    ("через два часа проверить почту", "Проверить почту", "2026-11-26 15:30", ""),
    ("через полчаса кофе", "Кофе", "2026-11-26 14:00", ""),
    ("через неделю созвон", "Созвон", "2026-12-03", ""),
    ("15 декабря собрание", "Собрание", "2026-12-15", ""),
    ("сдать отчёт до 15.12", "Сдать отчёт", "2026-12-15", ""),
    ("встреча 15.12.2027 в 10:30", "Встреча", "2027-12-15 10:30", ""),
    ("в 15.30 созвон", "Созвон", "2026-11-26 15:30", ""),
    ("обсудить в среду в 3 часа дня", "Обсудить", "2026-12-02 15:00", ""),
    ("завтра к 9 утра смета", "Смета", "2026-11-27 09:00", ""),
    ("послезавтра утром осмотр", "Осмотр", "2026-11-28 09:00", ""),
    ("каждый понедельник в 9 планёрка", "Планёрка", "2026-11-30 09:00", "FREQ=WEEKLY;BYDAY=MO"),
    ("по вторникам и четвергам бассейн", "Бассейн", "2026-11-26", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("по будням в 10 стендап", "Стендап", "2026-11-27 10:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("раз в 2 недели созвон", "Созвон", "2026-11-26", "FREQ=WEEKLY;INTERVAL=2"),
    ("ежемесячно 31 числа отчёт", "Отчёт", "2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("каждое 5 число аренда", "Аренда", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
    ("купить 15 яблок", "Купить 15 яблок", "", ""),
    ("«в пятницу» — это название", "«в пятницу» — это название", "", ""),
    ("31 февраля", "31 февраля", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line", "title", "due", "rule"),
    [*(("en", *case) for case in ENGLISH), *(("ru", *case) for case in RUSSIAN)],
)
def test_a_line_is_understood(language, line, title, due, rule):
    found = understand(line, now=NOW, language=language)

    assert found.title == title
    assert str(found.due_at or found.due_on or "").removesuffix(":00" if found.due_at else "") == due
    assert str(found.rule or "") == rule


def test_the_other_language_is_understood_too():
    assert understand("завтра call Ivan", now=NOW, language="en").due_on.isoformat() == "2026-11-27"
    assert understand("tomorrow позвонить", now=NOW, language="ru").due_on.isoformat() == "2026-11-27"


def test_names_colleagues_and_urgency_are_told_apart():
    found = understand("tomorrow send the offer to Anna Smith @Bob !!", now=NOW)

    assert (found.title, found.names, found.people) == (
        "Send the offer to Anna Smith",
        ("Anna Smith",),
        ("Bob",),
    )
    assert found.is_urgent
    assert understand("позвонить ивану в пятницу", now=NOW, language="ru").names == ("ивану",)


words = st.sampled_from(
    'tomorrow завтра at в 15 31 99 : . every каждый 2 month числа next in через day час @ ! « » " Ivan '
    "\x00 \ud800 "
    "\u202e İ ё 2026-13-40 99999999999999999999 until hours weeks ago".split(" ")
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(words, max_size=14).map(" ".join) | st.text(max_size=200),
    st.datetimes(EARLIEST, LATEST),
)
def test_no_line_whatever_breaks_the_reading(line, now):
    for language in ("en", "ru"):
        found = understand(line, now=now, language=language)
        assert len(found.title) <= 501
        assert found.due_on is None or found.due_at is None


def test_a_long_line_is_read_in_no_time():
    line = "every monday and " * 60_000

    assert understand(line, now=NOW).title
