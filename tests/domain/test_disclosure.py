"""What sums give away is found exactly: held against every sum that can be made of a few figures."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from actionlearning.domain import disclosure
from actionlearning.domain.disclosure import Group, Ledger, isolates, people_in, whole
from actionlearning.domain.values import MemberId

PEOPLE = [MemberId(UUID(int=number)) for number in range(1, 61)]


def some(*numbers: int) -> Group:
    return whole(PEOPLE[number] for number in numbers)


groups = st.lists(st.frozensets(st.integers(0, 11), min_size=1).map(lambda numbers: some(*numbers)), min_size=1, max_size=4)
in_parts = st.lists(
    st.frozensets(st.tuples(st.integers(0, 5).map(PEOPLE.__getitem__), st.sampled_from(["1", "2"])), min_size=1),
    min_size=1,
    max_size=3,
)


def by_trying(known: list[Group], fewest: int) -> bool:
    """Whether some sum with small whole weights is about fewer people, and about somebody."""
    for weights in product(range(-2, 3), repeat=len(known)):
        left: Counter[object] = Counter()
        for weight, group in zip(weights, known, strict=True):
            left.update(dict.fromkeys(group, weight))
        if 0 < len({person for (person, _), times in left.items() if times}) < fewest:  # type: ignore[misc]  # units
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(known=st.one_of(groups, in_parts), fewest=st.integers(2, 6))
def test_whatever_a_sum_gives_away_is_found(known: list[Group], fewest: int) -> None:
    found = isolates(known, fewest)
    event(f"isolates: {found}")
    assert by_trying(known, fewest) == found


def test_fewer_groups_never_tell_more() -> None:
    known = [some(*range(15)), some(*range(6)), some(*range(6, 12))]
    assert isolates(known, 5)
    assert not any(isolates(pair, 5) for pair in combinations(known, 2))


def test_a_person_in_two_parts_is_one_person() -> None:
    twice = frozenset((PEOPLE[0], part) for part in "123456")
    assert {PEOPLE[0]} == people_in(twice)
    assert isolates([twice], 2)
    assert not isolates([twice], 1)


def test_nothing_told_isolates_nobody() -> None:
    assert not isolates([], 5)
    assert not isolates([frozenset()], 5)


@pytest.mark.parametrize("limit", ["SEARCHED", "MOST"])
def test_what_cannot_be_proved_in_time_is_not_told(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    known = [some(*range(12)), some(*range(7)), some(*range(6, 12))]
    assert not isolates([known[0], some(*range(6))], 5)
    monkeypatch.setattr(disclosure, limit, 0)
    assert isolates([known[0], some(*range(6)), some(6, 7, 8, 9, 10, 11, 12)], 5)


def test_a_ledger_lets_the_same_figure_out_again_and_holds_only_its_own_measure_against_it() -> None:
    ledger = Ledger().tell("attendance", some(*range(7)))
    assert ledger is ledger.tell("attendance", some(*range(7)))
    assert ledger.allows("attendance", some(*range(7)), 5)
    assert not ledger.allows("attendance", some(*range(6)), 5)
    assert ledger.allows("on_time", some(*range(6)), 5)
    assert not ledger.allows("attendance", some(*range(7)), 8)


def test_figures_told_at_a_threshold_are_not_told_again_at_a_higher_one_that_they_do_not_keep() -> None:
    whole_, part = some(*range(20)), some(*range(14))
    ledger = Ledger().tell("attendance", whole_).tell("attendance", part)
    assert [True, True] == [ledger.allows("attendance", each, 6) for each in (whole_, part)]
    assert [False, False] == [ledger.allows("attendance", each, 7) for each in (whole_, part)]


def test_a_programme_of_two_hundred_people_is_searched_quickly() -> None:
    """Four sets of fifteen, then the whole, then a later day with ten newcomers: as figures are given out in practice."""
    crowd = [MemberId(UUID(int=number)) for number in range(1, 211)]
    known = [whole(crowd[:200]), *(whole(crowd[start : start + 15]) for start in range(0, 60, 15)), whole(crowd)]
    assert not isolates(known, 5)
    assert isolates([*known, whole(crowd[:199])], 5)
