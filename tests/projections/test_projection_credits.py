"""The credits of a person: of every candidacy, towards every award, and what each claim counted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve
from by_hand import Chronicle, day, holding, named, on
from laws_of_views import of_all_and_of_wanted
from qualifying import AGAIN, BEN, LOADED, OF_BEN, OF_RAVI, RAVI, RULES, SEVEN, Centre, begun, credited
from records import person

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.events import CreditAwarded, SpecificationRef
from actionlearning.domain.candidate.specification import Specification
from actionlearning.projections.candidacies import Qualification, RulesState
from actionlearning.projections.credit_ledger import AwardRecord, ClaimRecord, Counted, CreditLedger
from actionlearning.projections.projection import NothingKnown


def ledger(
    it: Chronicle,
    as_at: str | None = None,
    *,
    member: Any = RAVI,
    known: int | None = None,
    specifications: tuple[Specification, ...] = LOADED,
) -> CreditLedger:
    return CreditLedger.fold(it.history(as_at, known), member=member, specifications=specifications)


def twice_credited(rules: Specification = SEVEN, number: int = 7) -> Centre:
    """Six credits on 1 July, and more of another candidacy on 1 October; the diploma claimed on both."""
    it = credited()
    it.begin(AGAIN, rules=rules, when="2025-08-01")
    it.gather(AGAIN)
    for criterion in (1, 2, 3):
        it.judge(criterion, "2025-09-20", which=AGAIN)
    it.credit("2025-10-01", number, AGAIN)
    it.claim("diploma", "2025-10-05", OF_RAVI, which=AGAIN)
    return it


def award(name: str, takes: int, has: int) -> AwardRecord:
    return AwardRecord(award=name, awarding_body="Nobody", level=5, takes=takes, has=has, needs=max(0, takes - has))


def test_two_candidacies_count_together_towards_a_diploma() -> None:
    view = ledger(twice_credited())
    assert (person("Ravi"), 13) == (view.member, view.credits)
    assert (award("award", 6, 13), award("diploma", 13, 13)) == view.awards
    assert [("A small qualification", 6, day("2025-07-01"), 3, 3), ("Another qualification", 7, day("2025-10-01"), 3, 3)] == [
        (each.qualification.title, each.credits, each.credited_on, each.criteria_met, each.criteria)
        for each in view.candidacies
        if each.qualification
    ]
    assert (
        ClaimRecord(award="award", claimed_on=day("2025-07-14"), counting=(Counted(OF_RAVI, 6),), credits=6),
        ClaimRecord(
            award="diploma", claimed_on=day("2025-10-05"), counting=(Counted(AGAIN, 7), Counted(OF_RAVI, 6)), credits=13
        ),
    ) == view.claims


@pytest.mark.parametrize(
    ("as_at", "there", "needs", "claimed"),
    [
        ("2025-06-30", 0, [6, 13], []),
        ("2025-07-01", 6, [0, 7], []),
        ("2025-07-14", 6, [0, 7], ["award"]),
        ("2025-09-30", 6, [0, 7], ["award"]),
        ("2025-10-01", 13, [0, 0], ["award"]),
        (None, 13, [0, 0], ["award", "diploma"]),
    ],
)
def test_a_ledger_tells_what_there_was_and_what_was_still_needed_on_any_day(
    as_at: str | None, there: int, needs: list[int], claimed: list[str]
) -> None:
    view = ledger(twice_credited(), as_at)
    assert (there, needs) == (view.credits, [each.needs for each in view.awards])
    assert claimed == [each.award for each in view.claims]


def test_a_unit_that_was_worked_for_twice_counts_once() -> None:
    newer = evolve(RULES, ref=SpecificationRef("small", 2, "d" * 64), credits=7)
    view = ledger(twice_credited(newer, 7), specifications=(RULES, newer))
    assert ([6, 7], 7) == ([each.credits for each in view.candidacies], view.credits)
    assert (award("award", 6, 7), award("diploma", 13, 7)) == view.awards


def test_awards_are_those_of_the_specifications_that_are_loaded_and_each_is_told_once() -> None:
    other = evolve(SEVEN, awarding_body="Somebody", awards={"certificate": 10})
    view = ledger(twice_credited(), specifications=(RULES, other))
    assert [("Nobody", "award"), ("Nobody", "diploma"), ("Somebody", "certificate")] == [
        (each.awarding_body, each.award) for each in view.awards
    ]
    without = ledger(twice_credited(), specifications=(RULES,))
    assert [RulesState.LOADED, RulesState.NOT_LOADED] == [e.qualification.rules for e in without.candidacies if e.qualification]
    assert (13, None) == (without.credits, without.candidacies[1].criteria), "credits are in the journal itself"
    nothing = ledger(twice_credited(), specifications=())
    assert ((), 13, ["award", "diploma"]) == (nothing.awards, nothing.credits, [each.award for each in nothing.claims])


def test_a_candidacy_in_short_says_how_far_it_has_come() -> None:
    (it,) = ledger(credited(), "2025-06-06").candidacies
    assert (OF_RAVI, CandidateStage.REFERRED, 2, 3, None, None) == (
        it.candidate, it.stage, it.criteria_met, it.criteria, it.credits, it.credited_on,
    )  # fmt: skip
    assert (day("2025-01-06"), day("2026-01-06")) == (it.registered_on, it.expires_on)
    confirmed = CreditLedger.fold(begun().history(on("2025-01-06", "10:00")), member=RAVI, specifications=LOADED)
    assert [(CandidateStage.CONFIRMED, None, None, None, 0)] == [
        (each.stage, each.qualification, each.registered_on, each.expires_on, each.criteria_met)
        for each in confirmed.candidacies
    ]


def test_everybody_has_a_ledger_of_their_own_and_somebody_without_a_candidacy_an_empty_one() -> None:
    it = credited()
    it.begin(OF_BEN, BEN)
    assert [OF_BEN] == [each.candidate for each in ledger(it, member=BEN).candidacies]
    empty = ledger(it, member=named("Gwen"))
    assert ((), 0, (), ()) == (empty.candidacies, empty.credits, empty.awards, empty.claims)


def test_a_ledger_is_of_a_person_who_was_registered_by_then() -> None:
    for stranger, as_at in ((uuid4(), None), (OF_RAVI, None), (RAVI, "2024-11-30")):
        with pytest.raises(NothingKnown) as raised:
            ledger(credited(), as_at, member=stranger)
        assert NothingKnown(kind="member", id=stranger) == raised.value


def test_as_known_at_a_position_equals_the_ledger_of_a_journal_cut_there() -> None:
    it = twice_credited()
    for position in range(10, len(it.recorded) + 1):
        cut = holding(it.recorded[:position])
        for as_at in (None, "2025-08-15"):
            assert ledger(cut, as_at) == ledger(it, as_at, known=position)


def test_a_ledger_wants_every_event_that_it_reads() -> None:
    whole, narrow = of_all_and_of_wanted(CreditLedger, {"member": RAVI, "specifications": LOADED}, twice_credited().recorded)
    assert narrow == whole


def test_what_it_was_registered_for_is_named_though_its_file_is_not_loaded() -> None:
    (it,) = ledger(begun(), specifications=()).candidacies
    assert Qualification(id="small", version=1, sha256="f" * 64, rules=RulesState.NOT_LOADED) == it.qualification
    assert CreditAwarded not in {type(each.event) for each in begun().recorded}, "the control: there is no credit in it"
