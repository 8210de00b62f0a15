"""Types, tags and options that the workspace doesn't know: mapped, made, left out or refused."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from crm.contacts.models.lists import ContactType, Tag
from crm.kernel.db import db
from tests.crm.imports.test_matching import let_import
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("IMP-2")
FILE = """Last name,First name,Type,Tags
Zimin,Oleg,Dealer,Loud; quiet
Zotov,Ivan,Client,loud
Zuev,Ilya,Foe,
Zorin,Petr,Dealer,
"""


def rows_of(page, target):
    """The numbers of the rows of this list, by name."""
    found = re.findall(
        r'name="lists-(\d+)-target" value="([^"]*)".*?name="lists-\d+-name" value="([^"]*)"', page, re.S
    )
    return {name: number for number, told, name in found if told == target}


def decided(page, **lists):
    """The form's fields: by target, names and what shall become of them."""
    form: dict[str, str] = {}
    for target, choices in lists.items():
        rows = rows_of(page, target)
        for name, choice in choices.items():
            number = rows[name]
            form |= {
                f"lists-{number}-target": target,
                f"lists-{number}-name": name,
                f"lists-{number}-choice": choice,
            }
    return form


def again(way, **form):
    answer = way.client.post(f"{way.place}/check", data=form)
    assert answer.status_code == 303, answer.text
    way.run_jobs()
    return way.page()


@pytest.fixture
def ids(in_scope):
    def of(model, at=NORTH):
        with in_scope(at, read_only=True):
            return {one.name: one.id for one in db.session.scalars(select(model))}

    return of


def test_the_page_lists_what_is_not_known_and_does_what_is_chosen(journey, contact_called, ids):
    client = ids(ContactType)["Client"]
    way = journey()
    way.upload(FILE)

    checked = way.check()
    page = again(
        way,
        **decided(
            checked,
            type={"Dealer": "create", "Foe": str(client)},
            tags={"Loud": "create", "quiet": "refuse"},
        ),
    )

    assert set(rows_of(checked, "type")) == {"Dealer", "Foe"}
    assert "2 rows" in checked
    assert "There is no such tag: quiet" in page
    assert "Dealer" not in ids(ContactType)  # nothing is made before the run
    way.run()
    assert contact_called("Zimin") is None
    assert contact_called("Zuev").type_id == client
    assert contact_called("Zorin").type_id == ids(ContactType)["Dealer"]
    assert contact_called("Zotov").tag_ids == [ids(Tag)["Loud"]]


def test_what_nobody_chose_is_left_out_and_nothing_is_made(journey, contact_called, ids):
    before = ids(ContactType), ids(Tag)
    way = journey()
    way.upload(FILE)
    way.check()
    way.run()

    assert (ids(ContactType), ids(Tag)) == before
    assert contact_called("Zimin").type_id is None


def test_made_lists_stay_when_the_import_is_undone(journey, contact_called, ids, api_of):
    api = api_of(MAX)
    way = journey()
    way.upload(FILE)
    again(way, **decided(way.check(), tags={"Loud": "create"}))
    way.run()
    act = api.get(f"/api/v1{way.place}").json["act_id"]

    assert api.post(f"/api/v1/acts/{act}/undoing", json={}).status_code in (200, 201)

    assert contact_called("Zotov") is None
    assert "Loud" in ids(Tag)


def test_a_list_that_was_changed_meanwhile_asks_for_another_check(journey, ids, in_scope, api_of):
    way = journey()
    way.upload(FILE)
    again(way, **decided(way.check(), type={"Dealer": "create"}, tags={"Loud": "create"}))
    assert api_of(MAX).post("/api/v1/contact-types", json={"name": "dealer"}).status_code == 201

    page = way.run()

    assert "The lists of the workspace have changed meanwhile." in page
    assert "Loud" not in ids(Tag)


def test_who_may_not_add_to_a_list_is_not_offered_it(journey, in_scope, api_of):
    let_import(None, in_scope, ALICE)
    way = journey(ALICE)
    way.upload(FILE)

    page = way.check()
    form = decided(page, type={"Dealer": "create", "Foe": "999999"})
    refused = way.client.post(f"{way.place}/check", data=form)

    assert page.count('value="create"') == 2  # of the two tags
    assert refused.status_code == 422
    assert "You may not add to this list." in refused.text
    assert "Choose one of the given values." in refused.text


def test_programs_are_told_the_names_and_say_what_becomes_of_them(api_of, run_jobs, contact_called, ids):
    api = api_of(MAX.at(SEVER))
    file = "Фамилия;Имя;Тип;Теги\nЯхонтов;Пётр;Дилер;Громкий\n"
    place = api.post("/api/v1/imports", data={"file": (BytesIO(file.encode()), "c.csv")}).headers["Location"]
    api.post(f"{place}/check", json={})
    run_jobs()

    told = api.get(place).json["unknown_names"]
    lists = {"type": {"Дилер": "create"}, "tags": {"громкий": ""}}
    assert api.post(f"{place}/check", json={"lists": lists}).status_code == 201
    run_jobs()
    api.post(f"{place}/run", json={})
    run_jobs()
    wrong = api.post(f"{place}/check", json={"lists": {"email": {"x": ""}}})

    assert told == [
        {"target": "type", "name": "Дилер", "rows": 1}, {"target": "tags", "name": "Громкий", "rows": 1}
    ]  # fmt: skip
    assert contact_called("Яхонтов", SEVER).type_id == ids(ContactType, SEVER)["Дилер"]
    assert contact_called("Яхонтов", SEVER).tag_ids == []
    assert wrong.status_code == 409


@pytest.mark.parametrize(
    "lists", ["x", ["x"], {"type": "x"}, {"type": {"Dealer": 5}}, {"type": {"a\0": "9" * 40}}]
)
def test_harmful_choices_are_refused_in_words(api_of, run_jobs, lists):
    api = api_of(MAX)
    place = api.post("/api/v1/imports", data={"file": (BytesIO(FILE.encode()), "c.csv")}).headers["Location"]

    answer = api.post(f"{place}/check", json={"lists": lists})

    assert answer.status_code == 422
    assert any(key.startswith("lists") for key in answer.json["errors"])


def test_a_remembered_choice_that_is_gone_stands_in_nobodys_way(journey, api_of, contact_called):
    api = api_of(MAX)
    gone = api.post("/api/v1/contact-types", json={"name": "Gone"}).json["id"]
    first, second = journey(), journey()
    first.upload(FILE)
    again(first, **decided(first.check(), type={"Dealer": str(gone)}))
    assert api.delete(f"/api/v1/contact-types/{gone}").status_code in (200, 204)

    second.upload(FILE)
    page = second.check()
    second.run()

    assert "Dealer" in rows_of(page, "type")
    assert contact_called("Zorin").type_id is None
