"""A short seed of the fault rig; at full size: ``python -m tests.faults``."""

import pytest

from bootstrap import places
from tests.faults.__main__ import run
from tests.faults.storm import Size


@pytest.mark.promise("R1")
@pytest.mark.promise("R3")
@pytest.mark.promise("R5")
@pytest.mark.promise("R7")
def test_nothing_is_lost_in_a_small_storm() -> None:
    with places.folder_of_a_run("artel-faults-") as folder:
        verdicts = run(
            folder,
            Size(seed=7, writes=60, notices=50, kills=6),
            drill_names=["without-valkey", "crashed-postgres", "crash-points"],
            durable=False,
        )

    assert [str(verdict) for verdict in verdicts if not verdict.holds] == []


@pytest.mark.promise("R2")
@pytest.mark.promise("IMP-5")
@pytest.mark.promise("IMP-6")
def test_every_row_of_a_file_is_imported_once_in_a_small_storm() -> None:
    with places.folder_of_a_run("artel-faults-") as folder:
        verdicts = run(folder, Size(seed=274, kills=4, imports=3_000), drill_names=[], durable=False)

    assert [str(verdict) for verdict in verdicts if not verdict.holds] == []


@pytest.mark.promise("R4")
@pytest.mark.promise("R11")
def test_no_step_is_lost_or_doubled_in_a_small_storm_with_workers_whose_clock_is_wrong() -> None:
    with places.folder_of_a_run("artel-faults-") as folder:
        size = Size(seed=0, kills=4, workflows=10)
        verdicts = run(folder, size, drill_names=[], durable=False, wrong_clock=True)

    assert [str(verdict) for verdict in verdicts if not verdict.holds] == []
