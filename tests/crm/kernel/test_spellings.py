"""Other spellings of a word: the other keyboard layout, the other alphabet (CON-13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.kernel.spellings import MOST, spellings

OTHERS = [
    ("ghbdtn", "привет"), ("руддщ", "hello"), ("djkrjd", "волков"), ("ivanov", "иванов"),
    ("иванов", "ivanov"), ("shcherbakov", "щербаков"), ("scherbakov", "щербаков"), ("olga", "ольга"),
    ("tatyana", "татьяна"), ("natalia", "наталья"), ("natalia", "наталия"), ("dmitry", "дмитрий"),
    ("dmitri", "дмитрий"), ("dmitriy", "дмитрий"), ("yury", "юрий"), ("sergei", "сергей"),
    ("sergey", "сергей"), ("alexey", "алексей"), ("aleksei", "алексей"), ("ilya", "илья"),
    ("fyodor", "федор"), ("eduard", "эдуард"), ("mikhail", "михаил"), ("mihail", "михаил"),
    ("tsvetkov", "цветков"), ("kuznecov", "кузнецов"), ("zaytsev", "зайцев"), ("zaitsev", "зайцев"),
    ("solovyov", "соловьев"), ("solovyev", "соловьев"), ("yuliya", "юлия"), ("хохлов", "khokhlov"),
    ("хохлов", "hohlov"), ("юдин", "yudin"), ("юдин", "iudin"), ("юдин", "judin"), ("дмитрий", "dmitry"),
    ("алексей", "alexei"), ("алексей", "alexey"), ("алексей", "aleksey"),
]  # fmt: skip


@pytest.mark.promise("CON-13")
@pytest.mark.parametrize(("typed", "meant"), OTHERS)
def test_a_word_has_the_spelling_that_was_meant(typed, meant):
    assert meant in spellings(typed)


@pytest.mark.promise("CON-13")
@pytest.mark.parametrize("word", ["user77@mail.example", "+7916", "77123", "слово-и-word", "x" * 41, ""])
def test_addresses_numbers_and_mixtures_are_taken_as_they_are(word):
    assert spellings(word) == (word,)


@given(st.text(max_size=60))
def test_any_text_has_few_spellings_and_its_own_comes_first(word):
    found = spellings(word)

    assert found[0] == word
    assert len(found) == len(set(found)) <= MOST
