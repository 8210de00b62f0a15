"""What becomes of rows of contacts that are there: decided in place, taken back, told if it was before."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.imports.models import ImportLine
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH

pytestmark = pytest.mark.promise("IMP-3")
ROWS = 4
PLAIN = "Last name,First name,E-mail,Post\n"
FIRST = PLAIN + "".join(f"Decide{n},Ivan,decide{n}@example.org,\n" for n in range(ROWS))
AGAIN = PLAIN + "".join(f"Decide{n},Ivan,decide{n}@example.org,Boss {n}\n" for n in range(ROWS))
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def asked(journey):
    """A checked file of contacts that are all there already; what becomes of them is asked."""
    first, way = journey(), journey()
    first.upload(FIRST)
    first.check()
    first.run()
    way.upload(AGAIN)
    way.check(on_match="ask")
    return way


def decide(way, choice, *lines, headers=None):
    """Decide about these rows, or all."""
    data = {"choice": choice, "lines[]": [str(line) for line in lines]}
    return way.client.post(f"{way.place}/decisions", data=data, headers=headers)


def staged(in_scope):
    """What is staged of each line of the file, without what is kept to ask again."""
    with in_scope(NORTH, read_only=True):
        rows = db.session.scalars(select(ImportLine).order_by(ImportLine.line)).all()
        return {
            row.line: (
                row.verdict,
                row.contact_id,
                {k: v for k, v in (row.wanted or {}).items() if k != "asked"},
            )
            for row in rows
        }


def undo_of(page):
    """Where the toast takes back what it tells of."""
    return re.search(r'action="([^"]*/questions\?mark=\d+)"', page)[1]


def test_with_script_the_page_comes_at_once_and_the_focus_is_on_the_next_row(asked):
    answer = decide(asked, "append", 3, headers=SCRIPT)
    last = decide(asked, "skip", 5, headers=SCRIPT)
    rest = decide(asked, "skip", headers=SCRIPT)

    def focused(page):
        return re.findall(r'name="lines\[\]" value="(\d+)"><button [^>]*autofocus', page)

    assert (answer.status_code, last.status_code, rest.status_code) == (200, 200, 200)
    assert "1 row decided: Append" in answer.text
    assert focused(answer.text) == ["4"]
    assert focused(last.text) == ["4"], "the last that is left"
    assert re.search(r'class="note" tabindex="-1" autofocus', rest.text)
    assert "autofocus" not in asked.page().partition("<main")[2].partition("</main>")[0]
    assert 'hx-post="' in answer.text


def test_without_script_it_leads_to_the_page_which_tells_it(asked):
    answer = decide(asked, "skip", 3)

    assert (answer.status_code, answer.headers["Location"]) == (303, asked.place)
    page = asked.page()
    assert "1 row decided: Leave out" in page
    assert "1 row is decided" in page


@pytest.mark.parametrize("choice", ["skip", "fill", "overwrite", "append", "create"])
@pytest.mark.parametrize("lines", [(3,), ()])
def test_a_decision_is_taken_back_as_if_it_had_never_been(asked, in_scope, choice, lines):
    decide(asked, "create", 2)
    asked.page()
    before = staged(in_scope)
    decide(asked, choice, *lines)
    assert staged(in_scope) != before

    assert asked.client.post(undo_of(asked.page())).status_code == 303

    assert staged(in_scope) == before
    page = asked.page()
    assert "asked about again" in page
    assert "1 row is decided" in page


def test_all_can_be_decided_anew_until_the_run_which_does_what_was_decided_last(asked, in_scope):
    before = staged(in_scope)
    decide(asked, "create", 2)
    decide(asked, "skip")
    assert "There already: decide" not in asked.page()

    asked.client.post(f"{asked.place}/questions")

    assert staged(in_scope) == before
    decide(asked, "fill", 2)
    decide(asked, "create", 3)
    asked.run()
    late = asked.client.post(f"{asked.place}/questions", headers=SCRIPT)
    assert late.status_code == 200
    with in_scope(NORTH, read_only=True):
        named = select(Contact.job_title).where(Contact.last_name.like("Decide%"), Contact.job_title != "")
        assert sorted(db.session.scalars(named)) == ["Boss 0", "Boss 1"]


def test_what_another_tab_had_decided_stays_and_is_told(asked, in_scope):
    decide(asked, "append", 3)
    asked.page()
    before = staged(in_scope)

    decide(asked, "create", 3)
    page = asked.page()
    assert "Row 3 had been decided already and stays so: Append" in page
    assert staged(in_scope) == before
    decide(asked, "create", 77)
    assert "There was nothing left to decide about this." in asked.page()


def test_a_program_takes_back_too(asked, api_of, in_scope):
    api, place = api_of(MAX), f"/api/v1{asked.place}/decisions"
    before = staged(in_scope)
    assert api.post(place, json={"choice": "fill"}).json["to_decide"] == 0

    one = api.post(place, json={"choice": "ask", "lines": [2]})
    both = api.post(place, json={"choice": "ask"})

    assert (one.json["to_decide"], both.json["to_decide"]) == (1, ROWS)
    assert staged(in_scope) == before


def test_what_is_checked_anew_counts_no_earlier_decisions(asked):
    decide(asked, "skip", 3)
    asked.check(on_match="ask")

    assert "row is decided" not in asked.page()


@pytest.mark.parametrize("mark", ["x", "-1", "99999999999999999999", "0"])
def test_a_mark_that_nothing_has_takes_nothing_back_and_breaks_nothing(asked, mark):
    decide(asked, "skip", 3)

    answer = asked.client.post(f"{asked.place}/questions?mark={mark}")

    assert answer.status_code == 303
