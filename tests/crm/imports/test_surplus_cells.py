"""Rows with more cells than there are columns come back whole, and can be mended (IMP-6)."""

import csv
import io

import pytest

from crm.imports.guessing.reasons import HEADINGS, tells_reasons
from crm.kernel.i18n import LOCALES, _, speaking
from tests.kit.cast import MAX, SEVER

pytestmark = pytest.mark.promise("IMP-6")
GOOD = "".join(f"Good{number},Anna,good{number}@new.example,\n" for number in range(3))
FILE = f"""Last name,First name,E-mail,Post
{GOOD}Zimin,Oleg,zimin@new.example,Director,of sales,other@new.example
Zorin,Egor,no mail at all,
"""
ONLY_LONG = """Last name,First name,E-mail,Post
Zimin,Oleg,zimin@new.example,Director,of sales,other@new.example
Zuev,Ilya,zuev@new.example,Director,of all
"""


def left_out(way):
    """The table of rows left out, row by row."""
    text = way.client.get(f"{way.place}/rows").data.decode("utf-8-sig")
    return [*csv.reader(io.StringIO(text))]


def as_file(table):
    """The rows as a file again."""
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue()


def given_back(way, content):
    """What comes back of a file."""
    way.upload(content)
    way.check()
    way.run()
    return left_out(way)


def test_no_cell_is_lost(journey):
    heading, long, short = given_back(journey(), FILE)

    assert heading == ["Last name", "First name", "E-mail", "Post", "Why it was left out", "", ""]
    assert long[:4] == ["Zimin", "Oleg", "zimin@new.example", "Director"]
    assert long[4] == "This row has 6 cells, but there are 4 columns."
    assert long[5:] == ["of sales", "other@new.example"]
    assert short[:4] == ["Zorin", "Egor", "no mail at all", ""]
    assert short[5:] == ["", ""]


def test_a_table_without_such_rows_has_no_further_columns(journey):
    heading, row = given_back(journey(), FILE.replace(",of sales,other@new.example", ""))

    assert heading[-1] == "Why it was left out"
    assert len(row) == len(heading) == 5


def test_sent_again_as_they_are_they_are_refused_again_and_still_whole(journey, contact_called):
    first = given_back(journey(), FILE)

    again = given_back(journey(), as_file(first))

    assert again[0] == first[0], "the reasons stand there once"
    assert [row[:4] + row[5:] for row in again] == [row[:4] + row[5:] for row in first]
    assert contact_called("Zimin") is None


def test_they_are_refused_again_even_where_most_rows_are_such(journey, contact_called):
    table = given_back(journey(), ONLY_LONG.replace("Post\n", f"Post\n{GOOD}"))

    again = given_back(journey(), as_file(table))

    assert len(table) == len(again) == 3
    assert contact_called("Zimin") is None


@pytest.mark.parametrize("person", [MAX, MAX.at(SEVER)], ids=["en", "ru"])
def test_mended_by_taking_the_surplus_away_they_are_imported(journey, contact_called, person):
    heading, long, short = given_back(journey(person), FILE)
    long[3:] = ["Director of sales", long[4], "", ""]
    short[2] = "zorin@new.example"

    way = journey(person)
    way.upload(as_file([heading, long, short]))
    chosen = way.chosen()
    way.check()
    way.run()

    assert chosen["targets[]"] == ["last_name", "first_name", "email", "job_title", ""]
    assert contact_called("Zimin", person.business).job_title == "Director of sales"
    assert contact_called("Zorin", person.business) is not None
    assert len(left_out(way)) == 1


def test_the_heading_of_the_reasons_is_known_again_in_every_language():
    for language in LOCALES:
        with speaking(language):
            assert _("Why it was left out") in HEADINGS
    assert all(tells_reasons(f" {heading} (2)") for heading in HEADINGS)
