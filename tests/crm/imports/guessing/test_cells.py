"""Cells are read as people of both languages write them (IMP-2)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.guessing.cells import (
    from_excel,
    is_no_day,
    mails,
    to_bool,
    to_date,
    to_number,
    values,
    without_year,
)
from crm.imports.guessing.codes import currency_of, language_of
from crm.imports.guessing.exports import known
from crm.imports.guessing.guesses import guess
from crm.imports.guessing.people import split_name

pytestmark = pytest.mark.promise("IMP-2")

SEVERAL = {
    "a@b.example; d@e.example": ["a@b.example", "d@e.example"],
    "a@b.example d@e.example,a@b.example": ["a@b.example", "d@e.example"],
    "+7 916 123-45-67, 8 (495) 111-22-33": ["+7 916 123-45-67", "8 (495) 111-22-33"],
    "111-22-33 / 222-33-44": ["111-22-33", "222-33-44"],
    "8 495 123-45-67 доб. 12; +79161234567": ["8 495 123-45-67 доб. 12", "+79161234567"],
    "VIP; клиент": ["VIP", "клиент"],
    "Москва, Тверская": ["Москва, Тверская"],
    "a@b.example / d@e.example": ["a@b.example", "d@e.example"],
    "a@b.example/d@e.example": ["a@b.example", "d@e.example"],
    "a/b@c.example": ["a/b@c.example"],
    "8 495 111 33 05 (внутр. 12), 8 495 111 33 06": ["8 495 111 33 05 (внутр. 12)", "8 495 111 33 06"],
    "one\ntwo": ["one", "two"],
    " ": [],
}
DATES = [
    ("01.02.2026", "dmy", date(2026, 2, 1)),
    ("01/02/2026", "mdy", date(2026, 1, 2)),
    ("13/02/2026", "mdy", None),
    ("2026-02-01", "mdy", date(2026, 2, 1)),
    ("26-02-01", "ymd", date(2026, 2, 1)),
    ("01.02.85 10:30", "dmy", date(1985, 2, 1)),
    ("2026-02-01T10:00:00Z", "dmy", date(2026, 2, 1)),
    ("5 марта 1985 г.", "dmy", date(1985, 3, 5)),
    ("March 5, 1985", "dmy", date(1985, 3, 5)),
    ("31.12.1980 года", "dmy", date(1980, 12, 31)),
    ("31-Dec-1980", "dmy", date(1980, 12, 31)),
    ("31-дек-80", "dmy", date(1980, 12, 31)),
    ("5 мая 26", "dmy", date(2026, 5, 5)),
    ("31 декабря 1980 года", "dmy", date(1980, 12, 31)),
    ("31 дек. 1980 г.", "dmy", date(1980, 12, 31)),
    ("December 31st, 1980", "dmy", date(1980, 12, 31)),
    ("Wed, 31 Dec 1980", "dmy", date(1980, 12, 31)),
    ("31. 12. 1980", "dmy", date(1980, 12, 31)),
    ("29586", "dmy", date(1980, 12, 31)),
    ("29586.5", "dmy", date(1980, 12, 31)),
    ("1980", "dmy", None),
    ("31-Foo-1980", "dmy", None),
    ("31.02.2026", "dmy", None),
    ("soon", "dmy", None),
]
NO_YEARS = [
    ("--12-31", "dmy", (12, 31)), ("--0229", "dmy", (2, 29)), ("31.12", "dmy", (12, 31)),
    ("12/31", "mdy", (12, 31)), ("31 декабря", "dmy", (12, 31)), ("December 31", "mdy", (12, 31)),
    ("5 мая", "dmy", (5, 5)), ("31/12", "mdy", None), ("--13-31", "dmy", None), ("soon", "dmy", None),
    ("1980", "dmy", None), ("12.1980", "dmy", None), ("5", "dmy", None),
]  # fmt: skip
MAILS = {
    "Иван <a@b.example>": ["a@b.example"],
    '"Lee, Ann" <a@b.example>, Bob <d@e.example>; f@g.example': ["a@b.example", "d@e.example", "f@g.example"],
    "mailto:a@b.example": ["a@b.example"],
    "MAILTO:a@b.example?subject=x": ["a@b.example"],
    "a@b.example ::: d@e.example": ["a@b.example", "d@e.example"],
    "a@b.example": ["a@b.example"],
    "broken": ["broken"],
    "E-mail: broken": ["E-mail: broken"],
    "mailto:broken": ["mailto:broken"],
    "a@b.example; Skype: ann": ["a@b.example", "Skype: ann"],
}
NUMBERS = [
    ("1 234,56", ",", "1234.56"), ("1,234.56", ".", "1234.56"), ("1.234,56", ".", "1234.56"),
    ("1.234", ",", "1234"),
    ("1,234", ".", "1234"), ("1,23", ".", "1.23"), ("(5,00)", ",", "-5.00"), ("5 000 руб.", ",", "5000"),
    ("$5", ".", "5"), ("12%", ".", "12"), ("1e5", ".", None), ("five", ".", None),
]  # fmt: skip


@pytest.mark.parametrize("cell", SEVERAL)
def test_several_values_of_a_cell(cell):
    assert values(cell) == SEVERAL[cell]


@pytest.mark.parametrize(("text", "order", "day"), DATES)
def test_dates_in_all_orders_and_with_names_of_months(text, order, day):
    assert to_date(text, order) == day


@pytest.mark.parametrize(("text", "order", "day"), NO_YEARS)
def test_days_without_a_year(text, order, day):
    found = without_year(text, order)

    assert to_date(text, order) is None
    assert (found and (found.month, found.day)) == day


@pytest.mark.parametrize("cell", MAILS)
def test_mails_with_what_stands_around_them(cell):
    assert mails(cell) == MAILS[cell]


@pytest.mark.parametrize(
    ("text", "is_none"),
    [("0/0/00", True), ("0.0.00", True), ("00.00.0000", True), ("0000-00-00 00:00:00", True), ("—", True),
     ("Н/Д", True), ("10.10.2000", False), ("0", False), ("soon", False)],
)  # fmt: skip
def test_what_stands_for_no_day(text, is_none):
    assert is_no_day(text) is is_none


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ["en-GB", "EN_us", "English", "английский", "Английский язык"]),
        ("ru", ["ru", "ru-RU", "Russian", "русский", "Russian language"]),
        (None, ["zz", "zz-ZZ", "elvish", ""]),
    ],
)
def test_languages_by_codes_and_names(code, texts):
    assert {text: language_of(text) for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("RUB", ["руб.", "Руб", "RUR", "рубль", "₽", "rub", "российский рубль", "Russian ruble"]),
        ("EUR", ["euro", "евро", "€", "EUR · euro"]),
        ("USD", ["$", "dollar", "US Dollar", "доллар США", "usd"]),
        (None, ["ZZZ", "shells", ""]),
    ],
)
def test_currencies_by_codes_names_and_signs(code, texts):
    assert {text: currency_of(text) for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize(("text", "decimal", "number"), NUMBERS)
def test_numbers_with_either_sign(text, decimal, number):
    assert to_number(text, decimal) == (None if number is None else Decimal(number))


def test_yes_and_no_in_both_languages():
    assert [to_bool(word) for word in ("да", "Yes", "TRUE", "x", "1")] == [True] * 5
    assert [to_bool(word) for word in ("нет", "no", "ЛОЖЬ", "0")] == [False] * 4
    assert to_bool("maybe") is None


def test_days_as_spreadsheets_count_them():
    assert from_excel(46348) == date(2026, 11, 22)
    assert from_excel(0) is None
    assert from_excel(1e12) is None


@given(st.text(max_size=300))
def test_no_text_does_harm(text):
    name = split_name(text)

    assert sum(map(len, name)) <= 3 * len(text) + 3
    assert all(one in text for one in values(text))
    to_date(text)
    without_year(text)
    mails(text)
    to_number(text)
    to_bool(text)
    known([text])
    guess([text], [[text]], {"email": text})
