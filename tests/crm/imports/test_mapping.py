"""What a person chose is offered again; reading anew shows at once what it changes."""

from io import BytesIO

import pytest

from tests.kit.cast import MAX, OLGA, SEVER

pytestmark = pytest.mark.promise("IMP-2")
FILE = "Кличка;Прозвище;Род занятий\nЯхонтов;Пётр;Дилер\n"
OTHER = "Кличка; прозвище ;РОД ЗАНЯТИЙ\nЯгодина;Анна;Дилер\n"
TARGETS = ["last_name", "first_name", "type"]


def chosen(way, **choices):
    way.upload(FILE)
    form = {"targets[]": TARGETS, "kind": "person", "unknown": "refuse", **choices}
    assert way.client.post(f"{way.place}/check", data=form).status_code == 303
    way.run_jobs()


def test_the_choice_for_the_same_columns_is_offered_again_and_can_be_guessed_anew(journey):
    chosen(journey(MAX.at(SEVER)))
    way = journey(MAX.at(SEVER))

    page = way.upload(OTHER)
    offered = way.chosen()
    answer = way.client.post(f"{way.place}/reading", data={"anew": "1", **way.chosen()})
    anew = way.chosen()

    assert "Как вы выбрали в прошлый раз для файла с такими столбцами" in page
    assert offered["targets[]"] == TARGETS
    assert (offered["kind"], offered["unknown"]) == ("person", "refuse")
    assert answer.status_code == 303
    assert anew["targets[]"] != TARGETS
    assert "Как вы выбрали в прошлый раз" not in way.page("?mapping=")


def test_what_others_chose_and_other_columns_are_not_offered(journey):
    chosen(journey(MAX))

    theirs = journey(OLGA).upload(FILE)
    other = journey(MAX).upload("Кличка;Прозвище\nЯгодина;Анна\n")

    assert "As you chose last time" not in theirs + other


def test_what_was_only_uploaded_is_not_remembered(journey):
    journey(MAX).upload(FILE)

    assert "As you chose last time" not in journey(MAX).upload(FILE)


def test_programs_are_told_why(api_of, run_jobs):
    api = api_of(MAX)
    place = api.post("/api/v1/imports", data={"file": (BytesIO(FILE.encode()), "c.csv")}).headers["Location"]
    assert api.post(f"{place}/check", json={"targets": TARGETS}).status_code == 201

    again = api.post("/api/v1/imports", data={"file": (BytesIO(OTHER.encode()), "c.csv")}).json

    assert [column["target"] for column in again["columns"]] == TARGETS
    assert {column["reason"] for column in again["columns"]} == {"as you chose last time"}


@pytest.mark.promise("IMP-1")
def test_a_change_of_how_the_file_is_read_comes_back_as_the_page_with_what_was_typed(journey):
    way = journey(MAX.at(SEVER))
    way.upload(FILE, encoding="windows-1251")
    form = way.chosen() | {"targets[]": TARGETS, "unknown": "refuse"}
    part = {"HX-Request": "true"}

    wrong = way.client.post(f"{way.place}/reading", data=form | {"reading-encoding": "koi8-r"}, headers=part)
    kept = way.chosen()
    odd = way.client.post(f"{way.place}/reading", data=form | {"reading-encoding": "utf-7"}, headers=part)

    assert wrong.status_code == 200
    assert "Яхонтов" not in wrong.text
    assert 'id="mapping"' in wrong.text
    assert 'value="koi8-r" selected' in wrong.text
    assert kept["unknown"] == "refuse"
    assert odd.status_code == 200
    assert 'class="note bad"' in odd.text
