"""What was recorded wrongly of a session is put right, and what the set was worth is said."""

from __future__ import annotations

from datetime import datetime

from calder_vale import (
    AISHA,
    BEDS,
    BEN,
    CLOSED_AT,
    CONTRACTING,
    DIARY,
    ELEVEN,
    EVA,
    FOUR,
    HALF_PAST,
    IN_SESSION,
    MEETING,
    OPEN_AT,
    ROSTERS,
    RUTH,
    agreed,
    arrived,
    at,
    first,
    invited,
    joined,
    proposed,
    said,
    the_set,
)

from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.corrections import correct_attendance, correct_slot_minutes
from actionlearning.domain.set.errors import (
    AlreadyCheckedIn,
    AttendanceStands,
    ContractNotAgreed,
    LongerThanTheSession,
    MinutesStand,
    NoClosedSlot,
    NotAMember,
    OutsideTheSession,
    SlotTaken,
    TookPart,
    WrongStage,
)
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AirtimeAllocated,
    MemberLeft,
    SessionClosed,
    SessionOpened,
    SetClosed,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.set.practice import evaluate
from actionlearning.domain.set.practice_events import AttendanceCorrected, SetEvaluated, SlotMinutesCorrected
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import MemberId, ProblemId

LATER = at("02-01")
CLOSED = (SessionClosed(1, inquorate=False), CLOSED_AT)
WITHOUT_BEN = (*DIARY, (SessionOpened(1, RUTH), OPEN_AT), *arrived(1, AISHA))
AFTER_A_SLOT = (
    *IN_SESSION,
    AirtimeAllocated(1, AISHA, ROSTERS, 30),
    (SlotOpened(1, AISHA, ROSTERS), HALF_PAST),
    (SlotClosed(1, 30), ELEVEN),
)


def correcting(it: Meeting, member: MemberId = BEN, *, present: bool = True, on: datetime = LATER) -> AttendanceCorrected:
    return correct_attendance(it, member, present=present, last_acts=(), at=on)


def minutes(it: Meeting, count: int = 25, *, problem: ProblemId = ROSTERS, on: datetime = LATER) -> SlotMinutesCorrected:
    return correct_slot_minutes(it, problem, minutes=count, at=on)


ADVISED_BY_BEN = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, BEN))


# Attendance


def test_who_came_after_all_was_there_from_opening_to_close() -> None:
    for before in ((), (AbsenceRecorded(1, BEN, apology=True),)):
        given = the_set.given(*WITHOUT_BEN, *before, CLOSED).seen_as(first)
        given.when(correcting).then(AttendanceCorrected(1, BEN, present=True))
    it = first(the_set.given(*WITHOUT_BEN, *before, CLOSED, (AttendanceCorrected(1, BEN, present=True), LATER)).state)
    assert all(BEN in it.roster(moment).present for moment in (OPEN_AT, ELEVEN, CLOSED_AT))
    assert frozenset() == it.session.absent


def test_who_did_not_come_after_all_was_never_there() -> None:
    given = the_set.given(*IN_SESSION).seen_as(first)
    given.when(lambda it: correcting(it, present=False)).then(AttendanceCorrected(1, BEN, present=False))
    corrected = the_set.given(*IN_SESSION, (AttendanceCorrected(1, BEN, present=False), ELEVEN)).seen_as(first)
    assert BEN not in corrected.state.roster(OPEN_AT).present
    corrected.when(lambda it: it.check_in(BEN, energy=None, at=ELEVEN)).refused(AlreadyCheckedIn(session=1, member=BEN))
    corrected.when(correcting).then(AttendanceCorrected(1, BEN, present=True))


def test_only_what_was_recorded_wrongly_is_corrected() -> None:
    the_set.given(*IN_SESSION).seen_as(first).when(correcting).refused(AttendanceStands(session=1, member=BEN))
    the_set.given(*WITHOUT_BEN).seen_as(first).when(lambda it: correcting(it, present=False)).refused(
        AttendanceStands(session=1, member=BEN)
    )


def test_attendance_is_corrected_in_a_session_that_was_opened_and_not_before_it() -> None:
    the_set.given(*DIARY).seen_as(first).when(correcting).refused(
        OutsideTheSession(session=1, at=LATER, opened=None, closed=None)
    )
    early = at("01-13")
    the_set.given(*WITHOUT_BEN).seen_as(first).when(lambda it: correcting(it, on=early)).refused(
        BeforeLastChange(what="session 1", at=early, last=OPEN_AT)
    )


def test_only_who_could_have_checked_in_was_there_after_all() -> None:
    the_set.given(*WITHOUT_BEN).seen_as(first).when(lambda it: correcting(it, EVA)).refused(NotAMember(member=EVA, at=OPEN_AT))
    the_set.given(*WITHOUT_BEN, (MemberLeft(BEN, said()), ELEVEN)).seen_as(first).when(correcting).refused(
        NotAMember(member=BEN, at=ELEVEN)
    )
    amended = (*DIARY, (proposed(2), at("01-10")), *agreed(2, AISHA), (SessionOpened(1, RUTH), OPEN_AT))
    the_set.given(*amended).seen_as(first).when(correcting).refused(ContractNotAgreed(version=2, missing=(BEN,)))


