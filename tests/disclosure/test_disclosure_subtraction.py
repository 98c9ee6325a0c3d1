"""Whatever a sponsor adds to and subtracts from the tables released to them, nothing they learn is about too few people."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from crowds import Somebody, crowds, released, singled_out
from hypothesis import HealthCheck, Phase, event, find, given, settings
from hypothesis import strategies as st

from actionlearning.domain import disclosure

DAYS = st.permutations([0, 1, 2])
QUICKLY = settings(max_examples=2000, deadline=None, phases=[Phase.generate])
"""To find somebody is enough; who it was need not be made simpler."""


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crowd=crowds, days=DAYS)
def test_no_tables_released_to_a_sponsor_isolate_fewer_than_the_threshold(
    crowd: Sequence[Somebody], days: Sequence[int]
) -> None:
    told = released(crowd, days)
    event(f"figures told: {min(len(told), 8)}")
    assert frozenset() == singled_out(told, most=3)


@settings(max_examples=15, deadline=None)
@given(crowd=crowds)
def test_nor_do_figures_of_one_table_however_many_are_taken_together(crowd: Sequence[Somebody]) -> None:
    told = released(crowd, [0])
    assert frozenset() == singled_out(told[:9], most=4)


@settings(max_examples=30, deadline=None)
@given(crowd=crowds, days=DAYS, fewest=st.sampled_from([7, 10]))
def test_a_higher_threshold_holds_as_well(crowd: Sequence[Somebody], days: Sequence[int], fewest: int) -> None:
    assert frozenset() == singled_out(released(crowd, days, fewest=fewest), fewest, most=2)


# Controls: the same people are singled out where either of the two is left out


def test_without_a_ledger_two_releases_single_somebody_out() -> None:
    world = find(
        st.tuples(crowds, DAYS),
        lambda world: bool(singled_out(released(*world, ledger=False), most=2)),
        settings=QUICKLY,
    )
    assert singled_out(released(*world, ledger=False), most=2)
    assert frozenset() == singled_out(released(*world), most=2)


def test_without_complementary_suppression_one_table_singles_somebody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(disclosure, "isolates", lambda *_: False)
        crowd = find(
            crowds,
            lambda crowd: bool(singled_out(released(crowd, [0]), most=2)),
            settings=QUICKLY,
        )
        assert singled_out(released(crowd, [0]), most=2)
    assert frozenset() == singled_out(released(crowd, [0]), most=2)


def test_the_threshold_alone_is_kept_when_all_else_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the controls: what they find is subtraction, and no figure about a few people as such."""
    monkeypatch.setattr(disclosure, "isolates", lambda *_: False)
    crowd = find(crowds, lambda crowd: len(released(crowd, [0], ledger=False)) > 1, settings=QUICKLY)
    assert frozenset() == singled_out(released(crowd, [0], ledger=False), most=1)
