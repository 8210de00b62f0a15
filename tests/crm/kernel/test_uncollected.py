"""The collector of garbage waits for blocks that make many rows, and works again behind them."""

import gc

import pytest

from crm.kernel.memory import uncollected


def test_the_collector_waits_and_goes_on():
    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_it_goes_on_behind_a_block_that_breaks():
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError

    assert gc.isenabled()


def test_inside_another_such_block_it_goes_on_waiting():
    with uncollected():
        with uncollected():
            pass

        assert not gc.isenabled()
