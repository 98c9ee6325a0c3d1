"""The cases at both ends: how strong their chains of evidence are, and that a weak one is told as openly as a strong one."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from by_hand import NOW, PROGRAMME, Chronicle, day, named, on, said
from vale import calder_vale

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.events import ActionCommitted, ObjectiveLinked, OutcomeReported, TextReleasedToSponsor
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    MeasureBaselined,
    MeasureObserved,
)
from actionlearning.domain.values import ActionKind, ActionRef, BenefitKind, Origin, OutcomeResult
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.metric import Metric
from actionlearning.projections.projection import History
from actionlearning.projections.success_cases import ActionCase, ClaimCase, SuccessCases

OF_ANN, ANN, HELEN = named("problem of Ann"), named("Ann"), named("Helen")
MEETING = "2025-02-03"


def cases(it: Chronicle, as_at: str | datetime | None = None, known: int | None = None) -> SuccessCases:
    return Evaluation.fold(it.history(as_at, known), programme=PROGRAMME).success_cases


def begun(*actions: str) -> Chronicle:
    """Ann's problem, linked to a measured objective, and actions she committed to."""
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.set("Ann", at=on("2025-01-01"))
    it.problem("Ann", on("2025-01-02"))
    it.objective("goal", "100", on("2025-01-02"))
    it.add(OF_ANN, ObjectiveLinked(named("goal")), on("2025-01-02"))
    it.session(1, MEETING, ["Ann"])
    for minute, action in enumerate(actions):
        it.commit("Ann", action, "2025-02-20", on(MEETING, "16:00") + timedelta(minutes=minute))
    return it


def measure(it: Chronicle) -> None:
    it.add(PROGRAMME, MeasureBaselined(named("goal"), Decimal(50), day("2025-01-03")), on("2025-01-03"))
    it.add(PROGRAMME, MeasureObserved(named("goal"), Decimal(75), day("2025-03-31"), "report"), on("2025-03-31"))


def claim(it: Chronicle, name: str, *actions: str, at: str = "2025-04-01", amount: str | None = "100") -> None:
    kind = BenefitKind.CASH if amount else BenefitKind.INTANGIBLE
    refs = tuple(ActionRef(OF_ANN, named(action)) for action in actions)
    event = BenefitClaimed(named(name), HELEN, named("goal"), name, name, refs, kind, Decimal(amount) if amount else None,
                           Decimal("0.5"), Decimal(1), said("x", "Helen"))  # fmt: skip
    it.add(PROGRAMME, event, on(at), by=HELEN)


def report(it: Chronicle, action: str, evidence: Personal | None, result: OutcomeResult = OutcomeResult.ACHIEVED) -> None:
    it.add(OF_ANN, OutcomeReported(named(action), result, day("2025-02-19"), evidence), on("2025-02-19"), by=ANN)


def missing(it: Chronicle, as_at: str | None = None) -> tuple[str, ...]:
    (case,) = cases(it, as_at).strongest
    return case.missing


# The links


def test_an_action_that_no_claim_rests_on_is_a_case_whose_links_come_one_by_one() -> None:
    it = begun("step")
    assert ("outcome", "measure", "evidence", "validation") == missing(it)
    report(it, "step", None)
    assert ("measure", "evidence", "validation") == missing(it)
    report(it, "step", said("the roster", "Ann"))
    assert ("measure", "validation") == missing(it)
    measure(it)
    assert ("validation",) == missing(it)
    assert ("outcome", "measure", "evidence", "validation") == missing(it, "2025-02-18")


def test_a_claim_is_a_case_with_the_actions_it_rests_on() -> None:
    it = begun("step", "other")
    claim(it, "saved", "step", "other")
    assert ("outcome", "measure", "validation") == missing(it)
    report(it, "step", None)
    measure(it)
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-05-01"))
    (case,) = cases(it).strongest
    assert isinstance(case, ClaimCase)
    assert (("goal",), 2, 1, Verdict.VALIDATED, Decimal(50), ()) == (
        case.objectives,
        case.actions,
        case.achieved,
        case.verdict,
        case.counted,
        case.missing,
    )
    assert ("validation",) == missing(it, "2025-04-30")


def test_a_claim_without_actions_lacks_their_outcome_too() -> None:
    it = begun()
    claim(it, "hoped")
    assert ("action", "outcome", "measure", "validation") == missing(it)


def test_an_action_on_a_problem_that_no_objective_is_linked_to_is_no_case() -> None:
    it = begun("step")
    it.problem("Ben", on("2025-01-02"))
    it.commit("Ben", "aside", "2025-02-20", on(MEETING, "16:30"))
    assert (1, Metric(2, 6)) == (cases(it).among, cases(it).strength)


def test_a_problem_linked_twice_makes_each_action_one_case_measured_if_one_of_them_was() -> None:
    it = begun("step")
    it.objective("second", "5", on("2025-01-02"))
    it.add(OF_ANN, ObjectiveLinked(named("second")), on("2025-01-03"))
    measure(it)
    (case,) = cases(it).strongest
    assert (("goal", "second"), True) == (case.objectives, case.chain.measure)


# What became of it


def test_a_failed_step_and_a_released_one_are_told_as_such() -> None:
    it = begun("failed", "dropped")
    report(it, "failed", said("0 of 14", "Ann"), OutcomeResult.NOT_ACHIEVED)
    it.release("Ann", "dropped", on("2025-02-25"))
    seen = cases(it)
    told = [(case.result, case.released) for case in (*seen.strongest, *seen.weakest) if isinstance(case, ActionCase)]
    assert [(OutcomeResult.NOT_ACHIEVED, False), (None, True)] == told


