"""Cells of the list edited in place, how close its rows stand, and the order that a head asks for."""

import re

import pytest

from tests.crm.contacts.test_columns import heads, line_of
from tests.crm.contacts.test_inline import PART, _seen
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")
COLUMNS = "columns=name,job_title,source,own-{}"


def test_a_cell_is_saved_and_its_row_comes_back_in_the_columns_of_the_list(client_of, a_contact, a_field):
    nick = a_field("text", "Nick")
    anna, alice = a_contact("Anna", "Web", managers=[ALICE]), client_of(ALICE)

    for field, typed in (
        ("job_title", {"job_title": "Buyer"}),
        (f"own-{nick.key}", {f"custom_{nick.key}": "Annie"}),
    ):
        at = f"/contacts/{anna.id}/fields/{field}"
        seen = _seen(alice.get(at, headers=PART).text)
        saved = alice.post(
            f"{at}?row=1&{COLUMNS.format(nick.key)}",
            data={"kind": "person", **typed, "seen": seen},
            headers=PART,
        )

    assert saved.status_code == 200
    assert "<html" not in saved.text
    assert line_of(saved.text, anna.id)[1:] == ["Buyer", "", "Annie"]


def test_a_cell_that_somebody_else_changed_meanwhile_is_shown_first(client_of, a_contact):
    anna, alice = a_contact("Anna", "Web", managers=[ALICE]), client_of(ALICE)
    at = f"/contacts/{anna.id}/fields/source"
    seen = _seen(alice.get(at, headers=PART).text)
    client_of(MAX).post(at, data={"kind": "person", "source": "Fair", "seen": seen}, headers=PART)

    mine = {"kind": "person", "source": "Web", "seen": seen}
    answer = alice.post(f"{at}?row=1&columns=source", data=mine, headers=PART)

    assert answer.status_code == 412
    assert "It stands there now: Fair" in answer.text


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [(ALICE.at(NORTH), "between 1850 and today"), (OLGA.at(SEVER), "между 1850 годом и сегодняшним днём")],
    ids=["en", "ru"],
)
def test_a_refusal_stands_beside_the_field_in_the_readers_language(client_of, a_contact, reader, sentence):
    anna, person = a_contact("Anna", "Web", managers=[ALICE], at=reader.business), client_of(reader)
    at = f"/contacts/{anna.id}/fields/born_on"

    answer = person.post(f"{at}?row=1", data={"kind": "person", "born_on": "2090-01-01"}, headers=PART)

    assert answer.status_code == 422
    assert sentence in " ".join(answer.text.replace("\xa0", " ").split())
    assert 'value="2090-01-01"' in answer.text


@pytest.mark.parametrize(("person", "status"), [(NED, 403), (BOB, 403)], ids=["observer", "reader"])
def test_who_may_not_write_saves_no_cell(client_of, a_contact, person, status):
    anna = a_contact("Anna", "Web", managers=[ALICE], sharing="read")

    answer = client_of(person).post(
        f"/contacts/{anna.id}/fields/source?row=1", data={"source": "x"}, headers=PART
    )

    assert answer.status_code == status


def test_heads_name_the_field_that_their_cells_are_edited_in(client_of, a_contact):
    page = client_of(ALICE).get("/contacts?columns=name,type,company,email,created").text

    assert re.findall(r'data-field="([^"]+)"', page) == ["names", "type_id", "email"]


@pytest.mark.parametrize(
    ("sort", "column", "state", "turned"),
    [
        ("name", "Name", "ascending", "-name"),
        ("-name", "Name", "descending", "name"),
        ("activity", "Activity", "descending", "-activity"),
        ("-created", "Created", "ascending", "created"),
        ("type", "Type", "ascending", "-type"),
    ],
)
def test_a_head_tells_its_order_and_turns_it_round(client_of, sort, column, state, turned):
    page = client_of(ALICE).get(f"/contacts?columns=name,type,activity,created&sort={sort}").text

    head = re.search(rf'<th [^>]*aria-sort="{state}"[^>]*>\s*<a href="([^"]+)">{column}', page)
    assert head is not None
    assert f"sort={turned}&" in head[1].replace("&amp;", "&")
    assert page.count('aria-sort="ascending"') + page.count('aria-sort="descending"') == 1


def test_rows_stand_as_close_as_the_person_likes_on_every_device(client_of):
    alice = client_of(ALICE)
    assert 'data-density=""' in alice.get("/contacts").text

    answer = alice.post("/me/density", data={"density": "compact", "next": "/contacts?sort=name"})

    assert answer.location == "/contacts?sort=name"
    assert 'data-density="compact"' in client_of(ALICE).get("/contacts").text
    assert 'data-density="compact"' not in client_of(BOB).get("/contacts").text
    alice.post("/me/density", data={"density": "\x00 nonsense"}, headers=PART)
    assert 'data-density="comfortable"' in alice.get("/contacts").text


def test_in_russian_the_table_speaks_russian(client_of, a_contact):
    a_contact("Анна", "Сеть", managers=[ALICE], at=SEVER)

    page = client_of(OLGA.at(SEVER)).get("/contacts?columns=name,changed,about").text

    assert heads(page) == ["Имя", "Изменён", "О контакте"]
    for words in ("Строки плотнее", "Изменить ячейку", "Порядок", "Выбрать", "Столбцы"):
        assert words in page
