"""By what rows are matched and what overwrites, chosen on the page; own fields as columns and as keys."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.models.contact import Contact
from crm.fields.models import CustomField
from crm.imports.models import Import
from crm.kernel.db import db
from crm.team.models import Role, UserRole
from tests.crm.imports.test_matching import let_import
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("IMP-2")
FILE = "Last name,First name,E-mail,Post\nZimin,Oleg,zimin@new.example,Director\n"
CHOICES = ("Gold", "Silver")


def wish_of(in_scope, way):
    with in_scope(NORTH, read_only=True):
        return db.session.get_one(Import, int(way.place.rpartition("/")[2])).wish


def custom_of(in_scope, last_name, at=NORTH):
    with in_scope(at, read_only=True):
        return db.session.scalar(select(Contact.custom).where(Contact.last_name == last_name))


@pytest.mark.promise("IMP-3")
def test_keys_are_chosen_in_an_order_and_columns_by_their_box(journey, in_scope):
    way = journey()
    page = way.upload(FILE)

    way.check(
        on_match="overwrite", show=["phone", "email"], **{"place-phone": "1", "place-email": "2"},
        **{"overwrites-3": "3", "overwrites-2": "2"},
    )  # fmt: skip
    wish = wish_of(in_scope, way)
    again = way.page("?mapping=")

    assert re.findall(r'name="show" value="(\w+)" checked', page) == ["external_id", "email", "inn", "phone"]
    assert 'class="note bad"' not in page
    assert wish["keys"] == ["phone", "email"]
    assert wish["overwrite"] == ["email", "job_title"]
    assert re.findall(r'name="show" value="(\w+)" checked', again) == ["phone", "email"]
    assert re.findall(r'name="overwrites-\d" value="(\d)" checked', again) == ["2", "3"]


@pytest.mark.promise("IMP-3")
def test_overwriting_nothing_is_told_in_words_of_the_reader(journey):
    way = journey(MAX.at(SEVER))
    page = way.upload(FILE)
    form = way.chosen() | {"on_match": "overwrite"}

    refused = way.client.post(f"{way.place}/check", data=form)
    odd = way.client.post(
        f"{way.place}/check", data={**form, "show": ["\0", "x"], "place-x": "9" * 50, "overwrites-0": "x"}
    )

    assert "Почта, телефоны, адреса, теги, заметки, менеджеры и компании добавляются" in page
    assert (refused.status_code, odd.status_code) == (422, 422)
    assert "Отметьте хотя бы один столбец, который заменяет." in refused.text
    assert "Выберите из предложенных значений." in odd.text


@pytest.mark.parametrize(("at", "yes"), [(NORTH, "yes"), (SEVER, "да")])
def test_own_fields_are_columns_by_their_names(journey, in_scope, a_field, at, yes):
    number, level = a_field("decimal", "Credit", at=at), a_field("select", "Level", choices=CHOICES, at=at)
    day, told = a_field("date", "Since", at=at), a_field("yes_no", "Told", at=at)
    way = journey(MAX.at(at))

    columns = way.upload(
        "Last name;First name;Credit;level;Since;Told\n"
        f"Zimin;Oleg;1 234,50;GOLD;02.03.2026;{yes}\nZotov;Ivan;much;Gold;;\nZuev;Ilya;;Bronze;;\n"
    )
    page = way.check()
    way.run()

    assert f'value="field:{number.key}" selected' in columns
    assert custom_of(in_scope, "Zimin", at) == {
        number.key: "1234.5", level.key: 1, day.key: "2026-03-02", told.key: True
    }  # fmt: skip
    assert custom_of(in_scope, "Zotov", at) is None
    assert custom_of(in_scope, "Zuev", at) == {}
    assert "Bronze" in page


def test_an_option_is_made_with_the_run_and_stays(journey, in_scope, a_field):
    level = a_field("multi_select", "Level", choices=CHOICES)
    target = f"field:{level.key}"
    way = journey()
    way.upload("Last name,First name,Level\nZimin,Oleg,Gold; Bronze\nZotov,Ivan,Tin\n")
    way.check()
    form = {"lists-0-target": target, "lists-0-name": "Bronze", "lists-0-choice": "create",
            "lists-1-target": target, "lists-1-name": "Tin", "lists-1-choice": "2"}  # fmt: skip

    assert way.client.post(f"{way.place}/check", data=form).status_code == 303
    way.run_jobs()
    way.run()

    assert custom_of(in_scope, "Zimin") == {level.key: [1, 3]}
    assert custom_of(in_scope, "Zotov") == {level.key: [2]}
    with in_scope(NORTH, read_only=True):
        assert [one["name"] for one in db.session.get_one(CustomField, level.id).options] == [
            "Gold", "Silver", "Bronze"
        ]  # fmt: skip


@pytest.mark.promise("IMP-3")
def test_a_unique_own_field_is_a_key(journey, in_scope, a_field):
    code = a_field("text", "Code", unique=True)
    first, second = journey(), journey()
    first.upload("Last name,First name,Code\nZimin,Oleg,A-7\n")
    first.check()
    first.run()

    second.upload("Last name,First name,Code,Post\nSimin,Oleg,a-7,Director\n")
    page = second.check(
        on_match="fill", show=[f"field:{code.key}"], **{f"place-field:{code.key}": "1"}
    )  # fmt: skip
    second.run()

    assert "What changes" in page
    with in_scope(NORTH, read_only=True):
        zimin = db.session.scalar(select(Contact).where(Contact.last_name == "Zimin"))
        assert zimin.job_title == "Director"
        assert db.session.scalar(select(Contact).where(Contact.last_name == "Simin")) is None


def test_who_may_not_choose_managers_may_not_by_a_column(journey, in_scope):
    let_import(None, in_scope, ALICE)
    with in_scope(NORTH):
        given = select(Role).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == ALICE.id)
        role = db.session.scalars(given).one()
        role.reaches = {**role.reaches, ASSIGN_CONTACTS.key: 0}
    way = journey(ALICE)
    way.upload("Last name,First name,Manager\nZimin,Oleg,Bob\n")

    refused = way.client.post(f"{way.place}/check", data=way.chosen())
    page = way.check(targets__=["last_name", "first_name", ""])

    assert refused.status_code == 422
    assert "You may not choose managers: leave this column out." in refused.text
    assert "Nothing was added yet." in page
