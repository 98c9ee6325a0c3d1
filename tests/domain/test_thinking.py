"""What is challenged, voiced, seen, decided and rated on the way from a problem to what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from attrs import frozen
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    CHLOE,
    CLOSED,
    CLOSED_AT,
    COMMITTED,
    COMMITTED_AT,
    DEV,
    ELEVEN,
    EVA,
    IN_SESSION,
    LATER,
    MARCH,
    OPEN_AT,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    REPORTED,
    RUTH,
    SECOND,
    TALK,
    TRIAL,
    Decision,
    at,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem import thinking
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.errors import (
    AlternativesUncounted,
    NeverPresented,
    NobodyOnTheMap,
    NoSuchAction,
    NoSuchAssumption,
    NotOfTheSet,
    NotPresentedThen,
    NotTheOwner,
    NotWorkedOn,
    TakesSomebodyElse,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import (
    EncouragementGiven,
    OutcomeReviewed,
    ProblemParked,
    ProblemPresented,
    ProblemReturned,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)
from actionlearning.domain.set.errors import NotCheckedIn
from actionlearning.domain.set.events import AdviserHandedOver, CheckedOut, MemberLeft, SessionClosed
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AssumptionId, AssumptionVerdict, Feeling, MemberId, QuestionForm, QuestionFunction

NOON = at("01-14", "12:00")
BEFORE = at("01-14", "10:29")
BUDGET, OTHER = (AssumptionId(UUID(int=number)) for number in (50, 51))
CHALLENGED = (*PRESENTED, (AssumptionChallenged(BUDGET, 1, BEN, said("no money", BEN)), LATER))
PARKED = (*PRESENTED, (ProblemParked(said()), MARCH))
PRESENTED_AGAIN = (*PRESENTED, (ProblemPresented(2), SECOND))


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

each_of_the_owner = pytest.mark.parametrize("it", OF_THE_OWNER, ids=lambda it: it.wanted)
each_in_the_room = pytest.mark.parametrize("it", [*OF_PEERS, *OF_THE_OWNER], ids=lambda it: it.wanted)


# In the room


@each_in_the_room
def test_what_is_said_in_the_room_is_recorded(it: Said) -> None:
    problem.given(*PRESENTED).when(it.decide()).then(it.event)


@each_in_the_room
def test_nothing_is_said_of_a_problem_before_it_was_presented(it: Said) -> None:
    problem.given(*ACCEPTED).when(it.decide()).refused(NeverPresented(wanted=it.wanted))
    problem.given(*PRESENTED).when(it.decide(when=BEFORE)).refused(NeverPresented(wanted=it.wanted))


@each_in_the_room
def test_what_was_said_before_a_problem_ended_is_recorded_late(it: Said) -> None:
    problem.given(*PARKED).when(it.decide()).then(it.event)
    problem.given(*PARKED).when(it.decide(when=MARCH)).refused(WrongProblemStage(wanted=it.wanted, stage="parked"))


@each_in_the_room
def test_nobody_speaks_who_is_not_in_the_room(it: Said) -> None:
    problem.given(*PRESENTED).when(it.decide(there=room(1, CHLOE, DEV))).refused(NotCheckedIn(session=1, member=it.by))


@each_of_the_owner
def test_only_the_owner_says_what_they_take_from_it(it: Said) -> None:
    for by in (BEN, RUTH):
        problem.given(*PRESENTED).when(it.decide(by=by)).refused(NotTheOwner(member=by, owner=AISHA, wanted=it.wanted))


@each_in_the_room
def test_neither_a_session_closes_nor_anybody_checks_out_before_what_they_said(it: Said) -> None:
    heard = problem.given(*PRESENTED, (it.event, ELEVEN)).state
    assert ELEVEN in heard.last_acts_in(1, it.by)
    meeting = the_set.given(*IN_SESSION).seen_as(lambda one: Meeting.of(one, 1))
    meeting.when(lambda one: one.check_out(it.by, energy=None, last_acts=heard.last_acts_in(1, it.by), at=LATER)).refused(
        BeforeLastChange(what="what they did in the session", at=LATER, last=ELEVEN)
    )
    meeting.when(lambda one: one.close(last_acts=heard.last_acts_in(1), at=at("01-14", "10:50"))).refused(
        BeforeLastChange(what="session 1", at=at("01-14", "10:50"), last=ELEVEN)
    )


def test_whose_perspective_was_gained_was_there_until_then() -> None:
    heard = problem.given(*PRESENTED, (PerspectiveGained(1, CHLOE, said()), ELEVEN)).state
    assert (ELEVEN,) == heard.last_acts_in(1, CHLOE)


@each_in_the_room
def test_a_late_fact_counts_those_who_were_members_and_there_at_its_time(it: Said) -> None:
    """Ben and Aisha went home at eleven, and left the set in February."""
    left = (
        *IN_SESSION,
        (CheckedOut(1, BEN), ELEVEN),
        (CheckedOut(1, AISHA), ELEVEN),
        (SessionClosed(1, inquorate=False), CLOSED_AT),
        (MemberLeft(BEN, said()), at("02-01")),
        (MemberLeft(AISHA, said()), at("02-01")),
    )
    meeting = Meeting.of(the_set.given(*left).state, 1)
    given = problem.given(*PRESENTED)
    given.when(it.decide(there=meeting.roster(LATER))).then(it.event)
    given.when(it.decide(when=NOON, there=meeting.roster(NOON))).refused(NotCheckedIn(session=1, member=it.by))


@each_in_the_room
def test_who_left_during_a_session_said_nothing_in_it_afterwards(it: Said) -> None:
    """A leaver is no member from the moment of leaving, checked in or not."""
    left = the_set.given(*IN_SESSION, (MemberLeft(it.by, said()), ELEVEN)).state
    after = at("01-14", "11:01")
    roster = Meeting.of(left, 1).roster(after)
    problem.given(*PRESENTED).when(it.decide(when=after, there=roster)).refused(NotCheckedIn(session=1, member=it.by))


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


# Feelings, not knowing, perspectives


def test_the_owner_and_the_adviser_voice_what_they_feel_and_do_not_know() -> None:
    given = problem.given(*PRESENTED)
    for by in (AISHA, RUTH):
        given.when(feel(by)).then(FeelingVoiced(1, by, Feeling.UNEASE, said("hm", by)))
        given.when(not_know(by)).then(NotKnowingVoiced(1, by))


def test_a_perspective_comes_from_somebody_else_who_is_there() -> None:
    given = problem.given(*PRESENTED)
    given.when(gain(other=RUTH)).then(PerspectiveGained(1, RUTH, said("as a nurse")))
    given.when(gain(other=AISHA)).refused(TakesSomebodyElse(owner=AISHA, what="another perspective"))
    given.when(gain(there=room(1, AISHA, BEN))).refused(NotCheckedIn(session=1, member=CHLOE))


# Ratings


def test_support_is_rated_in_every_session_that_worked_on_the_problem_presented_or_not() -> None:
    asked = QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    when = at("02-11", "11:00")
    rated = support(when=when, there=room(2))
    problem.given(*PRESENTED).when(rated).refused(NotWorkedOn(session=2, wanted="rate challenge and support"))
    problem.given(*PRESENTED, (asked, SECOND)).when(rated).then(SupportRated(2, AISHA, 7, 9))
    problem.given(*REPORTED, (OutcomeReviewed(TRIAL, 2, (BEN,), (), said()), SECOND)).when(rated).then(
        SupportRated(2, AISHA, 7, 9)
    )
    problem.given(*PRESENTED_AGAIN).when(rated).then(SupportRated(2, AISHA, 7, 9))


def test_support_is_not_rated_before_the_set_worked_on_the_problem() -> None:
    problem.given(*PRESENTED_AGAIN).when(support(when=at("02-11", "10:29"), there=room(2))).refused(
        NotWorkedOn(session=2, wanted="rate challenge and support")
    )
    earlier = (QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), at("02-11", "10:20"))
    problem.given(*PRESENTED_AGAIN, earlier).when(support(when=at("02-11", "10:29"), there=room(2))).then(
        SupportRated(2, AISHA, 7, 9)
    )


def test_a_rating_alone_is_no_work_on_the_problem() -> None:
    problem.given(*PRESENTED, (SupportRated(2, AISHA, 7, 9), SECOND)).when(support(when=SECOND, there=room(2))).refused(
        NotWorkedOn(session=2, wanted="rate challenge and support")
    )


def test_clarity_is_rated_after_presenting_in_that_session() -> None:
    asked = QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    when = at("02-11", "11:00")
    problem.given(*PRESENTED, (asked, SECOND)).when(clarity(when=when, there=room(2))).refused(NotPresentedThen(session=2))
    problem.given(*PRESENTED_AGAIN).when(clarity(when=at("02-11", "10:29"), there=room(2))).refused(NotPresentedThen(session=2))
    problem.given(*PRESENTED_AGAIN).when(clarity(when=SECOND, there=room(2))).then(ClarityRated(2, 8))


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
