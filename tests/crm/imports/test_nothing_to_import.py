"""A checked file of which nothing can be imported: the page says why, and what helps, instead of a button."""

import pytest

HEADINGS = "Last name,First name,E-mail\n"
KNOWN = "Zimin,Oleg,zimin@new.example\n"
FAULTY = "Zorin,Egor,no mail at all\n"
START = "Start the import"


@pytest.mark.promise("IMP-4")
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (FAULTY, "every row has mistakes"),
        ("", "the file has no rows"),
        (KNOWN, "all these contacts are there already"),
        (KNOWN + FAULTY, "the rows have mistakes or are there already"),
    ],
    ids=["mistakes", "header-only", "known", "both"],
)
def test_a_file_without_a_good_row_is_not_offered_to_be_imported(journey, rows, told):
    if KNOWN in rows:
        first = journey()
        first.upload(HEADINGS + KNOWN)
        assert START in first.check()
        first.run()

    way = journey()
    way.upload(HEADINGS + rows)
    page = way.check()

    assert told in page
    assert START not in page
    assert "Import another file" in page


@pytest.mark.promise("IMP-4")
def test_rows_that_wait_for_a_decision_are_pointed_to(journey):
    first, way = journey(), journey()
    first.upload(HEADINGS + KNOWN)
    first.check()
    first.run()

    way.upload(HEADINGS + KNOWN)
    page = way.check(on_match="ask")

    assert "before you decide" in page
    assert START not in page


@pytest.mark.promise("IMP-4")
def test_a_file_that_only_changes_contacts_can_be_imported(journey):
    first, way = journey(), journey()
    first.upload(HEADINGS + KNOWN)
    first.check()
    first.run()

    way.upload("Last name,First name,E-mail,Post\nZimin,Oleg,zimin@new.example,Director\n")

    assert START in way.check(on_match="fill")
