"""I10, a short seed: every planted hole still fits the code, and two of them are found.

That the tests which find them pass without the hole, the same run shows.
"""

import pytest

from crm.settings import ROOT
from tests.holes.planted import HOLES, Hole
from tests.holes.planting import edited
from tests.holes.trying import noticed

pytestmark = pytest.mark.promise("I10")

SEED = ("the pin lasts for the session", "a cookie forgets its workspace")


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.name)
def test_the_hole_fits_the_code_as_it_is(hole: Hole):
    source = (ROOT / hole.path).read_text(encoding="utf-8")

    assert compile(edited(hole, source), hole.path, "exec")


@pytest.mark.parametrize("name", SEED)
def test_a_planted_hole_is_found(name, template, run_folder, redis_url, monkeypatch):
    monkeypatch.setenv("TEST_TEMPLATE", template)
    monkeypatch.setenv("TEST_TEMPLATE_FILES", str(run_folder / "files"))
    hole = next(hole for hole in HOLES if hole.name == name)

    assert noticed(hole) != []
