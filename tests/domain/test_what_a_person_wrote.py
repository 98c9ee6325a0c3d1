"""A person's record remembers who they are to a set, and that they wrote anything at all of themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from calder_vale import AISHA, APRIL, BEDS, BEN, FEBRUARY, MARCH, PROGRAMME, ROSTERS, TRIAL, TRUST, said

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
    PersonalValueElicited,
    SelfRatingGiven,
    ValueTensionNoted,
)
from actionlearning.domain.member.fold import apply
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import ActionRef, ConsentScope, Instrument, LearningKind, Loop, RatingPhase, ValueId
from actionlearning.testing.scenario import Scenario

member = Scenario(apply)

CARE, SPEED = ValueId(UUID(int=80)), ValueId(UUID(int=81))
REGISTERED = MemberRegistered("Calder Vale", "band 7", BEN, said("Aisha Okafor"), said("ward manager"))
WRITTEN = (
    SelfRatingGiven(Instrument.SELF_EFFICACY, RatingPhase.AFTER, 8),
    LearningCaptured(TRUST, LearningKind.INSIGHT, Loop.DOUBLE, ActionRef(ROSTERS, TRIAL), said("ask first")),
    LearningApplied(TRUST, BEDS, said("asked")),
    ConsentGiven(ConsentScope.RESEARCH),
    ConsentWithdrawn(ConsentScope.RESEARCH),
    PersonalValueElicited(CARE, said("nobody is alone")),
    ValueTensionNoted(CARE, PROGRAMME, SPEED, said("late home")),
    LearningStyleProfiled(9, 13, 16, 8),
    DevelopmentGoalSet(said("listen")),
    LearningApproachChosen(said("I count")),
    LearningApproachReviewed(keep=True, review=said("it works")),
    MotivationRated(7),
)


def test_a_person_is_known_by_their_band_and_their_line_manager() -> None:
    it = member.given((REGISTERED, FEBRUARY)).state
    assert (AISHA, "band 7", BEN, FEBRUARY) == (it.id, it.level_band, it.line_manager, it.registered_at)


@pytest.mark.parametrize("event", WRITTEN, ids=[type(event).__name__ for event in WRITTEN])
def test_nobody_asks_to_be_forgotten_before_what_they_wrote_last(event: Any) -> None:
    given = member.given((REGISTERED, FEBRUARY), (event, APRIL))
    given.when(lambda it: it.request_erasure(by=AISHA, at=MARCH)).refused(
        BeforeLastChange(what="the person's record", at=MARCH, last=APRIL)
    )
    given.when(lambda it: it.request_erasure(by=AISHA, at=APRIL)).then(ErasureRequested())
