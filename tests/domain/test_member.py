"""What people write about themselves, and nobody else for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from calder_vale import AISHA, BEDS, BEN, MARCH, ROSTERS, TALK, TRIAL, TRUST, at, said

from actionlearning.domain.member.aggregate import Member, register
from actionlearning.domain.member.errors import AppliedToItsSource, NoSuchLearning, OnlyTheirOwn
from actionlearning.domain.member.events import LearningApplied, LearningCaptured, MemberRegistered, SelfRatingGiven
from actionlearning.domain.member.fold import apply
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import ActionRef, Instrument, LearningKind, Loop, RatingPhase
from actionlearning.testing.scenario import Scenario

member = Scenario(apply)
SOURCE = ActionRef(ROSTERS, TRIAL)
REGISTERED = MemberRegistered("Calder Vale", "band 7", BEN, said("Aisha Okafor"), said("ward manager"))
CAPTURED = LearningCaptured(TRUST, LearningKind.INSIGHT, Loop.DOUBLE, SOURCE, said("ask first"))


def test_everyone_who_acts_is_registered() -> None:
    member.beginning(
        lambda: register(
            organisation="Calder Vale",
            level_band="band 7",
            line_manager=BEN,
            name=said("Aisha Okafor"),
            role=said("ward manager"),
        )
    ).then(REGISTERED)


def test_a_person_rates_themself() -> None:
    (
        member.given(REGISTERED)
        .when(lambda it: it.rate(Instrument.LESS_ISOLATED, phase=RatingPhase.BEFORE, score=3, by=AISHA, at=MARCH))
        .then(SelfRatingGiven(Instrument.LESS_ISOLATED, RatingPhase.BEFORE, 3))
    )


def test_nobody_rates_somebody_else() -> None:
    (
        member.given(REGISTERED)
        .when(lambda it: it.rate(Instrument.SELF_EFFICACY, phase=RatingPhase.AFTER, score=9, by=BEN, at=MARCH))
        .refused(OnlyTheirOwn(by=BEN, member=AISHA))
    )


def test_a_person_captures_what_an_action_taught_them() -> None:
    (
        member.given(REGISTERED)
        .when(
            lambda it: it.capture(
                TRUST,
                what=said("ask first"),
                kind=LearningKind.INSIGHT,
                loop=Loop.DOUBLE,
                source=SOURCE,
                committed_at=MARCH,
                by=AISHA,
                at=MARCH,
            )
        )
        .then(CAPTURED)
    )
    (
        member.given(REGISTERED)
        .when(
            lambda it: it.capture(
                TRUST,
                what=said(),
                kind=LearningKind.SKILL,
                loop=Loop.SINGLE,
                source=SOURCE,
                committed_at=MARCH,
                by=BEN,
                at=MARCH,
            )
        )
        .refused(OnlyTheirOwn(by=BEN, member=AISHA))
    )


def test_a_learning_is_known_by_the_action_it_came_from() -> None:
    it = member.given(REGISTERED, CAPTURED).state
    assert frozenset({TRUST}) == it.learnt_from(TRIAL)
    assert frozenset() == it.learnt_from(TALK)


def test_a_learning_is_applied_to_another_problem_than_its_source() -> None:
    given = member.given(REGISTERED, CAPTURED)
    given.when(lambda it: it.use(TRUST, problem=BEDS, how=said("asked"), by=AISHA, at=MARCH)).then(
        LearningApplied(TRUST, BEDS, said("asked"))
    )
    given.when(lambda it: it.use(TRUST, problem=ROSTERS, how=said(), by=AISHA, at=MARCH)).refused(
        AppliedToItsSource(problem=ROSTERS)
    )


def test_only_a_learning_of_ones_own_is_applied() -> None:
    member.given(REGISTERED).when(lambda it: it.use(TRUST, problem=BEDS, how=said(), by=AISHA, at=MARCH)).refused(
        NoSuchLearning(learning=TRUST)
    )
    member.given(REGISTERED, CAPTURED).when(lambda it: it.use(TRUST, problem=BEDS, how=said(), by=BEN, at=MARCH)).refused(
        OnlyTheirOwn(by=BEN, member=AISHA)
    )


def test_nobody_writes_about_a_time_before_they_were_registered() -> None:
    (
        member.given((REGISTERED, MARCH))
        .when(lambda it: it.rate(Instrument.SELF_EFFICACY, phase=RatingPhase.BEFORE, score=1, by=AISHA, at=at("02-28")))
        .refused(BeforeLastChange(what="the person's record", at=at("02-28"), last=MARCH))
    )


def test_nobody_learns_from_an_action_before_it_was_committed() -> None:
    def capture(moment: datetime) -> Callable[[Member], LearningCaptured]:
        return lambda it: it.capture(
            TRUST,
            what=said("ask first"),
            kind=LearningKind.INSIGHT,
            loop=Loop.DOUBLE,
            source=SOURCE,
            committed_at=MARCH,
            by=AISHA,
            at=moment,
        )

    given = member.given(REGISTERED)
    given.when(capture(MARCH)).then(CAPTURED)
    given.when(capture(at("02-28"))).refused(BeforeLastChange(what="the action", at=at("02-28"), last=MARCH))


def test_nobody_applies_a_learning_before_it_was_captured() -> None:
    given = member.given(REGISTERED, (CAPTURED, MARCH))
    given.when(lambda it: it.use(TRUST, problem=BEDS, how=said(), by=AISHA, at=MARCH)).then(
        LearningApplied(TRUST, BEDS, said())
    )
    given.when(lambda it: it.use(TRUST, problem=BEDS, how=said(), by=AISHA, at=at("02-28"))).refused(
        BeforeLastChange(what="the learning", at=at("02-28"), last=MARCH)
    )
