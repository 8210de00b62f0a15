"""The mail to whoever imported: what came of it, and the rows that were left out where they are few."""

import csv
import io

import pytest

from crm.imports import letters
from tests.kit.cast import MAX, NORTH, SEVER

FILE = "Last name,First name,E-mail\nZimin,Oleg,zimin@new.example\nZuev,Ilya,no mail at all\n"


def sent_to(mails, person):
    found = [mail for mail in mails() if mail["to"] == person.email]
    assert len(found) == 1
    return found[0]


def settled(journey, person=MAX, content=FILE, name="Старые клиенты.csv"):
    way = journey(person)
    way.upload(content, name)
    way.check()
    way.run()
    return way


@pytest.mark.promise("IMP-5", "IMP-6")
def test_rows_that_were_left_out_go_along_and_upload_again(journey, mails, contact_called):
    way = settled(journey)

    mail = sent_to(mails, MAX)
    (name, text) = next(iter(mail["attached"].items()))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))

    assert mail["subject"] == "The import of “Старые клиенты.csv” is done"
    assert "1 contact added" in mail["text"]
    assert "1 row left out" in mail["text"]
    assert f"{way.place}\n" in mail["text"]
    assert name == "Старые клиенты - rows left out.csv"
    assert rows[1][:3] == ["Zuev", "Ilya", "no mail at all"]
    settled(journey, content=text.replace("no mail at all", "zuev@new.example"), name=name)
    assert contact_called("Zuev") is not None


@pytest.mark.promise("IMP-5")
def test_the_mail_is_in_the_readers_language(journey, mails):
    settled(journey, MAX.at(SEVER))

    mail = sent_to(mails, MAX.at(SEVER))

    assert mail["subject"] == "Импорт «Старые клиенты.csv» завершён"
    assert "Откройте" not in mail["subject"]
    assert list(mail["attached"]) == ["Старые клиенты - пропущенные строки.csv"]


@pytest.mark.promise("IMP-6")
def test_many_rows_wait_on_the_page_alone(journey, mails, monkeypatch):
    monkeypatch.setattr(letters, "MOST_ATTACHED", 20)
    settled(journey, name="a.csv")

    mail = sent_to(mails, MAX)

    assert mail["attached"] == {}
    assert "attached" not in mail["text"]


def test_nothing_is_attached_where_nothing_was_left_out(journey, mails):
    settled(journey, content="Last name,First name\nZimin,Oleg\n", name="a.csv")

    assert sent_to(mails, MAX)["attached"] == {}
    assert NORTH.slug in sent_to(mails, MAX)["text"]
