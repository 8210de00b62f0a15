"""Rows that were left out come back mended: read, and understood, as their file was (IMP-6)."""

from io import BytesIO

import pytest

from tests.kit.cast import MAX, SEVER

pytestmark = pytest.mark.promise("IMP-6")
MONTHS_FIRST = (
    "First name,Last name,Email,Birthday\n"
    "Mdya,Al,a1@md.example,12/31/1980\nMdyb,Mended,broken,05/06/1980\nMdyc,Al,a3@md.example,01/15/1990\n"
)
OWN = "КтоФам;КтоИмя;Эл.яяя;Звонок\nМаппов;Иван;broken;+79160008801\nМаппова;Анна;ok@m.example;+79160008802\n"
TARGETS = ["last_name", "first_name", "email", "phone"]


def left_out(way):
    """Import what is good; the rest, mended."""
    way.run()
    return way.client.get(f"{way.place}/rows").data.decode("utf-8-sig").replace("broken", "good@new.example")


def test_dates_that_the_mended_rows_leave_open_are_read_as_in_their_file(journey, contact_called):
    way = journey()
    way.upload(MONTHS_FIRST)
    way.check()

    page = way.upload(left_out(way), "mended.csv")
    way.check()
    way.run()

    assert contact_called("Mended").born_on.isoformat() == "1980-05-06"
    assert "As you chose last time" in page
    assert "Dates such as 05/06/1980 may be read in two ways: they are read as in your last file" in page
    assert "choose which number is the day" not in page


def test_another_order_can_still_be_chosen(journey, contact_called):
    way = journey()
    way.upload(MONTHS_FIRST)
    way.check()
    way.upload(left_out(way), "mended.csv")

    answer = way.client.post(f"{way.place}/reading", data=way.chosen() | {"reading-dates": "dmy"})
    way.check()
    way.run()

    assert answer.status_code == 303
    assert contact_called("Mended").born_on.isoformat() == "1980-06-05"


def test_what_a_file_tells_by_itself_holds_whatever_the_last_was_like(journey, contact_called):
    way = journey()
    way.upload(MONTHS_FIRST)
    way.check()

    page = way.upload("First name,Last name,Email,Birthday\nAnn,Days,d@md.example,31/12/1980\n")
    way.check()
    way.run()

    assert "may be read in two ways" not in page
    assert contact_called("Days").born_on.isoformat() == "1980-12-31"


@pytest.mark.parametrize(("person", "reason"), [(MAX, "Why it was"), (MAX.at(SEVER), "Почему строка")])
def test_the_chosen_columns_are_offered_again_and_the_reasons_become_nothing(
    journey, contact_called, person, reason
):
    way = journey(person)
    way.upload(OWN)
    way.check(targets__=TARGETS)
    mended = left_out(way)

    page = way.upload(mended, "mended.csv")
    offered = way.chosen()
    way.check()
    again = left_out(way)

    assert reason in page
    assert offered["targets[]"] == [*TARGETS, ""]
    assert contact_called("Маппов", person.business).first_name == "Иван"
    assert again.count("\n") <= 1


def test_reasons_in_another_language_change_nothing_either(journey):
    way = journey()
    way.upload(OWN)
    way.check(targets__=TARGETS)
    heading, row = left_out(way).splitlines()

    way.upload(f"{heading};Почему строка пропущена\n{row};nothing\n", "twice.csv")

    assert way.chosen()["targets[]"] == [*TARGETS, "", ""]


def test_a_column_of_reasons_is_no_guess_of_anything(api_of):
    content = "ФИО;E-mail;Почему строка пропущена\nИванов Иван;i@new.example;m@new.example\n"
    told = api_of(MAX).post("/api/v1/imports", data={"file": (BytesIO(content.encode()), "mended.csv")}).json

    assert [column["target"] for column in told["columns"]] == ["full_name", "email", ""]
