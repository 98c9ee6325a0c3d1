"""What is tested, mapped, decided and encouraged between sessions, on the way from a problem to what is done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    CLOSED,
    COMMITTED,
    COMMITTED_AT,
    EVA,
    IN_SESSION,
    LATER,
    MARCH,
    OPEN_AT,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    RUTH,
    SECOND,
    TALK,
    TRIAL,
    Decision,
    problem,
    said,
    the_set,
)
from speaking import BUDGET, OTHER, PARKED, challenge

from actionlearning.domain.problem import thinking
from actionlearning.domain.problem.errors import (
    AlternativesUncounted,
    NobodyOnTheMap,
    NoSuchAction,
    NoSuchAssumption,
    NotOfTheSet,
    NotTheOwner,
    TakesSomebodyElse,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import EncouragementGiven, ProblemParked, ProblemReturned
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    DecisionMade,
    StakeholdersMapped,
)
from actionlearning.domain.set.errors import NotCheckedIn
from actionlearning.domain.set.events import AdviserHandedOver, MemberLeft
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AssumptionId, AssumptionVerdict

CHALLENGED = (*PRESENTED, (AssumptionChallenged(BUDGET, 1, BEN, said("no money", BEN)), LATER))


# Assumptions


def test_the_adviser_challenges_an_assumption_and_the_owner_none_of_their_own() -> None:
    given = problem.given(*PRESENTED)
    given.when(challenge(RUTH)).then(AssumptionChallenged(BUDGET, 1, RUTH, said("no money", RUTH)))
    given.when(challenge(AISHA)).refused(TakesSomebodyElse(owner=AISHA, what="challenging an assumption"))


def test_an_adviser_of_another_session_challenges_nothing_here() -> None:
    problem.given(*PRESENTED).when(challenge(EVA)).refused(NotCheckedIn(session=1, member=EVA))


def put_to_the_test(assumption: AssumptionId = BUDGET, by: Any = AISHA, when: datetime = SECOND) -> Decision:
    return lambda it: thinking.test_assumption(
        it, assumption, verdict=AssumptionVerdict.REVISED, how=said("asked finance"), by=by, at=when
    )


def test_only_the_owner_tests_an_assumption() -> None:
    problem.given(*CHALLENGED).when(put_to_the_test()).then(
        AssumptionTested(BUDGET, AssumptionVerdict.REVISED, said("asked finance"))
    )
    problem.given(*CHALLENGED).when(put_to_the_test(by=BEN)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="test an assumption of theirs")
    )


def test_an_assumption_is_tested_once_it_was_challenged_and_again_later() -> None:
    problem.given(*PRESENTED).when(put_to_the_test()).refused(NoSuchAssumption(assumption=BUDGET))
    problem.given(*CHALLENGED).when(put_to_the_test(OTHER)).refused(NoSuchAssumption(assumption=OTHER))
    problem.given(*CHALLENGED).when(put_to_the_test(when=PRESENTED_AT)).refused(
        BeforeLastChange(what="the assumption", at=PRESENTED_AT, last=LATER)
    )
    revised = AssumptionTested(BUDGET, AssumptionVerdict.REVISED, said("asked finance"))
    problem.given(*CHALLENGED, (revised, SECOND)).when(put_to_the_test(when=LATER)).then(revised)


# Between sessions


def mapped(by: Any = AISHA, when: datetime = LATER, **who: Any) -> Decision:
    people = {"knows": None, "cares": None, "can": None, **who}
    return lambda it: thinking.map_stakeholders(it, **people, by=by, at=when)


def test_the_owner_says_who_knows_who_cares_and_who_can() -> None:
    given = problem.given(RAISED)
    given.when(mapped(knows=said("the ward"), cares=said("families"), can=said("the director"))).then(
        StakeholdersMapped(said("the ward"), said("families"), said("the director"))
    )
    given.when(mapped(can=said("the director"))).then(StakeholdersMapped(can=said("the director")))
    given.when(mapped(by=BEN, can=said())).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="map its stakeholders"))


def test_a_map_names_at_least_somebody() -> None:
    problem.given(RAISED).when(mapped()).refused(NobodyOnTheMap())


@pytest.mark.parametrize(("end", "stage"), [(ProblemReturned(said()), "returned"), (ProblemParked(said()), "parked")])
def test_the_stakeholders_of_what_is_over_are_mapped_no_more(end: object, stage: str) -> None:
    over = problem.given(RAISED, (end, SECOND))
    over.when(mapped(when=SECOND, can=said())).refused(WrongProblemStage(wanted="map its stakeholders", stage=stage))
    over.when(mapped(can=said())).then(StakeholdersMapped(can=said()))


def test_no_map_comes_before_the_problem() -> None:
    problem.given((RAISED, LATER)).when(mapped(when=OPEN_AT, can=said())).refused(
        BeforeLastChange(what="the problem", at=OPEN_AT, last=LATER)
    )


def decide(by: Any = AISHA, when: datetime = SECOND, *, alternatives: Any = None, considered: int = 0) -> Decision:
    return lambda it: thinking.decide(
        it,
        decision=said("self-roster"),
        reasons=said("trust"),
        alternatives=alternatives,
        considered=considered,
        by=by,
        at=when,
    )


def test_the_owner_decides_with_reasons_and_needs_no_session() -> None:
    given = problem.given(*ACCEPTED)
    given.when(decide()).then(DecisionMade(0, said("self-roster"), said("trust")))
    given.when(decide(considered=2)).then(DecisionMade(2, said("self-roster"), said("trust")))
    given.when(decide(alternatives=said("agency"), considered=1)).then(
        DecisionMade(1, said("self-roster"), said("trust"), said("agency"))
    )
    given.when(decide(by=BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="decide on it"))


def test_alternatives_that_are_described_are_counted() -> None:
    problem.given(*ACCEPTED).when(decide(alternatives=said("agency"))).refused(AlternativesUncounted())


def test_an_owner_decides_on_what_was_accepted_and_not_over_at_the_time() -> None:
    problem.given(RAISED).when(decide()).refused(WrongProblemStage(wanted="decide on it", stage="raised"))
    problem.given(RAISED, ProblemReturned(said())).when(decide()).refused(
        WrongProblemStage(wanted="decide on it", stage="returned")
    )
    problem.given(*PARKED).when(decide()).then(DecisionMade(0, said("self-roster"), said("trust")))
    problem.given(*PARKED).when(decide(when=MARCH)).refused(WrongProblemStage(wanted="decide on it", stage="parked"))
    late = (RAISED, (ACCEPTED[1], SECOND))
    problem.given(*late).when(decide(when=LATER)).refused(BeforeLastChange(what="the problem", at=LATER, last=SECOND))


# Encouragement


MEMBERS = the_set.given(*IN_SESSION).state


def encourage(by: Any = BEN, when: datetime = SECOND, *, action: Any = None, home: Any = MEMBERS) -> Decision:
    return lambda it: thinking.encourage(it, home=home, action=action, words=said("go on", by), by=by, at=when)


def test_a_peer_or_an_adviser_encourages_the_owner() -> None:
    for by in (BEN, RUTH):
        problem.given(*COMMITTED).when(encourage(by)).then(EncouragementGiven(by, None, said("go on", by)))
    problem.given(*COMMITTED).when(encourage(action=TRIAL)).then(EncouragementGiven(BEN, TRIAL, said("go on", BEN)))


def test_nobody_encourages_themself() -> None:
    problem.given(*COMMITTED).when(encourage(AISHA)).refused(TakesSomebodyElse(owner=AISHA, what="encouragement"))


def test_encouragement_comes_from_the_set_as_it_was() -> None:
    given = problem.given(*COMMITTED)
    given.when(encourage(EVA)).refused(NotOfTheSet(person=EVA, at=SECOND, wanted="give encouragement"))
    left = the_set.given(*CLOSED, (MemberLeft(BEN, said()), SECOND)).state
    given.when(encourage(when=LATER, home=left)).then(EncouragementGiven(BEN, None, said("go on", BEN)))
    given.when(encourage(home=left)).refused(NotOfTheSet(person=BEN, at=SECOND, wanted="give encouragement"))
    handed = the_set.given(*CLOSED, (AdviserHandedOver(RUTH, EVA), SECOND)).state
    given.when(encourage(RUTH, home=handed)).refused(NotOfTheSet(person=RUTH, at=SECOND, wanted="give encouragement"))
    given.when(encourage(EVA, home=handed)).then(EncouragementGiven(EVA, None, said("go on", EVA)))


def test_encouragement_is_about_a_live_problem_and_an_action_committed_by_then() -> None:
    problem.given(RAISED).when(encourage()).refused(WrongProblemStage(wanted="give encouragement", stage="raised"))
    problem.given(*PARKED).when(encourage(when=MARCH)).refused(WrongProblemStage(wanted="give encouragement", stage="parked"))
    problem.given(*COMMITTED).when(encourage(action=TALK)).refused(NoSuchAction(action=TALK))
    problem.given(*COMMITTED).when(encourage(when=LATER, action=TRIAL)).refused(
        BeforeLastChange(what="the action", at=LATER, last=COMMITTED_AT)
    )
