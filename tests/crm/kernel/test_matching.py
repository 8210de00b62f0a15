"""Names as they are compared for duplicates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.kernel.matching import LONGEST_KEY, company_key, person_key, skeleton

pytestmark = pytest.mark.promise("CON-17")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Северный свет", "Severnyi svet", "Severny Svet", "Severnyj svet", "СЕВЕРНЫЙ  СВЕТ"),
        ("Щукин", "Shchukin", "Schukin", "Shukin", "Ŝukin"),
        ("Юрий", "Yury", "Yuri", "Iurii", "Jurij", "Yuriy"),
        ("Семёнов", "Семенов", "Semyonov", "Semenov"),
        ("Соловьёв", "Solovyov", "Solovyev", "Soloviev"),
        ("Татьяна", "Tatiana", "Tatyana", "Tatjana"),
        ("Алексей", "Alexey", "Aleksei", "Alexei", "Aleksej"),
        ("Александр", "Alexander", "Aleksandr", "Aleksander"),
        ("Цветков", "Tsvetkov", "Tzvetkov"),
        ("Хабаров", "Khabarov", "Habarov"),
        ("Дмитрий", "Dmitry", "Dmitri", "Dmitriy", "Dmitrii"),
        ("Екатерина", "Yekaterina", "Ekaterina"),
        ("Иванов", "Ivanov", "Ivanoff", "Iwanow"),
        ("Жуков", "Zhukov", "Žukov"),
        ("Мария", "Maria", "Mariya", "Marija"),
        ("Виктор", "Victor", "Viktor"),
        ("Пётр", "Петр", "Petr", "Pyotr", "Peter"),
        ("Филиппов", "Filippov", "Philippov"),
        ("Подъячев", "Podyachev", "Podiachev"),
        ("Центр", "Center", "Tsentr"),
        ("Müller", "Muller", "MULLER"),
    ],
    ids=lambda names: names[0],
)
def test_one_name_has_one_spelling_in_both_alphabets(spellings):
    assert len({skeleton(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Петров", "Петрова"), ("Шилов", "Силов"), ("Жаров", "Заров"), ("Иван", "Иванна"), ("Чудин", "Кудин")],
)
def test_different_names_stay_different(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(
    "spellings",
    [
        (
            "ООО «Ромашка»", "Ромашка", 'ОАО "РОМАШКА"', "Romashka LLC", "romashka, ltd.", "О.О.О. Ромашка",
            "Общество с ограниченной ответственностью «Ромашка»", "Ромашка, ООО", "OOO Romashka",
            "ИП Ромашка",
        ),
        ("Норд-Вест", "Норд Вест", "НордВест", "Nord West GmbH"),
        ("Acme", "Acme Inc.", "ACME, Inc", "acme L.L.C.", "“Acme” Limited Liability Company"),
        ("3М", "3M"),
    ],
    ids=lambda names: names[0],
)  # fmt: skip
def test_a_company_is_the_same_whatever_its_legal_form_and_quotes(spellings):
    assert len({company_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("АО Рома", "AS Roma"), ("Ромашка 1", "Ромашка 2"), ("", "ООО")])
def test_different_companies_stay_different(one, other):
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("Петров", "Иван"),
        ("Иван", "Петров"),
        ("Petrov", "Ivan"),
        ("Петров", "Иван Сергеевич"),
        ("Петров Иван Сергеевич", ""),
        ("", "Иван Сергеевич Петров"),
    ],
)
def test_a_person_is_the_same_in_any_order_and_without_the_patronymic(last, first):
    assert person_key(first=first, last=last) == "ivan petrov"


def test_a_last_name_that_looks_like_a_patronymic_counts():
    assert person_key(first="Роман", last="Абрамович") == "abramovich roman"
    assert person_key(first="Роман Аркадьевич", last="Абрамович") == "abramovich roman"


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_typed_becomes_a_key_that_an_index_carries(one, other):
    for key in (company_key(one), person_key(first=one, last=other)):
        assert len(key) <= LONGEST_KEY
        assert "\0" not in key
        assert key == key.strip()


@given(st.text(max_size=100))
def test_a_key_does_not_depend_on_case(name):
    assert skeleton(name) == skeleton(name.casefold())


NAMES = st.text(st.sampled_from("аеёЁйabеʼ'’` -_\u0308\u0301Σσς.ßİıŠč1é\u00a0\u200d"), max_size=8) | st.text(
    max_size=8
)


@given(NAMES, NAMES)
def test_two_names_are_compared_as_each_of_them_is(one, other):
    assert skeleton(f"{one} {other}").split() == [*skeleton(one).split(), *skeleton(other).split()]