def test_a_rejected_claim_counts_nothing_and_lacks_its_validation() -> None:
    it = begun("step")
    claim(it, "saved", "step")
    it.add(PROGRAMME, BenefitRejected(named("saved"), said("no", "Helen")), on("2025-05-01"))
    before = len(it.recorded)
    rejected = cases(it)
    (case,) = rejected.strongest
    assert isinstance(case, ClaimCase)
    assert (Verdict.REJECTED, None, "validation") == (case.verdict, case.counted, case.missing[-1])
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-06-01"))
    assert (rejected, True) == (cases(it, known=before), cases(it).strongest[0].chain.validation)


# The two ends


def test_the_ends_are_three_each_and_share_no_case() -> None:
    it = begun(*"abcdefgh")
    measure(it)
    for action in "abcdef":
        report(it, action, said("x", "Ann") if action in "abcd" else None)
    seen = cases(it)
    assert [named(each) for each in "abc"] == [case.id for case in seen.strongest]
    assert [named(each) for each in "ghe"] == [case.id for case in seen.weakest]
    assert (8, {5: 4, 4: 2, 3: 2}, Metric(34, 48)) == (seen.among, dict(seen.by_links), seen.strength)
    assert [5, 4, 3] == list(seen.by_links), "from the most on"


@pytest.mark.parametrize(("count", "ends"), [(0, (0, 0)), (1, (1, 0)), (2, (1, 1)), (3, (2, 1)), (5, (3, 2)), (7, (3, 3))])
def test_of_few_cases_the_ends_are_halves(count: int, ends: tuple[int, int]) -> None:
    seen = cases(begun(*"abcdefg"[:count]))
    assert ends == (len(seen.strongest), len(seen.weakest))


def test_a_case_that_lacks_nothing_is_not_called_weak() -> None:
    it = begun("a", "b")
    measure(it)
    for action in "ab":
        report(it, action, None)
        claim(it, f"claim {action}", action)
        it.add(PROGRAMME, BenefitValidated(named(f"claim {action}")), on("2025-05-01"))
    seen = cases(it)
    assert (1, (), {6: 2}) == (len(seen.strongest), seen.weakest, dict(seen.by_links))


def test_of_equal_strength_claims_come_first_then_the_older() -> None:
    it = begun("late", "early")
    report(it, "late", said("x", "Ann"))
    report(it, "early", said("x", "Ann"))
    it.commit("Ann", "used", "2025-02-20", on(MEETING, "16:30"))
    report(it, "used", None)
    claim(it, "second", "used", at="2025-04-02")
    claim(it, "first", "used", at="2025-04-01")
    seen = cases(it)
    assert {4: 4} == dict(seen.by_links), "all are of equal strength"
    assert [named("first"), named("second")] == [case.id for case in seen.strongest]
    assert [named("late"), named("early")] == [case.id for case in seen.weakest], "in the order of their commitment"


@pytest.mark.parametrize("seed", range(5))
def test_cases_of_one_moment_come_in_the_order_of_their_ids_however_history_is_handed_over(seed: int) -> None:
    it = begun()
    for action in "abcdef":
        it.commit("Ann", action, "2025-02-20", on(MEETING, "16:00"))
    shuffled = list(it.recorded)
    random.Random(seed).shuffle(shuffled)
    seen = Evaluation.fold(History.select(shuffled, now=NOW), programme=PROGRAMME).success_cases
    ids = sorted(named(action) for action in "abcdef")
    assert (ids[:3], ids[3:]) == ([case.id for case in seen.strongest], [case.id for case in seen.weakest])


def test_the_cases_of_calder_vale() -> None:
    seen = cases(calder_vale(), "2025-09-02")
    # Four claims rest on seven of the twenty actions; every problem is linked to an objective.
    assert 4 + 13 == seen.among
    assert [named("B1"), named("B2")] == [case.id for case in seen.strongest[:2]], "those that were validated"
    assert [6, 6, 5] == [case.chain.present for case in seen.strongest]
    assert named("A11") == seen.weakest[0].id
    assert ("outcome", "evidence", "validation") == seen.weakest[0].missing


# What a sponsor may read


def test_what_an_action_was_is_told_where_its_owner_let_the_sponsor_read_it() -> None:
    it = begun()
    version = 1 + sum(r.stream == OF_ANN for r in it.recorded)
    place = Place(OF_ANN, version, "problem.action-committed", "what")
    what = Personal(ANN, text="ask the wards", place=place)
    committed = ActionCommitted(named("step"), 1, day("2025-02-20"), Origin.SELF, ActionKind.STEP, what, said("x", "Ann"))
    it.add(OF_ANN, committed, on(MEETING, "16:00"), by=ANN)
    (before,) = cases(it).strongest
    it.add(OF_ANN, TextReleasedToSponsor(place), on("2025-03-01"), by=ANN)
    (after,) = cases(it).strongest
    (earlier,) = cases(it, "2025-02-28").strongest
    assert [None, what, None] == [case.title for case in (before, after, earlier)]


def test_a_claim_recorded_late_for_a_time_before_its_objective_is_left_out_until_then() -> None:
    it = begun("step")
    it.objective("late", "1", on("2025-06-01"))
    early: Any = BenefitClaimed(named("early"), HELEN, named("late"), "early", "early", (), BenefitKind.INTANGIBLE, None,
                                Decimal(1), Decimal(1), said("x", "Helen"))  # fmt: skip
    it.add(PROGRAMME, early, on("2025-05-01"))
    assert [1, 2] == [cases(it, as_at).among for as_at in ("2025-05-31", "2025-06-01")]
