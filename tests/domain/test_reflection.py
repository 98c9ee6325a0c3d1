"""What people hold important, how they learn, what they consent to, and how they ask to be forgotten: theirs alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from calder_vale import AISHA, APRIL, BEDS, BEN, FEBRUARY, MARCH, MAY, PROGRAMME, ROSTERS, TRIAL, TRUST, at, said

from actionlearning.domain.member import reflection
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.member.errors import (
    ConsentStands,
    NoApproach,
    NobodyAskedForErasure,
    NoConsent,
    NoSuchValue,
    OnlyTheirOwn,
    ToBeForgotten,
)
from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    DevelopmentGoalSet,
    ErasureRequested,
    LearningApplied,
    LearningApproachChosen,
    LearningApproachReviewed,
    LearningCaptured,
    LearningStyleProfiled,
    MemberRegistered,
    MotivationRated,
    PersonalDataErased,
    PersonalValueElicited,
    SelfRatingGiven,
    ValueTensionNoted,
)
from actionlearning.domain.member.fold import apply
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import (
    ActionRef,
    ConsentScope,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    RatingPhase,
    ValueId,
)
from actionlearning.testing.scenario import Scenario

member = Scenario(apply)

CARE, SPEED = ValueId(UUID(int=80)), ValueId(UUID(int=81))
PATIENCE = LearningId(UUID(int=42))
REGISTERED = MemberRegistered("Calder Vale", "band 7", BEN, said("Aisha Okafor"), said("ward manager"))
CAPTURED = LearningCaptured(TRUST, LearningKind.INSIGHT, Loop.DOUBLE, ActionRef(ROSTERS, TRIAL), said("ask first"))
VALUE = PersonalValueElicited(CARE, said("nobody is alone"))
CHOSEN = LearningApproachChosen(said("I count"))
SPONSOR = ConsentScope.SPONSOR

Given = tuple[Any, ...]
KNOWN: Given = ((REGISTERED, FEBRUARY), CAPTURED, VALUE, CHOSEN)
"""A person with a learning, a value and an approach."""


def consent(given: bool, moment: datetime = MARCH, by: Any = AISHA) -> Callable[[Member], Any]:
    decide = reflection.give_consent if given else reflection.withdraw_consent
    return lambda it: decide(it, SPONSOR, by=by, at=moment)


def tension(moment: datetime = MARCH, elicited: datetime = FEBRUARY, own: ValueId = CARE) -> Callable[[Member], Any]:
    return lambda it: reflection.note_tension(
        it,
        own,
        programme=PROGRAMME,
        organisational=SPEED,
        elicited_at=elicited,
        tension=said("late home"),
        by=AISHA,
        at=moment,
    )


def test_consent_is_given_withdrawn_and_given_again() -> None:
    nothing = member.given((REGISTERED, FEBRUARY))
    nothing.when(consent(given=True)).then(ConsentGiven(SPONSOR))
    nothing.when(consent(given=False)).refused(NoConsent(scope="sponsor"))
    given = member.given((REGISTERED, FEBRUARY), (ConsentGiven(SPONSOR), MARCH))
    given.when(consent(given=True)).refused(ConsentStands(scope="sponsor"))
    given.when(consent(given=False)).then(ConsentWithdrawn(SPONSOR))
    withdrawn = member.given((REGISTERED, FEBRUARY), ConsentGiven(SPONSOR), (ConsentWithdrawn(SPONSOR), MARCH))
    withdrawn.when(consent(given=True)).then(ConsentGiven(SPONSOR))
    withdrawn.when(consent(given=False)).refused(NoConsent(scope="sponsor"))
    other = member.given((REGISTERED, FEBRUARY), ConsentGiven(ConsentScope.RESEARCH))
    other.when(consent(given=True)).then(ConsentGiven(SPONSOR))


def test_consent_does_not_change_before_its_last_change() -> None:
    refusal = BeforeLastChange(what="the consent", at=MARCH, last=APRIL)
    given = member.given((REGISTERED, FEBRUARY), (ConsentGiven(SPONSOR), APRIL))
    given.when(consent(given=False)).refused(refusal)
    withdrawn = member.given((REGISTERED, FEBRUARY), (ConsentGiven(SPONSOR), MARCH), (ConsentWithdrawn(SPONSOR), APRIL))
    withdrawn.when(consent(given=True)).refused(refusal)


def test_a_tension_is_between_a_value_of_ones_own_and_an_organisations() -> None:
    noted = ValueTensionNoted(CARE, PROGRAMME, SPEED, said("late home"))
    given = member.given((REGISTERED, FEBRUARY), (VALUE, MARCH))
    given.when(tension()).then(noted)
    given.when(tension(elicited=MARCH)).then(noted)
    given.when(tension(own=SPEED)).refused(NoSuchValue(value=SPEED))


def test_nobody_feels_a_tension_before_both_values_are_in_words() -> None:
    refusal = BeforeLastChange(what="the value", at=MARCH, last=APRIL)
    member.given((REGISTERED, FEBRUARY), (VALUE, APRIL)).when(tension()).refused(refusal)
    member.given((REGISTERED, FEBRUARY), (VALUE, MARCH)).when(tension(elicited=APRIL)).refused(refusal)


def test_an_approach_is_looked_back_at_once_it_was_chosen() -> None:
    def review(moment: datetime) -> Callable[[Member], Any]:
        return lambda it: reflection.review_approach(it, keep=False, review=said("too far"), by=AISHA, at=moment)

    reviewed = LearningApproachReviewed(keep=False, review=said("too far"))
    given = member.given((REGISTERED, FEBRUARY), (CHOSEN, APRIL))
    given.when(review(APRIL)).then(reviewed)
    given.when(review(MARCH)).refused(NoApproach(at=MARCH))
    member.given((REGISTERED, FEBRUARY)).when(review(MARCH)).refused(NoApproach(at=MARCH))
    member.given((REGISTERED, FEBRUARY), (CHOSEN, APRIL), (CHOSEN, MARCH)).when(review(MARCH)).then(reviewed)
    member.given((REGISTERED, FEBRUARY), (CHOSEN, MARCH), (CHOSEN, APRIL)).when(review(MARCH)).then(reviewed)


OWN: list[tuple[Any, Callable[..., Any]]] = [
    (
        SelfRatingGiven(Instrument.SELF_EFFICACY, RatingPhase.AFTER, 8),
        lambda it, **who: it.rate(Instrument.SELF_EFFICACY, phase=RatingPhase.AFTER, score=8, **who),
    ),
    (
        LearningCaptured(PATIENCE, LearningKind.SKILL, Loop.SINGLE, ActionRef(ROSTERS, TRIAL), said("wait")),
        lambda it, **who: it.capture(
            PATIENCE,
            what=said("wait"),
            kind=LearningKind.SKILL,
            loop=Loop.SINGLE,
            source=ActionRef(ROSTERS, TRIAL),
            committed_at=at("01-01"),
            **who,
        ),
    ),
    (LearningApplied(TRUST, BEDS, said("asked")), lambda it, **who: it.use(TRUST, problem=BEDS, how=said("asked"), **who)),
    (ConsentGiven(SPONSOR), lambda it, **who: reflection.give_consent(it, SPONSOR, **who)),
    (
        ConsentWithdrawn(ConsentScope.RESEARCH),
        lambda it, **who: reflection.withdraw_consent(it, ConsentScope.RESEARCH, **who),
    ),
    (
        PersonalValueElicited(SPEED, said("fast")),
        lambda it, **who: reflection.elicit_value(it, SPEED, words=said("fast"), **who),
    ),
    (
        ValueTensionNoted(CARE, PROGRAMME, SPEED, said("late")),
        lambda it, **who: reflection.note_tension(
            it, CARE, programme=PROGRAMME, organisational=SPEED, elicited_at=at("01-01"), tension=said("late"), **who
        ),
    ),
    (
        LearningStyleProfiled(9, 13, 16, 8),
        lambda it, **who: reflection.profile_style(it, activist=9, reflector=13, theorist=16, pragmatist=8, **who),
    ),
    (DevelopmentGoalSet(said("listen")), lambda it, **who: reflection.set_goal(it, goal=said("listen"), **who)),
    (CHOSEN, lambda it, **who: reflection.choose_approach(it, approach=said("I count"), **who)),
    (
        LearningApproachReviewed(keep=True, review=said("it works")),
        lambda it, **who: reflection.review_approach(it, keep=True, review=said("it works"), **who),
    ),
    (MotivationRated(7), lambda it, **who: reflection.rate_motivation(it, score=7, **who)),
    (ErasureRequested(), lambda it, **who: it.request_erasure(**who)),
]
WRITTEN = pytest.mark.parametrize(("event", "decision"), OWN, ids=[type(event).__name__ for event, _ in OWN])
HISTORY: Given = (*KNOWN, ConsentGiven(ConsentScope.RESEARCH))


@WRITTEN
def test_a_person_writes_about_themself_and_nobody_else_does(event: Any, decision: Callable[..., Any]) -> None:
    given = member.given(*HISTORY)
    given.when(partial(decision, by=AISHA, at=MARCH)).then(event)
    given.when(partial(decision, by=BEN, at=MARCH)).refused(OnlyTheirOwn(by=BEN, member=AISHA))


@WRITTEN
def test_nobody_writes_before_they_were_registered(event: Any, decision: Callable[..., Any]) -> None:
    given, early = member.given(*HISTORY), at("01-31")
    given.when(partial(decision, by=AISHA, at=FEBRUARY)).then(event)
    given.when(partial(decision, by=AISHA, at=early)).refused(
        BeforeLastChange(what="the person's record", at=early, last=FEBRUARY)
    )


@WRITTEN
def test_who_asked_to_be_forgotten_writes_nothing_more_however_late_it_is_recorded(
    event: Any, decision: Callable[..., Any]
) -> None:
    given = member.given(*HISTORY, (ErasureRequested(), APRIL))
    for moment in (MARCH, APRIL, MAY):
        if isinstance(event, ErasureRequested):
            given.when(partial(decision, by=AISHA, at=moment)).then()
        else:
            given.when(partial(decision, by=AISHA, at=moment)).refused(ToBeForgotten(member=AISHA, asked=APRIL))


def test_nobody_asks_for_somebody_else_even_again() -> None:
    given = member.given(*HISTORY, (ErasureRequested(), APRIL))
    given.when(lambda it: it.request_erasure(by=BEN, at=MAY)).refused(OnlyTheirOwn(by=BEN, member=AISHA))


def test_the_request_comes_after_what_was_written_last() -> None:
    given = member.given((REGISTERED, FEBRUARY), (VALUE, APRIL), (CHOSEN, MARCH))
    given.when(lambda it: it.request_erasure(by=AISHA, at=APRIL)).then(ErasureRequested())
    given.when(lambda it: it.request_erasure(by=AISHA, at=MARCH)).refused(
        BeforeLastChange(what="the person's record", at=MARCH, last=APRIL)
    )


def test_erasure_follows_a_request_and_happens_once() -> None:
    asked = member.given(*KNOWN, (ErasureRequested(), MARCH))
    asked.when(lambda it: it.erase(at=MARCH)).then(PersonalDataErased())
    asked.when(lambda it: it.erase(at=FEBRUARY)).refused(BeforeLastChange(what="the request", at=FEBRUARY, last=MARCH))
    member.given(*KNOWN).when(lambda it: it.erase(at=MARCH)).refused(NobodyAskedForErasure(member=AISHA))
    erased = member.given(*KNOWN, (ErasureRequested(), MARCH), PersonalDataErased())
    erased.when(lambda it: it.erase(at=APRIL)).then()
    erased.when(lambda it: it.request_erasure(by=AISHA, at=APRIL)).then()
    erased.when(lambda it: it.erase(at=FEBRUARY)).then()


def test_what_was_learnt_stays_known_after_erasure() -> None:
    erased = member.given(*KNOWN, (ErasureRequested(), MARCH), PersonalDataErased()).state
    assert frozenset({TRUST}) == erased.learnt_from(TRIAL)
