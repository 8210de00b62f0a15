"""What the database has nothing to add to is staged by whoever judged it: the same in the end."""

from dataclasses import replace

import pytest
from sqlalchemy import func, null, select, update

from crm.contacts.models.contact import Contact
from crm.imports.actions import checking
from crm.imports.actions.judging import judge_for
from crm.imports.actions.staging import Staged
from crm.imports.models import Import, ImportCompany, ImportLine, Verdict
from crm.kernel.db import db
from crm.kernel.runs import Run
from crm.team.actors import actor_of
from tests.kit.cast import MAX, NORTH

ROWS = (
    ("Last name", "First name", "E-mail", "Company", "Note"),
    ("Settle", "Ann", "ann.settle@example.org", 'Firm "Past"', "a \\ back\\slash \\N \\."),
    ("Settle", "Bob", "", "firm past", "two\nlines\tand a tab"),
    ("Settle", "Eve", "broken@", "Firm Nobody", 'of a "faulty" row \\ {}'),
    ("Settle", "Ann", "ann.settle@example.org", "Firm Other", ""),
    ("Settle", "Zoë", "zoe.settle@example.org", "FIRM PAST", ""),
)
FILE = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in ROWS)


@pytest.fixture
def alone(in_scope):
    """Every contact goes to the bin, or comes back: the workspace has none, or has some."""

    def be(is_alone):
        with in_scope(NORTH):
            db.session.execute(update(Contact).values(deleted_at=func.now() if is_alone else null()))
            db.session.commit()

    return be


def rows_of(in_scope):
    """What was staged of the one import."""
    with in_scope(NORTH, read_only=True):
        lines = db.session.scalars(select(ImportLine).order_by(ImportLine.line))
        companies = db.session.scalars(select(ImportCompany).order_by(ImportCompany.key))
        return (
            [(one.line, one.verdict, one.keys, one.cells, one.wanted, one.faults) for one in lines],
            [(one.key, one.line, one.contact_id) for one in companies],
        )


@pytest.mark.parametrize("companies", ["create", "leave", "ask"])
def test_the_same_is_staged_where_nobody_has_to_be_compared_with(alone, journey, in_scope, companies):
    way = journey()
    way.upload(FILE)
    form = way.chosen() | {"companies": companies}
    staged = []
    for is_alone in (False, True):
        alone(is_alone)
        assert way.client.post(f"{way.place}/check", data=form).status_code == 303
        way.run_jobs()
        staged.append(rows_of(in_scope))

    assert staged[0] == staged[1]
    lines, named = staged[1]
    assert {line: verdict for line, verdict, *_rest in lines if line > 0} == {
        2: "new", 3: "new", 5: "faulty", 6: "known", 7: "new",
    }  # fmt: skip
    assert [key for key, *_rest in named] == ([] if companies == "leave" else ["firmotr", "firmpast"])


@pytest.fixture
def judge(journey, in_scope):
    """The judge of a file in a workspace without contacts, and in scope."""
    way = journey()
    way.upload(FILE)
    way.check()
    with in_scope(NORTH, read_only=True):
        one = db.session.scalars(select(Import)).one()
        yield replace(judge_for(one, by=actor_of(MAX.id)), alone=True)


@pytest.mark.parametrize(
    ("line", "changes", "settled"),
    [
        ({}, {}, True),
        ({}, {"alone": False}, True),
        ({"keys": ["email\x1fa@example.org"]}, {}, True),
        ({"keys": ["email\x1fa@example.org"]}, {"alone": False}, False),
        ({"unique": {1: "a"}}, {}, False),
        ({"refs": {"own": ("Heading", "Somebody")}}, {}, False),
        ({}, {"naming": ["a field"]}, False),
        ({"company": "firm"}, {}, True),
        ({"company": "firm"}, {"companies": "ask"}, False),
        ({}, {"companies": "ask"}, True),
        ({"verdict": Verdict.FAULTY, "keys": ["email\x1fa@example.org"]}, {"alone": False}, True),
    ],
)
def test_a_line_is_settled_if_the_database_has_nothing_more_to_say(judge, line, changes, settled):
    if "companies" in changes:
        changes = {"wish": judge.wish.model_copy(update=changes)}

    said = replace(judge, **changes).settles(Staged(**{"line": 2, "verdict": Verdict.NEW, **line}))

    assert bool(said) is settled


def test_contacts_that_come_while_a_file_is_checked_are_found_in_the_rest_of_it(alone, journey, in_scope):
    first = journey()
    first.upload("Last name,First name,E-mail\nLate,Ann,late@example.org\n")
    first.check()
    first.run()
    alone(True)
    way = journey()
    rows = [f"Row{n},Ann,row{n}@example.org" for n in range(checking.PART + 100)]
    rows[-10] = "Late,Ann,late@example.org"
    way.upload("\n".join(["Last name,First name,E-mail", *rows]))
    assert way.client.post(f"{way.place}/check", data=way.chosen()).status_code == 303
    with in_scope(NORTH):
        run = db.session.scalars(select(Run).where(Run.ended_at.is_(None))).one()
        check = checking.checked(run, by=actor_of(MAX.id))
        assert next(check) == checking.PART
        db.session.commit()
        db.session.execute(update(Contact).values(deleted_at=null()))
        db.session.commit()
        for _done in check:
            db.session.commit()
        db.session.commit()

        known = db.session.scalars(select(ImportLine.line).where(ImportLine.verdict == Verdict.KNOWN)).all()
        assert known == [len(rows) - 10 + 2]
        assert run.done == len(rows)
