"""Judging ahead: parts come in their order whoever judged them, and what breaks is told where it broke."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from crm.imports.actions.ahead import parts_ahead
from crm.imports.actions.staging import Staged
from crm.imports.models import Verdict
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row


class Judge:
    """Judges a row by its cell; counts the names that it doesn't know; settles lines up to some."""

    import_id = 7

    def __init__(self, settled):
        self.settled = settled
        self.counted: dict[str, int] = {}
        self.gather = SimpleNamespace(strange=lambda: {"tags": {"rows": dict(self.counted), "more": 0}})

    def judged(self, row):
        if row.cells[0] == "broken":
            raise ZeroDivisionError
        self.counted[row.cells[0]] = self.counted.get(row.cells[0], 0) + 1
        line = Staged(row.line, Verdict.NEW, row.cells, wanted=f'"{row.cells[0]}"')
        line.company, line.company_name = row.cells[0], f"{row.cells[0]} of {row.line}"
        return line

    def settles(self, line):
        return line.line <= self.settled


def rows(number, *, refused=False, broken=0):
    """So many rows, and perhaps an end before the end."""
    for line in range(1, number + 1):
        yield Row(line, ("broken" if line == broken else f"name {line % 3}",))
    if refused:
        raise Unreadable("It ends here.")


def dealt(number, place, places, **how):
    """Every so manieth part of the rows, four in each."""
    some: list[Row] = []
    for row in rows(number, **how):
        some.append(row)
        if row.line % 4 == 0 or row.line == number:
            if (row.line - 1) // 4 % places == place:
                yield some
            some = []


def parts(judges, number, *, settled=0, **how):
    """The parts as they are judged."""
    judge: Any = Judge(settled)
    strange = {"tags": {"rows": {"NAME 1": 5}}}
    return parts_ahead(partial(dealt, number, **how), judge, judges=judges, strange=strange)


@pytest.mark.parametrize("judges", [1, 2, 3])
@pytest.mark.parametrize("number", [0, 1, 4, 5, 8, 23, 24])
def test_the_parts_come_in_their_order(judges, number):
    found = list(parts(judges, number))

    assert [line.line for part in found for line in part.lines] == list(range(1, number + 1))
    assert [part.last for part in found] == [*range(4, number + 1, 4), *([number] if number % 4 else [])]
    assert sum(part.read for part in found) == number


@pytest.mark.parametrize("judges", [1, 2])
def test_lines_of_which_nothing_is_left_to_be_asked_come_as_they_are_staged(judges):
    found = list(parts(judges, 8, settled=6))

    first, second = (part.rows.decode().splitlines() for part in found)
    assert first[1] == '7\t2\tnew\t\\N\t{}\t{}\t"name 2"\t[]'
    assert [row.split("\t")[1] for row in [*first, *second]] == ["1", "2", "3", "4", "5", "6"]
    assert [line.line for part in found for line in part.lines] == [7, 8]
    assert found[0].named == {
        "name 1": (1, "name 1 of 1"), "name 2": (2, "name 2 of 2"), "name 0": (3, "name 0 of 3"),
    }  # fmt: skip
    assert found[1].named == {"name 2": (5, "name 2 of 5"), "name 0": (6, "name 0 of 6")}


@pytest.mark.parametrize("judges", [1, 2])
def test_names_are_counted_together(judges):
    last = list(parts(judges, 24))[-1]

    assert last.strange == {"tags": {"rows": {"NAME 1": 13, "name 2": 8, "name 0": 8}, "more": 0}}


@pytest.mark.parametrize("judges", [1, 2])
@pytest.mark.parametrize("number", [0, 3, 4, 6, 10])
def test_rows_before_the_end_that_came_too_early_are_judged(judges, number):
    taken: list[int] = []
    told = ""
    try:
        for part in parts(judges, number, refused=True):
            taken += [line.line for line in part.lines]
    except Unreadable as refusal:
        told = str(refusal.sentence)

    assert taken == list(range(1, number + 1))
    assert told == "It ends here."


@pytest.mark.parametrize("judges", [1, 2])
def test_a_judge_that_breaks_is_no_silence(judges):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(parts(judges, 23, broken=10))
