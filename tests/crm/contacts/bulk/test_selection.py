"""The selection survives paging, filters, reload and another device (CON-11)."""

import re

import pytest
from sqlalchemy import func, select

from crm.kernel.db import db
from crm.views.models import Selected
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-11")
AT = "/contacts/selection"
OWN, COLLEAGUES, WRITABLE = int(Standing.OWN), int(Standing.COLLEAGUES), int(Standing.WRITABLE)


def bar(page):
    """The number that the bar tells."""
    return re.search(r'role="status">([^<]*)<', page.text[page.text.index('class="selbar"') :])[1]


def test_what_is_ticked_on_two_pages_stays_selected_on_another_device(client_of, many):
    ids = many(60)
    first = client_of(ALICE)

    first.post(AT, data={"shown": f"{ids[0]} {ids[1]}", "chosen": [ids[0], ids[1]]})
    first.post(f"{AT}?sort=activity", data={"shown": str(ids[55]), "chosen": [ids[55]]})
    other = client_of(ALICE).get("/contacts")

    assert bar(other) == "Selected: 3"
    assert f'value="{ids[0]}" form="selection" checked' in other.text
    assert bar(client_of(BOB).get("/contacts")) == "Selected: 0"


def test_unticking_on_a_page_leaves_other_pages_alone(client_of, many, choose):
    ids = many(4)
    client = choose(ALICE, ids)

    answer = client.post(AT, data={"shown": f"{ids[0]} {ids[1]}", "chosen": [ids[1]]})

    assert answer.status_code == 303
    assert bar(client.get("/contacts")) == "Selected: 3"


def test_all_that_the_list_finds_are_selected_and_no_others(client_of, many, choose):
    ids = many(120)
    client = client_of(ALICE)

    client.post(f"{AT}?q=firm", data={"then": "all"})
    page = client.get("/contacts?selected=1")

    assert bar(page) == "Selected: 120"
    assert f'value="{ids[0]}"' in page.text
    assert f'value="{OWN}" form' not in page.text


def test_the_list_is_narrowed_to_the_selection_and_refined_by_further_filters(client_of, many, choose):
    ids = many(3)
    client = choose(ALICE, [*ids, OWN])

    narrowed, refined = client.get("/contacts?selected=1"), client.get("/contacts?selected=1&q=firm")

    assert "4 contacts" in narrowed.text
    assert "3 contacts" in refined.text
    assert 'href="/contacts?sort=name"' in narrowed.text  # the chip's ×


def test_clearing_leaves_nothing_selected(client_of, choose):
    client = choose(ALICE, [OWN])

    client.post(AT, data={"then": "clear"})

    assert bar(client.get("/contacts")) == "Selected: 0"


def test_hidden_and_deleted_contacts_are_neither_counted_nor_shown(client_of, a_contact, in_scope):
    lost = a_contact("Lost", managers=[ALICE])
    client, foreign = client_of(ALICE), int(Standing.OTHER_GROUPS)
    client.post(AT, data={"shown": "", "chosen": [OWN, foreign, lost.id, 7, 999_999, "x", "-1", "9" * 30]})
    client.post(f"/contacts/{lost.id}/deletion")

    page = client.get("/contacts?selected=1")

    assert bar(page) == "Selected: 1"
    with in_scope(NORTH, read_only=True):
        mine = select(func.count()).select_from(Selected).where(Selected.user_id == ALICE.id)
        assert db.session.scalar(mine) == 2, "what she does not see was never put in"


def test_with_script_the_answer_is_the_bar_alone(client_of):
    answer = client_of(MAX.at(SEVER)).post(
        AT, data={"shown": "1", "chosen": "1"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert bar(answer) == "Выбрано: 1"
    assert "<html" not in answer.text


def test_an_observer_may_select_to_no_end_and_is_shown_no_boxes(client_of):
    assert "data-select" not in client_of(NED).get("/contacts").text
    assert client_of(CAROL).get("/contacts").text.count("data-select-all") == 1


@pytest.mark.promise("L10")
def test_selecting_all_is_the_same_few_statements_for_ten_and_for_many(client_of, many, count_queries):
    many(10)
    client = client_of(MAX)
    client.post(AT, data={"then": "all"})
    with count_queries() as few:
        client.post(AT, data={"then": "all"})
    many(300)
    with count_queries() as lots:
        client.post(AT, data={"then": "all"})

    assert len(few) == len(lots)
