"""A row of a person tells the details of the company: they are kept in the note, and the row is imported."""

import pytest

from tests.kit.cast import MAX, SEVER

pytestmark = pytest.mark.promise("IMP-2")
HEADING = "Контактное лицо;Компания;ИНН;КПП;ОГРН;Расчётный счёт;БИК;Заметка;Телефон\n"


def imported(way, row):
    way.upload(HEADING + row)
    way.check()
    return way.run()


def test_an_inn_of_ten_digits_is_the_companys(journey, contact_called):
    numbers = "7707083893;773601001;1027700132195;40702810900000000001;"
    imported(journey(MAX.at(SEVER)), f"Инников Иван;Инн Тест ООО;{numbers};Своё;+79160005501\n")

    person = contact_called("Инников", SEVER)
    assert (person.inn, person.requisites) == ("", {})
    assert person.description.splitlines() == [
        "Своё",
        "ИНН компании: 7707083893",
        "КПП компании: 773601001",
        "ОГРН или ОГРНИП компании: 1027700132195",
        "Банковские счета компании: 40702810900000000001",
    ]
    assert contact_called("Инн Тест ООО", SEVER).kind == "company"


def test_what_a_person_may_have_stays_with_the_person(journey, contact_called):
    imported(journey(MAX.at(SEVER)), "Своин Иван;Инн Тест ООО;500100732259;773601001;;;;;+79160005502\n")

    person = contact_called("Своин", SEVER)
    assert person.inn == "500100732259"
    assert person.description == "КПП компании: 773601001"


def test_without_a_company_the_row_is_refused_as_before(journey, contact_called):
    report = imported(
        journey(MAX.at(SEVER)),
        "Одинов Иван;;7707083893;;;;;;+79160005503\nХороших Анна;;;;;;;;+79160005504\n",
    )

    assert contact_called("Одинов", SEVER) is None
    assert contact_called("Хороших", SEVER) is not None
    assert "12 цифр" in report


def test_people_of_one_company_are_not_the_same_by_its_inn(journey, contact_called):
    rows = "".join(f"{name} Иван;Инн Тест ООО;7707083893;;;;;;\n" for name in ("Первов", "Второв"))
    imported(journey(MAX.at(SEVER)), rows)

    assert contact_called("Первов", SEVER) is not None
    assert contact_called("Второв", SEVER) is not None
