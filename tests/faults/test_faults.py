"""A short seed of the fault rig; at full size: ``python -m tests.faults``."""

from pathlib import Path

import pytest

from tests.faults.__main__ import run


@pytest.mark.promise("R1")
@pytest.mark.promise("R3")
@pytest.mark.promise("R5")
@pytest.mark.promise("R7")
def test_nothing_is_lost_in_a_small_storm(tmp_path: Path) -> None:
    verdicts = run(
        tmp_path,
        seed=7,
        writes=60,
        kills=6,
        drill_names=["without-valkey", "crashed-postgres"],
        durable=False,
    )

    assert [str(verdict) for verdict in verdicts if not verdict.holds] == []
