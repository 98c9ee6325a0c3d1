"""Who may be asked, let in and let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CONTRACTING,
    DEV,
    EVA,
    FEBRUARY,
    FOUR,
    IN_SESSION,
    MEETING,
    RUTH,
    TRIAL,
    Somebody,
    agreed,
    arrived,
    at,
    consents,
    formed,
    invited,
    joined,
    proposed,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import (
    ActionsStillOpen,
    AlreadyAMember,
    AlreadyLeft,
    ConsentMissing,
    ContractNotAgreed,
    LeftDuringASession,
    NotAMember,
    NotInvited,
    WrongStage,
)
from actionlearning.domain.set.events import (
    AdviserAppointed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionClosed,
    SessionOpened,
    SetClosed,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AttendanceMode, MemberId, SessionKind


def left(member: MemberId = BEN) -> MemberLeft:
    return MemberLeft(member, said("a new post", member))


# Inviting


def test_anybody_may_be_invited_while_the_set_forms() -> None:
    the_set.given(formed()).when(lambda it: it.invite(EVA, level_band="band 7", at=FEBRUARY)).then(MemberInvited(EVA, "band 7"))


def test_a_member_is_not_invited_again() -> None:
    the_set.given(*MEETING).when(lambda it: it.invite(BEN, level_band="band 7", at=FEBRUARY)).refused(
        AlreadyAMember(member=BEN)
    )


def test_a_member_who_left_may_be_invited_back() -> None:
    (
        the_set.given(*MEETING, (left(), at("01-20")))
        .when(lambda it: it.invite(BEN, level_band="band 7", at=FEBRUARY))
        .then(MemberInvited(BEN, "band 7"))
    )


# Joining before the set starts


def test_before_the_start_an_invited_person_joins_without_anybodys_consent() -> None:
    (
        the_set.given(formed(), *invited(AISHA, BEN), *joined(AISHA))
        .when(lambda it: it.join(Somebody(BEN), others=[Somebody(AISHA)], at=FEBRUARY))
        .then(MemberJoined(BEN))
    )


def test_nobody_joins_uninvited() -> None:
    (
        the_set.given(formed(), *invited(AISHA))
        .when(lambda it: it.join(Somebody(BEN), others=(), at=FEBRUARY))
        .refused(NotInvited(member=BEN))
    )


def test_nobody_joins_twice() -> None:
    (
        the_set.given(formed(), *invited(AISHA), *joined(AISHA))
        .when(lambda it: it.join(Somebody(AISHA), others=(), at=FEBRUARY))
        .refused(AlreadyAMember(member=AISHA))
    )


def test_who_comes_back_is_not_recorded_as_joining_before_they_left() -> None:
    given = the_set.given(*MEETING, (left(), at("01-20")), *invited(BEN), *consents(BEN, AISHA, CHLOE, DEV))
    given.when(lambda it: it.join(Somebody(BEN), others=(), at=at("01-19"))).refused(AlreadyAMember(member=BEN))


def test_who_comes_back_may_join_at_the_moment_they_left() -> None:
    given = the_set.given(*MEETING, (left(), at("01-20")), *invited(BEN), *consents(BEN, AISHA, CHLOE, DEV))
    given.when(lambda it: it.join(Somebody(BEN), others=(), at=at("01-20"))).then(MemberJoined(BEN))


# Joining after the start

NEWCOMER = (*MEETING, (invited(EVA)[0], at("01-20")))


def test_once_started_a_newcomer_needs_everybodys_consent() -> None:
    (
        the_set.given(*NEWCOMER, *consents(EVA, AISHA, BEN), *agreed(1, EVA))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .refused(ConsentMissing(newcomer=EVA, missing=(CHLOE, DEV)))
    )


def test_once_started_a_newcomer_joins_with_everybodys_consent_and_their_own_agreement() -> None:
    (
        the_set.given(*NEWCOMER, *consents(EVA, *FOUR), *agreed(1, EVA))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .then(MemberJoined(EVA))
    )


def test_a_newcomer_agrees_the_contract_first() -> None:
    (
        the_set.given(*NEWCOMER, *consents(EVA, *FOUR))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .refused(ContractNotAgreed(version=1, missing=(EVA,)))
    )


def test_a_newcomer_who_agreed_an_earlier_version_agrees_the_current_one() -> None:
    (
        the_set.given(*NEWCOMER, *consents(EVA, *FOUR), *agreed(1, EVA), (proposed(2), at("01-25")))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .refused(ContractNotAgreed(version=2, missing=(EVA,)))
    )


def test_a_consent_counts_from_when_it_was_given() -> None:
    given = the_set.given(*NEWCOMER, *agreed(1, EVA), *consents(EVA, AISHA, BEN, CHLOE), (consents(EVA, DEV)[0], FEBRUARY))
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-31"))).refused(
        ConsentMissing(newcomer=EVA, missing=(DEV,))
    )
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY)).then(MemberJoined(EVA))


def test_a_consent_recorded_again_with_its_true_earlier_time_counts_from_then() -> None:
    late = (consents(EVA, DEV)[0], FEBRUARY), (consents(EVA, DEV)[0], at("01-22"))
    (
        the_set.given(*NEWCOMER, *agreed(1, EVA), *consents(EVA, AISHA, BEN, CHLOE), *late)
        .when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-23")))
        .then(MemberJoined(EVA))
    )


def test_who_left_is_not_asked_for_consent() -> None:
    (
        the_set.given(*NEWCOMER, *agreed(1, EVA), *consents(EVA, AISHA, CHLOE, DEV), (left(BEN), at("01-25")))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .then(MemberJoined(EVA))
    )


def test_who_left_later_was_still_asked_for_consent() -> None:
    (
        the_set.given(*NEWCOMER, *agreed(1, EVA), *consents(EVA, AISHA, CHLOE, DEV), (left(BEN), at("01-25")))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-24")))
        .refused(ConsentMissing(newcomer=EVA, missing=(BEN,)))
    )


def test_a_consent_lets_somebody_in_once() -> None:
    back = (*NEWCOMER, *consents(EVA, *FOUR), *agreed(1, EVA), *joined(EVA), (left(EVA), at("01-25")), *invited(EVA))
    (
        the_set.given(*back)
        .when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY))
        .refused(ConsentMissing(newcomer=EVA, missing=FOUR))
    )


def test_nobody_joins_a_started_set_at_a_time_before_it_started() -> None:
    (
        the_set.given(*NEWCOMER, *consents(EVA, *FOUR), *agreed(1, EVA))
        .when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-05")))
        .refused(BeforeLastChange(what="the set", at=at("01-05"), last=the_set.at))
    )


def test_newcomers_join_in_the_order_of_their_times() -> None:
    """Or the earlier one, recorded later, would never have been asked to consent to the other."""
    both = (*NEWCOMER, *invited(RUTH), *consents(EVA, *FOUR), *consents(RUTH, *FOUR), *agreed(1, EVA, RUTH))
    (
        the_set.given(*both, (joined(EVA)[0], FEBRUARY))
        .when(lambda it: it.join(Somebody(RUTH), others=(), at=at("01-31")))
        .refused(BeforeLastChange(what="the membership", at=at("01-31"), last=FEBRUARY))
    )


# Consenting


def test_only_a_member_consents() -> None:
    (
        the_set.given(*NEWCOMER)
        .when(lambda it: it.consent(EVA, by=RUTH, at=FEBRUARY))
        .refused(NotAMember(member=RUTH, at=FEBRUARY))
    )


def test_a_member_consents_to_an_invited_newcomer() -> None:
    the_set.given(*NEWCOMER).when(lambda it: it.consent(EVA, by=BEN, at=FEBRUARY)).then(NewcomerConsented(EVA, BEN))


def test_nobody_consents_to_somebody_who_was_not_invited() -> None:
    the_set.given(*MEETING).when(lambda it: it.consent(EVA, by=BEN, at=FEBRUARY)).refused(NotInvited(member=EVA))


# Leaving


def test_a_member_leaves_with_nothing_open() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=FEBRUARY))
        .then(left())
    )


def test_nobody_leaves_with_an_action_open() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=[TRIAL], at=FEBRUARY))
        .refused(ActionsStillOpen(actions=(TRIAL,)))
    )


def test_who_is_not_a_member_cannot_leave() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(EVA, reason=said(), open_actions=(), at=FEBRUARY))
        .refused(NotAMember(member=EVA, at=FEBRUARY))
    )


def test_who_has_left_is_no_longer_a_member_from_that_moment() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY))
        .refused(NotAMember(member=BEN, at=FEBRUARY))
    )


def test_nobody_leaves_a_second_time_at_an_earlier_time() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-20")))
        .refused(AlreadyLeft(member=BEN, at=at("01-20")))
    )


def test_a_membership_that_ended_cannot_end_again_after_coming_back() -> None:
    back = (*MEETING, (left(), at("01-20")), *invited(BEN), *consents(BEN, AISHA, CHLOE, DEV), *joined(BEN))
    (
        the_set.given(*back)
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-10")))
        .refused(AlreadyLeft(member=BEN, at=at("01-10")))
    )


def test_nobody_leaves_during_a_session_they_came_to() -> None:
    (
        the_set.given(*IN_SESSION)
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-14", "11:00")))
        .refused(LeftDuringASession(member=BEN, session=1))
    )


def test_a_member_leaves_at_the_moment_the_session_closes_but_not_before() -> None:
    given = the_set.given(*IN_SESSION, (SessionClosed(1, inquorate=False), at("01-14", "12:00")))
    given.when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=at("01-14", "12:00"))).then(left())
    given.when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-14", "11:59"))).refused(
        LeftDuringASession(member=BEN, session=1)
    )


def test_who_did_not_come_may_leave_during_a_session() -> None:
    given = (*MEETING, scheduled(1, "01-14"), (SessionOpened(1, RUTH), at("01-14", "10:00")), *arrived(1, AISHA, CHLOE, DEV))
    (
        the_set.given(*given)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=at("01-14", "11:00")))
        .then(left())
    )


# Advisers, and the end


def test_anybody_registered_may_be_appointed_as_adviser() -> None:
    the_set.given(formed()).when(lambda it: it.appoint_adviser(Somebody(RUTH), members=(), at=at("01-06"))).then(
        AdviserAppointed(RUTH)
    )


@pytest.mark.parametrize(
    ("wanted", "decision"),
    [
        ("invite a member", lambda it: it.invite(EVA, level_band="band 7", at=FEBRUARY)),
        ("consent to a newcomer", lambda it: it.consent(EVA, by=BEN, at=FEBRUARY)),
        ("admit a member", lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY)),
        ("leave", lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY)),
        ("appoint an adviser", lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=at("01-06"))),
        ("agree a contract", lambda it: it.agree_contract(version=1, by=BEN, at=FEBRUARY)),
        (
            "propose a contract",
            lambda it: it.propose_contract(version=2, rules=(), quorum=3, confidentiality_limits="", at=FEBRUARY),
        ),
        ("close", lambda it: it.close(open_actions=(), at=FEBRUARY)),
    ],
)
def test_a_closed_set_stays_as_it_was(wanted: str, decision: Callable[[Set], object]) -> None:
    the_set.given(*MEETING, (SetClosed(), at("01-30"))).when(decision).refused(WrongStage(wanted=wanted, stage="closed"))


def test_a_set_closes_only_when_no_action_is_open() -> None:
    the_set.given(*MEETING).when(lambda it: it.close(open_actions=(), at=FEBRUARY)).then(SetClosed())
    (
        the_set.given(*MEETING)
        .when(lambda it: it.close(open_actions=[TRIAL], at=FEBRUARY))
        .refused(ActionsStillOpen(actions=(TRIAL,)))
    )


def test_a_set_does_not_close_before_something_that_happened_to_it() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.close(open_actions=(), at=at("01-31")))
        .refused(BeforeLastChange(what="the set", at=at("01-31"), last=FEBRUARY))
    )


def test_members_are_known_for_every_moment() -> None:
    it = the_set.given(*CONTRACTING, (left(), FEBRUARY)).state
    assert frozenset() == it.members(at("01-05"))
    assert frozenset(FOUR) == it.members(the_set.at)
    assert frozenset(FOUR) == it.members(at("01-31"))
    assert frozenset({AISHA, CHLOE, DEV}) == it.members(FEBRUARY)


# Nothing comes before its beginning

EARLY = at("01-05")


@pytest.mark.parametrize(
    "decide",
    [
        lambda it: it.invite(EVA, level_band="band 7", at=EARLY),
        lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=EARLY),
        lambda it: it.propose_contract(version=1, rules=("r",), quorum=3, confidentiality_limits="harm", at=EARLY),
        lambda it: it.schedule(
            1, kind=SessionKind.REGULAR, starts_at=at("01-14"), minutes=None, mode=AttendanceMode.ONLINE, at=EARLY
        ),
    ],
    ids=["invite", "appoint", "propose", "schedule"],
)
def test_nothing_in_a_set_comes_before_it_was_formed(decide: Any) -> None:
    the_set.given((formed(), at("01-06"))).when(decide).refused(BeforeLastChange(what="the set", at=EARLY, last=at("01-06")))
    the_set.given((formed(), EARLY)).when(lambda it: decide(it) is not None).then(True)


def test_nobody_joins_before_they_were_invited() -> None:
    given = the_set.given(formed(), (*invited(EVA), at("01-08")))
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-08"))).then(MemberJoined(EVA))
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-07"))).refused(
        BeforeLastChange(what="the invitation", at=at("01-07"), last=at("01-08"))
    )
