"""A file becomes contacts: looked at, understood, checked, imported, told, undone."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from crm.contacts.access import astray
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.kernel.db import db
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

FILE = """Фамилия;Имя;Отчество;E-mail;Телефон;Организация;Должность
Яхонтов;Пётр;Ильич;yahontov@new.example;8 (916) 123-45-67;ООО «Ромашка»;директор
Ягодина;Анна;;yagodina@new.example, anna@new.example;;ООО "Ромашка";бухгалтер
;;;nobody@new.example;;;
Ямпольский;Олег;;broken-mail;;;

Ярцев;Иван;;;+7 495 123-45-67;;
"""


@pytest.mark.promise("IMP-1")
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_a_file_out_of_excel_becomes_contacts(journey, contact_called, encoding):
    way = journey(MAX.at(SEVER))

    columns = way.upload(FILE, encoding=encoding)
    checked = way.check()
    report = way.run()

    assert "Фамилия" in columns
    assert "Яхонтов Пётр Ильич" in checked
    assert "3\xa0контакта добавлено" in report.replace("&nbsp;", "\xa0") or "3 контакта" in report
    one = contact_called("Яхонтов", SEVER)
    assert (one.first_name, one.middle_name, one.job_title) == ("Пётр", "Ильич", "директор")
    assert [(comm.kind, comm.normalised) for comm in one.comms] == [
        ("email", "yahontov@new.example"),
        ("phone", "+79161234567"),
    ]
    assert [manager.user_id for manager in one.managers] == [MAX.id]


def test_what_is_derived_is_as_if_each_had_been_added_by_hand(journey, contact_called, in_scope, api_of):
    way = journey()
    way.upload(FILE)
    way.check()
    way.run()

    with in_scope(NORTH, read_only=True):
        assert list(astray()) == []
        company = db.session.scalars(select(Contact).where(Contact.name.contains("Ромашка"))).one()
        links = db.session.scalars(select(ContactLink).where(ContactLink.other_id == company.id)).all()
    imported = contact_called("Яхонтов")
    added = api_of(MAX).post(
        "/api/v1/contacts",
        json={"kind": "person", "last_name": "Яхонтов", "first_name": "Пётр", "middle_name": "Ильич",
              "job_title": "директор", "comms": [{"kind": "email", "value": "yahontov@new.example"},
                                                 {"kind": "phone", "value": "8 (916) 123-45-67"}]},
    )  # fmt: skip
    assert added.status_code == 201, added.json
    with in_scope(NORTH, read_only=True):
        both = db.session.scalars(select(Contact).where(Contact.last_name == "Яхонтов")).all()
        for name in ("sort_name", "search_text", "match_name", "sharing", "version", "custom", "tag_ids"):
            assert len({str(getattr(one, name)) for one in both}) == 1, name
    assert {link.role for link in links} == {"директор", "бухгалтер"}
    assert imported.activity.last_activity_at is not None


@pytest.mark.promise("IMP-6")
def test_rows_that_were_left_out_come_back_and_can_be_sent_again(journey, contact_called):
    way = journey()
    way.upload(FILE)
    page = way.check()
    assert "This doesn't look like an e-mail address." in page
    way.run()

    table = way.client.get(f"{way.place}/rows")

    text = table.data.decode("utf-8-sig")
    assert [line.split(";")[0] for line in text.splitlines()] == ["Фамилия", "", "Ямпольский"], "as it came"
    again = journey()
    again.upload(text.replace("broken-mail", "yampolsky@new.example"))
    again.check()
    again.run()
    assert contact_called("Ямпольский").comms[0].value == "yampolsky@new.example"


@pytest.mark.promise("CON-19")
def test_an_import_is_undone_as_a_whole_but_for_what_changed_since(
    journey, contact_called, client_of, run_jobs
):
    way = journey()
    way.upload(FILE)
    way.check()
    report = way.run()
    changed = contact_called("Ярцев")
    client_of(MAX).post(
        f"/contacts/{changed.id}",
        data={"kind": "person", "last_name": "Ярцев", "first_name": "Сергей", "version": "1"},
    )

    place = report.partition('action="/acts/')[2].partition('"')[0]
    answer = way.client.post(f"/acts/{place}")
    run_jobs()

    assert answer.status_code == 303
    assert contact_called("Яхонтов") is None
    assert contact_called("Ягодина") is None
    assert contact_called("Ярцев").first_name == "Сергей"


@pytest.mark.promise("IMP-5")
def test_each_new_manager_and_the_importer_get_one_mail(journey, mails):
    way = journey()
    way.upload(FILE)
    way.check(manager_ids__=[str(ALICE.id)])
    way.run()

    sent = mails()

    assert sorted(mail["to"] for mail in sent) == sorted([ALICE.email, MAX.email])
    assert "4" in next(mail["subject"] for mail in sent if mail["to"] == ALICE.email)


@pytest.mark.promise("IMP-4")
def test_the_report_tells_of_rows_that_were_there_already_too(journey):
    first, again = journey(), journey()
    first.upload(FILE)
    first.check()
    assert "not added" not in first.run()

    again.upload(FILE + "Ярославская;Вера;vera@new.example\n")
    again.check()
    report = again.run()

    assert "1 contact added" in report
    assert "3 rows not added: their contacts are there already" in report


def test_a_second_press_imports_nothing_twice(journey, in_scope):
    way = journey()
    way.upload(FILE)
    way.check()
    way.client.post(f"{way.place}/run")
    way.run()
    way.run()

    with in_scope(NORTH, read_only=True):
        named = select(func.count()).where(Contact.last_name == "Яхонтов")
        assert db.session.scalar(named) == 1


def test_without_script_the_page_of_a_check_that_goes_on_can_be_looked_at_again(journey):
    way = journey()
    way.upload(FILE)
    way.client.post(f"{way.place}/check", data=way.chosen())

    assert f'href="{way.place}">How far is it now?</a>' in way.page()


@pytest.mark.promise("IMP-1")
def test_a_file_of_many_contacts_may_be_larger_than_an_attached_one(client_of, app):
    before = app.extensions["artel_settings"]
    rows = "First name,Last name\r\n" + "".join(f"Anna,{number:0100}\r\n" for number in range(20_000))
    app.extensions["artel_settings"] = before.model_copy(update={"largest_file_mb": 1})
    try:
        sent = client_of(MAX).post("/imports", data={"file": (BytesIO(rows.encode()), "many.csv")})
    finally:
        app.extensions["artel_settings"] = before

    assert len(rows) > 2_000_000
    assert sent.status_code == 303
