"""A production calendar from a file: Russian holidays, shortened days and working Saturdays (CAS-4)."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest

from crm.team.production_calendar import CalendarRefused, days_for, years_in
from crm.team.schedule import Holiday, Hours, Schedule
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CAS-4")

PATH = "/settings/working-hours/calendar"
USUAL = Hours(time(9), time(18))
FIVE_DAYS = Schedule(dict.fromkeys(range(1, 6), USUAL))
XML = """<?xml version="1.0" encoding="UTF-8"?>
<calendar year="2030" lang="ru" date="2029.10.01" country="ru">
  <holidays><holiday id="1" title="Новогодние каникулы"/><holiday id="2" title="День Победы"/></holidays>
  <days>
    <day d="01.01" t="1" h="1"/><day d="01.05" t="1" h="1"/><day d="05.09" t="1" h="2"/>
    <day d="05.08" t="2"/><day d="12.28" t="3" f="12.31"/><day d="12.31" t="1" f="12.28"/>
  </days>
</calendar>""".encode()
MONTHS = [
    "1,2,3,4,5,6,7,8,12,13,19,20,26,27",
    "2,3,9,10,16,17,22*,23,24",
    "2,3,7*,8,9,10,16,17,23,24,30,31",
    "6,7,13,14,20,21,27,28,30*",
    "1,4,5,8*,9,11,12,18,19,25,26",
    "1,2,8,9,11*,12,15,16,22,23,29,30",
    "6,7,13,14,20,21,27,28",
    "3,4,10,11,17,18,24,25,31",
    "1,7,8,14,15,21,22,28,29",
    "5,6,12,13,19,20,26,27",
    "2,3,4,9,10,16,17,23,24,30",
    "1,7,8,14,15,21,22,29,31+",
]
"""2030, in which 28 December, a Saturday, is worked for the 31st, a Tuesday."""
JSON = (
    '{"year": 2030, "months": ['
    + ", ".join(f'{{"month": {n}, "days": "{days}"}}' for n, days in enumerate(MONTHS, start=1))
    + "]}"
).encode()
CSV = (
    '"Год/Месяц","Январь","Февраль","Март","Апрель","Май","Июнь","Июль","Август","Сентябрь","Октябрь",'
    '"Ноябрь","Декабрь","Всего рабочих дней"\n'
    + ",".join(["2030", *(f'"{days}"' for days in MONTHS), "247"])
    + "\n"
).encode("cp1251")


def digits() -> bytes:
    """The same year as isdayoff tells it."""
    cells = {
        date(2030, month, int(cell.rstrip("*+"))): "2" if cell.endswith("*") else "1"
        for month, days in enumerate(MONTHS, start=1)
        for cell in days.split(",")
    }
    year = (date.fromordinal(date(2030, 1, 1).toordinal() + place) for place in range(365))
    return "".join(cells.get(day, "0") for day in year).encode()


def test_xml_names_holidays_and_says_for_which_day_a_saturday_is_worked() -> None:
    friday = Hours(time(9), time(17))
    schedule = Schedule({**FIVE_DAYS.hours, 2: friday})

    days = days_for(schedule, years_in(XML, this_year=2026))

    assert days == [
        Holiday(date(2030, 1, 1), "Новогодние каникулы"),
        Holiday(date(2030, 5, 8), "", Hours(time(9), time(17))),
        Holiday(date(2030, 5, 9), "День Победы"),
        Holiday(date(2030, 12, 28), "", friday),
        Holiday(date(2030, 12, 31)),
    ]


@pytest.mark.parametrize("content", [JSON, CSV, digits()])
def test_every_form_of_a_whole_year_says_the_same(content: bytes) -> None:
    days = days_for(FIVE_DAYS, years_in(content, this_year=2030))

    assert [day.on for day in days if day.hours is None] == [
        *(date(2030, 1, day) for day in (1, 2, 3, 4, 7, 8)),
        date(2030, 3, 8),
        date(2030, 4, 30).replace(month=5, day=1),
        date(2030, 5, 9),
        date(2030, 6, 12),
        date(2030, 11, 4),
        date(2030, 12, 31),
    ]
    shortened = [day.on for day in days if day.hours == Hours(time(9), time(17))]
    assert shortened == [
        date(2030, 2, 22),
        date(2030, 3, 7),
        date(2030, 4, 30),
        date(2030, 5, 8),
        date(2030, 6, 11),
    ]
    assert [day.on for day in days if day.hours == USUAL] == [date(2030, 12, 28)]


def test_who_works_on_saturdays_keeps_them() -> None:
    six_days = Schedule(dict.fromkeys(range(1, 7), USUAL))

    days = days_for(six_days, years_in(JSON, this_year=2030))

    assert not any(day.on.isoweekday() == 6 for day in days)


def test_a_shortened_day_of_a_night_shift_ends_an_hour_before_midnight() -> None:
    late = Schedule({3: Hours(time(14), time(0))})

    days = days_for(late, years_in(XML, this_year=2030))

    assert Holiday(date(2030, 5, 8), "", Hours(time(14), time(23))) in days


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01", b"<calendar year='2030'/>", b"<calendar year='x'><day/></calendar>", b"<", b"{",
        b"[]", b'{"year": 2030}', b'{"year": 1e400, "months": []}', b"[" * 100_000, b"0" * 365, b"1" * 12,
        b"a,b\n1,2\n", b"2030," + b"99," * 12, XML.replace(b"05.09", b"13.45"),
        XML.replace(b"2030", b"3030"), XML.replace(b"2030", b"2019"), b" " * 1_000_001,
        b'<!DOCTYPE x [<!ENTITY a "b">]><calendar year="2030"><day d="01.01" t="1" h="&a;"/></calendar>',
        JSON.replace(b'"month": 12', b'"month": 11'), "😀".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarRefused):
        years_in(content, this_year=2026)


def test_an_admin_adds_a_calendar_and_what_stands_there_stays(
    client_of: Any, in_scope: Any, facts_of: Any
) -> None:
    own = {
        **{f"days-{n}-opens": "09:00" for n in range(7)},
        **{f"days-{n}-closes": "18:00" for n in range(7)},
    }
    own |= {f"days-{n}-works": "1" for n in range(5)}
    own |= {"holidays-0-on": "2030-05-09", "holidays-0-name": "Own", "version": "1"}
    own |= {"holidays-0-opens": "10:00", "holidays-0-closes": "12:00"}
    admin = client_of(MAX)
    admin.post("/settings/working-hours", data=own)

    answer = admin.post(PATH, data={"calendar": (BytesIO(XML), "2030.xml")})

    assert answer.status_code == 303
    page = admin.get("/settings/working-hours").text
    assert "4 days added." in page
    assert 'value="2030-12-28"' in page
    assert 'value="Own"' in page
    assert "День Победы" not in page
    again = admin.post(PATH, data={"calendar": (BytesIO(XML), "2030.xml")})
    assert again.status_code == 303
    with in_scope(NORTH, read_only=True):
        from crm.team.queries import workspace_settings

        schedule = workspace_settings().schedule
    assert len(schedule.holidays) == 5
    assert schedule.hours_on(date(2030, 5, 9)) == Hours(time(10), time(12))
    assert schedule.hours_on(date(2030, 12, 28)) == USUAL
    assert [fact.fields for fact in facts_of()] == [["holidays"], ["holidays"]]


@pytest.mark.parametrize(
    "row", [{"opens": "10:00"}, {"closes": "10:00"}, {"opens": "12:00", "closes": "10:00"}]
)
def test_hours_of_a_special_day_are_told_whole(client_of: Any, row: dict[str, str]) -> None:
    form = {"version": "1", **{f"days-{n}-opens": "09:00" for n in range(7)}, "holidays-0-on": "2030-05-09"}

    answer = client_of(MAX).post(
        "/settings/working-hours", data={**form, **{f"holidays-0-{name}": told for name, told in row.items()}}
    )

    assert answer.status_code == 422
    assert 'id="f-holidays-0-error"' in answer.text


@pytest.mark.promise("L10-1")
def test_in_russian_a_file_that_is_none_is_refused_in_words(client_of: Any) -> None:
    admin = client_of(MAX.at(SEVER))

    for content in (b"", b"hello"):
        answer = admin.post(PATH, data={"calendar": (BytesIO(content), "x.xml")})
        assert answer.status_code == 422
        assert ("Выберите файл." if not content else "Это не производственный календарь") in answer.text
    assert "Праздники и особые дни" in admin.get("/settings/working-hours").text


def test_managers_add_none(client_of: Any) -> None:
    assert client_of(ALICE).post(PATH, data={"calendar": (BytesIO(XML), "2030.xml")}).status_code == 403
