"""Another checker of statistical disclosure, ACRO, finds nothing left to suppress in tables that are told to a sponsor.

It is given our tables as they are told, of invented people and of the demo, and, as a control, the same tables before anything
was withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest
from acro_says import flagged
from crowds import KINDS, Somebody, cells
from sheets import sheet_of

from actionlearning import ActionLearning
from actionlearning.application.names import Names
from actionlearning.domain.disclosure import Ledger, people_in
from actionlearning.domain.values import Instrument, MemberId, RatingPhase
from actionlearning.projections.disclosure import Rules, decide
from actionlearning.projections.facts import Facts
from actionlearning.projections.projection import History

# Invented people


def crowd_of(seed: int, size: int) -> list[Somebody]:
    chance = Random(seed)
    return [
        Somebody(
            MemberId(UUID(int=number)), chance.choice("AABBBC"), frozenset(chance.sample(KINDS, chance.randint(0, 3))), 0, 9
        )
        for number in range(1, size + 1)
    ]


def name_of(row: str, column: str) -> str:
    """What our table calls a cell of theirs."""
    its, kind = ("" if row == "All" else f"set {row}"), ("" if column == "All" else column)
    return ", ".join(part for part in (its, kind) if part)


def table(crowd: Sequence[Somebody]) -> tuple[list[str], list[str]]:
    """One record for each person and kind."""
    pairs = [(each.set, kind) for each in crowd for kind in sorted(each.kinds)]
    return [its for its, _ in pairs], [kind for _, kind in pairs]


@pytest.mark.parametrize(("seed", "size", "fewest"), [(1, 18, 5), (2, 25, 5), (3, 40, 5), (4, 60, 5), (5, 60, 10), (6, 90, 10)])
def test_acro_finds_nothing_left_to_suppress_in_a_table_that_is_told(seed: int, size: int, fewest: int) -> None:
    crowd = crowd_of(seed, size)
    sheet = decide(cells(crowd, 0), Ledger(), Rules(fewest))
    told = {name for (_, name), behind in sheet.named.items() if sheet.may_tell("learnings", behind)}
    would_suppress = {name_of(*cell) for cell in flagged(fewest, *table(crowd))}
    assert set() == told & would_suppress
    assert "" in told
    assert {name for name in would_suppress if ("learnings", name) in sheet.named} <= {name for _, name in sheet.withheld()}


def test_acro_does_find_something_where_nothing_is_withheld() -> None:
    crowd = crowd_of(1, 18)
    told = {cell.name for cell in cells(crowd, 0)}
    assert told & {name_of(*cell) for cell in flagged(5, *table(crowd))}


def test_what_is_withheld_to_keep_others_from_being_worked_out_acro_leaves_to_a_person() -> None:
    """It says that a review against other outputs is recommended; the sheet makes that review, and withholds more."""
    for seed in range(40):
        crowd = crowd_of(seed, 22)
        sheet = decide(cells(crowd, 0), Ledger(), Rules())
        few = {name for (_, name), behind in sheet.named.items() if len(people_in(behind)) < sheet.rules.fewest}
        more = {name for _, name in sheet.withheld()} - few
        if more:
            assert not more & {name_of(*cell) for cell in flagged(5, *table(crowd))}
            return
    pytest.fail("nothing was withheld but what is about too few")


# The demo


def ratings(al: ActionLearning) -> dict[Instrument, list[tuple[str, int]]]:
    """What the members of Calder Vale who rated themselves twice gave, one record for each phase."""
    programme = Names(al.journal).id("calder-vale")
    facts = Facts(History.select(al.journal.read_all(), now=al.clock(), position=al.journal.position()))
    given: dict[Instrument, list[tuple[str, int]]] = {}
    for its in facts.sets_of(programme):  # type: ignore[arg-type]  # the id of a programme
        for member in its.members:
            for instrument in Instrument:
                both = [(phase.value, member.rating(instrument, phase)) for phase in RatingPhase]
                if all(score is not None for _, score in both):
                    given.setdefault(instrument, []).extend((phase, score) for phase, score in both if score is not None)
    return given


def test_acro_finds_nothing_left_to_suppress_in_the_means_of_the_demo(vale: ActionLearning) -> None:
    sheet = sheet_of(vale)
    for instrument, given in ratings(vale).items():
        phases, scores = [phase for phase, _ in given], [score for _, score in given]
        suppressed = flagged(5, phases, ["rated"] * len(given), scores)
        assert set() == suppressed, instrument
        assert any(measure == instrument.value for measure, _ in sheet.all_told())
        alone = [(phase, score) for phase, score in given[:8]]
        assert flagged(5, [phase for phase, _ in alone], ["rated"] * 8, [score for _, score in alone]), "four people"


def test_acro_finds_nothing_left_to_suppress_in_what_was_learnt_in_the_demo(vale: ActionLearning) -> None:
    """A record for each person and kind, as what is told is about people."""
    sheet = sheet_of(vale)
    behind = sheet.named["learnings", ""]
    parts = sorted({(person, *part.split(", ")) for person, part in behind})
    loops = flagged(5, [loop for _, _, loop in parts], ["all"] * len(parts))
    kinds = flagged(5, [kind for _, kind, _ in parts], ["all"] * len(parts))
    told = {name for (measure, name), who in sheet.named.items() if measure == "learnings" and sheet.may_tell(measure, who)}
    assert set() == told & ({f"{loop} loop" for loop, _ in loops} | {kind for kind, _ in kinds})
    assert {"", "single loop", "double loop"} == told
    assert kinds, "it would suppress the kinds, which are withheld"