def test_who_did_something_in_a_session_was_there() -> None:
    slot = the_set.given(*AFTER_A_SLOT).seen_as(first)
    slot.when(lambda it: correcting(it, AISHA, present=False)).refused(TookPart(session=1, member=AISHA))
    asked = the_set.given(*IN_SESSION).seen_as(first)
    asked.when(lambda it: correct_attendance(it, BEN, present=False, last_acts=[ELEVEN], at=LATER)).refused(
        TookPart(session=1, member=BEN)
    )
    advised = the_set.given(*ADVISED_BY_BEN).seen_as(first)
    advised.when(lambda it: correcting(it, present=False)).refused(TookPart(session=1, member=BEN))


# The minutes of a slot


def test_the_minutes_of_the_last_slot_are_corrected() -> None:
    the_set.given(*AFTER_A_SLOT).seen_as(first).when(minutes).then(SlotMinutesCorrected(1, ROSTERS, 25))
    again = the_set.given(*AFTER_A_SLOT, (SlotMinutesCorrected(1, ROSTERS, 25), LATER)).seen_as(first)
    again.when(minutes).refused(MinutesStand(session=1, problem=ROSTERS, minutes=25))
    again.when(lambda it: minutes(it, 30)).then(SlotMinutesCorrected(1, ROSTERS, 30))


def test_of_two_slots_that_began_at_once_the_one_recorded_later_is_the_last() -> None:
    opened, _ = AFTER_A_SLOT[-2:]
    closed_at_once = ((SlotClosed(1, 0), opened[1]), opened, (SlotClosed(1, 40), ELEVEN))
    began_at_once = (*AFTER_A_SLOT[:-1], *closed_at_once)
    given = the_set.given(*began_at_once).seen_as(first)
    given.when(lambda it: minutes(it, 40)).refused(MinutesStand(session=1, problem=ROSTERS, minutes=40))
    given.when(lambda it: minutes(it, 5)).then(SlotMinutesCorrected(1, ROSTERS, 5))


def test_only_a_slot_that_is_over_has_minutes() -> None:
    the_set.given(*AFTER_A_SLOT[:-1]).seen_as(first).when(minutes).refused(SlotTaken(session=1, problem=ROSTERS))
    the_set.given(*AFTER_A_SLOT).seen_as(first).when(lambda it: minutes(it, problem=BEDS)).refused(
        NoClosedSlot(session=1, problem=BEDS)
    )


def test_corrected_minutes_fit_the_session_and_come_after_the_slot() -> None:
    given = the_set.given(*AFTER_A_SLOT).seen_as(first)
    given.when(lambda it: minutes(it, 121)).refused(LongerThanTheSession(session=1, minutes=121, length=120))
    given.when(lambda it: minutes(it, on=HALF_PAST)).refused(BeforeLastChange(what="the slot", at=HALF_PAST, last=ELEVEN))


# What the set was worth


def evaluating(it: Set, *, by: MemberId = BEN, on: datetime = LATER) -> SetEvaluated:
    return evaluate(it, worth=8, recommend=9, note=said("more"), by=by, at=on)


EVALUATED = SetEvaluated(BEN, 8, 9, said("more"))


def test_a_member_evaluates_the_set_as_often_as_they_like_and_it_meets_on() -> None:
    the_set.given(*DIARY).when(evaluating).then(EVALUATED)
    given = the_set.given(*DIARY, (EVALUATED, at("01-13")))
    assert (SetStage.CLOSING, True) == (given.state.stage, given.state.meets)
    given.when(evaluating).then(EVALUATED)
    given.seen_as(first).when(lambda it: it.open(adviser=RUTH, at=OPEN_AT)).then(SessionOpened(1, RUTH))


def test_who_has_left_evaluates_the_set_too_and_so_does_everybody_after_its_end() -> None:
    the_set.given(*MEETING, (MemberLeft(BEN, said()), at("01-20"))).when(evaluating).then(EVALUATED)
    ended = the_set.given(*MEETING, (SetClosed(), at("01-20")))
    ended.when(evaluating).then(EVALUATED)
    assert SetStage.CLOSED is the_set.given(*MEETING, SetClosed(), (EVALUATED, LATER)).state.stage


def test_only_who_belonged_evaluates_and_not_before() -> None:
    the_set.given(*MEETING).when(lambda it: evaluating(it, by=RUTH)).refused(NotAMember(member=RUTH, at=LATER))
    newcomer = (*MEETING, *invited(EVA), (*joined(EVA), LATER))
    the_set.given(*newcomer).when(lambda it: evaluating(it, by=EVA, on=at("01-31"))).refused(
        BeforeLastChange(what="the membership", at=at("01-31"), last=LATER)
    )


def test_only_a_set_that_has_started_is_evaluated() -> None:
    the_set.given(*CONTRACTING).when(evaluating).refused(WrongStage(wanted="evaluate the set", stage="contracting"))
    early = at("01-05")
    the_set.given(*MEETING).when(lambda it: evaluating(it, on=early)).refused(
        BeforeLastChange(what="the set", at=early, last=the_set.at)
    )


def test_everybody_present_is_counted_as_the_session_closes() -> None:
    given = the_set.given(*WITHOUT_BEN, *(AttendanceCorrected(1, member, present=True) for member in FOUR[1:])).seen_as(first)
    given.when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(SessionClosed(1, inquorate=False))
