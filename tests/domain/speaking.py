"""Each of the things that are said of a problem in the room, in one line: how it is decided, and what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from calder_vale import AISHA, BEN, CHLOE, LATER, MARCH, PRESENTED, Decision, room, said

from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.events import ProblemParked
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    ClarityRated,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    SupportRated,
)
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.values import AssumptionId, Feeling, MemberId

BUDGET, OTHER = (AssumptionId(UUID(int=number)) for number in (50, 51))


def challenge(by: Any = BEN, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).challenge(BUDGET, words=said("no money", by), challenger=by, at=when)


def feel(by: Any = BEN, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).voice_feeling(Feeling.UNEASE, words=said("hm", by), by=by, at=when)


def not_know(by: Any = BEN, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).voice_not_knowing(words=None, by=by, at=when)


def gain(by: Any = AISHA, when: datetime = LATER, there: Roster | None = None, other: Any = CHLOE) -> Decision:
    return lambda it: Discussion(it, there or room()).gain_perspective(
        from_member=other, perspective=said("as a nurse"), by=by, at=when
    )


def option(by: Any = AISHA, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).generate_option(option=said("swap"), by=by, at=when)


def support(by: Any = AISHA, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).rate_support(challenge=7, support=9, by=by, at=when)


def clarity(by: Any = AISHA, when: datetime = LATER, there: Roster | None = None) -> Decision:
    return lambda it: Discussion(it, there or room()).rate_clarity(clarity=8, by=by, at=when)


@frozen
class Said:
    """One of the things that are said in the room: how it is decided, what is recorded, and who says it."""

    decide: Callable[..., Decision]
    event: Any
    wanted: str
    by: MemberId = AISHA


OF_PEERS = (
    Said(challenge, AssumptionChallenged(BUDGET, 1, BEN, said("no money", BEN)), "challenge an assumption", BEN),
    Said(feel, FeelingVoiced(1, BEN, Feeling.UNEASE, said("hm", BEN)), "voice a feeling", BEN),
    Said(not_know, NotKnowingVoiced(1, BEN), "voice not knowing", BEN),
)
OF_THE_OWNER = (
    Said(gain, PerspectiveGained(1, CHLOE, said("as a nurse")), "say whose perspective they gained"),
    Said(option, OptionGenerated(1, said("swap")), "say what could be done"),
    Said(support, SupportRated(1, AISHA, 7, 9), "rate challenge and support"),
    Said(clarity, ClarityRated(1, 8), "rate clarity"),
)


PARKED = (*PRESENTED, (ProblemParked(said()), MARCH))
