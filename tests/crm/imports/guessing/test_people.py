"""Whole names are taken apart, in either order (IMP-2)."""

import pytest

from crm.imports.guessing.people import is_company, split_name

NAMES = {
    "Иванов Иван Иванович": ("Иванов", "Иван", "Иванович"),
    "Иван Иванович Иванов": ("Иванов", "Иван", "Иванович"),
    "Иванов Иван": ("Иванов", "Иван", ""),
    "Иван Иванов": ("Иванов", "Иван", ""),
    "Мария Петровна": ("", "Мария", "Петровна"),
    "Мамедов Али Гасан оглы": ("Мамедов", "Али", "Гасан оглы"),
    "Алиева Лейла Рашид кызы": ("Алиева", "Лейла", "Рашид кызы"),
    "Али Гасан оглы Мамедов": ("Мамедов", "Али", "Гасан оглы"),
    "Абрамович Роман Аркадьевич": ("Абрамович", "Роман", "Аркадьевич"),
    "Роман Аркадьевич Абрамович": ("Абрамович", "Роман", "Аркадьевич"),
    "Ильин Илья Ильич": ("Ильин", "Илья", "Ильич"),
    "Салтыков Щедрин Михаил Евграфович": ("Салтыков Щедрин", "Михаил", "Евграфович"),
    "Рабинович Лев": ("Рабинович", "Лев", ""),
    "Иванов И.И.": ("Иванов", "И.", "И."),
    "И. И. Иванов": ("Иванов", "И.", "И."),
    "Мадонна": ("", "Мадонна", ""),
    "Иванов": ("Иванов", "", ""),
    "Анна Мария Кузнецова": ("Кузнецова", "Анна Мария", ""),
    "Ким Ир Сен": ("Ким", "Ир", "Сен"),
    "Ivan Ivanov": ("Ivanov", "Ivan", ""),
    "Ivanov Ivan": ("Ivanov", "Ivan", ""),
    "Petrov, Ivan": ("Petrov", "Ivan", ""),
    "Ivan Ivanovich Ivanov": ("Ivanov", "Ivan", "Ivanovich"),
    "Mary Jane Watson": ("Watson", "Mary", "Jane"),
    "Vincent van Gogh": ("van Gogh", "Vincent", ""),
    "Mr. John Smith Jr.": ("Smith Jr.", "John", ""),
    "": ("", "", ""),
}


@pytest.mark.parametrize("full", NAMES)
def test_a_whole_name_is_taken_apart(full):
    assert split_name(full) == NAMES[full]


def test_a_legal_form_or_quotes_tell_a_company_from_a_person():
    assert is_company("ООО «Ромашка»")
    assert is_company("Acme LLC")
    assert not is_company("Олег Иванов")
