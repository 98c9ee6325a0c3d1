"""Who advises a set and its sessions: appointed, in turn, or learning to; each judged at its time."""

from __future__ import annotations

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CONTRACTING,
    DEV,
    DIARY,
    EVA,
    IN_SESSION,
    MEETING,
    OPEN_AT,
    PROGRAMME,
    RUTH,
    Somebody,
    agreed,
    at,
    first,
    formed,
    invited,
    joined,
    proposed,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.policies import Policy, PolicyBreachNoted, SetPolicy
from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.errors import (
    AdviserTakesNoSlot,
    ContractNotAgreed,
    NotAMember,
    NotAnAdviser,
    NotARota,
    OutsideTheSession,
    StillAdvises,
    SuccessorIsTheAdviser,
    WrongStage,
)
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AdviserHandedOver,
    BecameSelfFacilitating,
    CheckedIn,
    MemberLeft,
    SessionClosed,
    SessionOpened,
    SetClosed,
    SetFormed,
)
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.set.practice import become_self_facilitating, hand_over
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import MemberId, ProblemId, SetKind

TENTH, ELEVENTH = at("01-10"), at("01-11")
HANDED_OVER = (*DIARY, (AdviserHandedOver(RUTH, EVA), TENTH))
IN_TURN = (*DIARY, (BecameSelfFacilitating((AISHA, BEN)), TENTH))
TRAINING = (
    SetFormed(PROGRAMME, "Training set", "learn", SetKind.TRAINING, "Europe/London", SetPolicy(smallest=3)),
    *DIARY[1:],
)


def handing_over(it: Set, *, successor: MemberId = EVA, on: str = "01-10") -> object:
    return hand_over(it, Somebody(successor), adviser=RUTH, members=(), at=at(on))


# Handing over


def test_an_adviser_makes_way_for_another() -> None:
    the_set.given(*DIARY).when(handing_over).then(AdviserHandedOver(RUTH, EVA))
    it = the_set.given(*HANDED_OVER).state
    assert (True, False) == (it.is_adviser(RUTH, at("01-09")), it.is_adviser(EVA, at("01-09")))
    assert (False, True) == (it.is_adviser(RUTH, TENTH), it.is_adviser(EVA, TENTH))


def test_who_manages_a_member_succeeds_and_it_is_noted() -> None:
    members = [Somebody(AISHA, line_manager=EVA)]
    the_set.given(*DIARY).when(lambda it: hand_over(it, Somebody(EVA), adviser=RUTH, members=members, at=TENTH)).then(
        AdviserHandedOver(RUTH, EVA), PolicyBreachNoted(Policy.LINE_MANAGER, f"{EVA} manages {AISHA}")
    )


def test_nobody_hands_over_what_they_do_not_have_or_to_themself() -> None:
    the_set.given(*DIARY).when(lambda it: handing_over(it, successor=RUTH)).refused(SuccessorIsTheAdviser(adviser=RUTH))
    the_set.given(*HANDED_OVER).when(handing_over).refused(NotAnAdviser(adviser=RUTH, at=TENTH))
    the_set.given(*DIARY).when(lambda it: handing_over(it, on="01-05")).refused(
        BeforeLastChange(what="the set", at=at("01-05"), last=the_set.at)
    )


def test_nobody_hands_over_a_second_time_at_an_earlier_time() -> None:
    the_set.given(*HANDED_OVER).when(lambda it: handing_over(it, on="01-09")).refused(
        BeforeLastChange(what="the adviser's appointment", at=at("01-09"), last=TENTH)
    )


def test_an_adviser_closes_the_session_before_handing_over() -> None:
    closing = at("01-14", "12:00")
    the_set.given(*IN_SESSION).when(lambda it: handing_over(it, on="01-15")).refused(
        StillAdvises(adviser=RUTH, session=1, at=at("01-15"))
    )
    given = the_set.given(*IN_SESSION, (SessionClosed(1, inquorate=False), closing))
    early = at("01-14", "11:59")
    given.when(lambda it: hand_over(it, Somebody(EVA), adviser=RUTH, members=(), at=early)).refused(
        StillAdvises(adviser=RUTH, session=1, at=early)
    )
    given.when(lambda it: hand_over(it, Somebody(EVA), adviser=RUTH, members=(), at=closing)).then(AdviserHandedOver(RUTH, EVA))


def test_a_session_recorded_late_ends_before_its_adviser_stood_down() -> None:
    ninth = at("01-09")
    late = the_set.given(*HANDED_OVER, (SessionOpened(1, RUTH), ninth)).seen_as(first)
    late.when(lambda it: it.close(last_acts=(), at=TENTH)).then(
        SessionClosed(1, inquorate=True), PolicyBreachNoted(Policy.QUORUM, "0 checked in, agreed 3")
    )
    for decide in (
        lambda it: it.close(last_acts=(), at=ELEVENTH),
        lambda it: it.check_in(BEN, energy=None, at=ELEVENTH),
    ):
        late.when(decide).refused(OutsideTheSession(session=1, at=ELEVENTH, opened=ninth, closed=TENTH))


def test_an_adviser_who_has_stood_down_opens_no_session_later() -> None:
    the_set.given(*HANDED_OVER).seen_as(first).when(lambda it: it.open(adviser=RUTH, at=OPEN_AT)).refused(
        NotAnAdviser(adviser=RUTH, at=OPEN_AT)
    )
    the_set.given(*HANDED_OVER).seen_as(first).when(lambda it: it.open(adviser=EVA, at=OPEN_AT)).then(SessionOpened(1, EVA))


def test_who_stood_down_is_not_appointed_again_before_that() -> None:
    given = the_set.given(*HANDED_OVER)
    given.when(lambda it: it.appoint_adviser(Somebody(RUTH), members=(), at=ELEVENTH)).then(AdviserAppointed(RUTH))
    given.when(lambda it: it.appoint_adviser(Somebody(RUTH), members=(), at=at("01-09"))).refused(
        BeforeLastChange(what="the adviser's appointment", at=at("01-09"), last=TENTH)
    )


# Taking turns


def test_members_who_take_turns_advise_and_have_checked_in() -> None:
    the_set.given(*DIARY).when(lambda it: become_self_facilitating(it, (AISHA, BEN), at=TENTH)).then(
        BecameSelfFacilitating((AISHA, BEN))
    )
    given = the_set.given(*IN_TURN)
    assert SetStage.SELF_FACILITATING is given.state.stage
    given.seen_as(first).when(lambda it: it.open(adviser=BEN, at=OPEN_AT)).then(SessionOpened(1, BEN), CheckedIn(1, BEN))


def test_an_appointed_adviser_advises_a_set_that_facilitates_itself() -> None:
    the_set.given(*IN_TURN).seen_as(first).when(lambda it: it.open(adviser=RUTH, at=OPEN_AT)).then(SessionOpened(1, RUTH))


def test_nobody_takes_a_turn_who_is_not_on_the_rota_or_before_it_was_agreed() -> None:
    given = the_set.given(*IN_TURN).seen_as(first)
    given.when(lambda it: it.open(adviser=CHLOE, at=OPEN_AT)).refused(NotAnAdviser(adviser=CHLOE, at=OPEN_AT))
    given.when(lambda it: it.open(adviser=BEN, at=at("01-09"))).refused(NotAnAdviser(adviser=BEN, at=at("01-09")))


def test_who_has_left_the_set_has_no_turn() -> None:
    gone = the_set.given(*IN_TURN, (MemberLeft(BEN, said()), ELEVENTH)).seen_as(first)
    gone.when(lambda it: it.open(adviser=BEN, at=OPEN_AT)).refused(NotAnAdviser(adviser=BEN, at=OPEN_AT))
    left_since = the_set.given(*IN_TURN, (MemberLeft(BEN, said()), at("01-20"))).seen_as(first)
    left_since.when(lambda it: it.open(adviser=BEN, at=OPEN_AT)).refused(NotAMember(member=BEN, at=at("01-20")))


@pytest.mark.parametrize("rota", [(), (AISHA, AISHA)], ids=["empty", "twice"])
def test_a_rota_names_somebody_and_each_once(rota: tuple[MemberId, ...]) -> None:
    the_set.given(*DIARY).when(lambda it: become_self_facilitating(it, rota, at=TENTH)).refused(NotARota(rota=rota))


def test_only_members_are_on_the_rota() -> None:
    the_set.given(*DIARY).when(lambda it: become_self_facilitating(it, (AISHA, EVA), at=TENTH)).refused(
        NotAMember(member=EVA, at=TENTH)
    )


def test_only_a_set_that_meets_facilitates_itself() -> None:
    for given, stage in ((CONTRACTING, "contracting"), ((*MEETING, SetClosed()), "closed")):
        the_set.given(*given).when(lambda it: become_self_facilitating(it, (AISHA,), at=TENTH)).refused(
            WrongStage(wanted="become self-facilitating", stage=stage)
        )


def test_an_adviser_appointed_later_ends_the_rota() -> None:
    for event in (AdviserAppointed(EVA), AdviserHandedOver(RUTH, EVA)):
        given = the_set.given(*IN_TURN, (event, ELEVENTH))
        assert SetStage.MEETING is given.state.stage
        given.seen_as(first).when(lambda it: it.open(adviser=BEN, at=OPEN_AT)).refused(NotAnAdviser(adviser=BEN, at=OPEN_AT))
        given.seen_as(first).when(lambda it: it.open(adviser=BEN, at=TENTH)).then(SessionOpened(1, BEN), CheckedIn(1, BEN))


def test_a_rota_does_not_end_before_a_session_that_it_advised() -> None:
    given = the_set.given(*IN_TURN, (SessionOpened(1, BEN), OPEN_AT), CheckedIn(1, BEN))
    given.when(lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=ELEVENTH)).refused(
        BeforeLastChange(what="the set's last session", at=ELEVENTH, last=OPEN_AT)
    )
    given.when(lambda it: become_self_facilitating(it, (DEV,), at=TENTH)).refused(
        BeforeLastChange(what="the set's last session", at=TENTH, last=OPEN_AT)
    )


def test_who_facilitates_the_set_changes_in_order() -> None:
    the_set.given(*HANDED_OVER).when(lambda it: become_self_facilitating(it, (AISHA,), at=at("01-09"))).refused(
        BeforeLastChange(what="who facilitates the set", at=at("01-09"), last=TENTH)
    )
    the_set.given(*IN_TURN).when(lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=at("01-09"))).refused(
        BeforeLastChange(what="the rota", at=at("01-09"), last=TENTH)
    )


# Learning to


def test_in_a_training_set_any_member_advises_and_has_checked_in() -> None:
    given = the_set.given(*TRAINING).seen_as(first)
    given.when(lambda it: it.open(adviser=DEV, at=OPEN_AT)).then(SessionOpened(1, DEV), CheckedIn(1, DEV))
    given.when(lambda it: it.open(adviser=EVA, at=OPEN_AT)).refused(NotAnAdviser(adviser=EVA, at=OPEN_AT))


def test_a_member_who_advises_has_agreed_the_contract() -> None:
    held = (*TRAINING, (SessionOpened(1, RUTH), OPEN_AT), (SessionClosed(1, inquorate=True), at("01-14", "12:00")))
    (
        the_set.given(*held, (proposed(2), at("02-01")), *agreed(2, AISHA))
        .seen_as(lambda it: Meeting.of(it, 2))
        .when(lambda it: it.open(adviser=DEV, at=at("02-11")))
        .refused(ContractNotAgreed(version=2, missing=(DEV,)))
    )


def test_a_member_who_advises_takes_no_airtime() -> None:
    theirs = ProblemId(PROGRAMME)
    for given in (TRAINING, IN_TURN):
        advised = the_set.given(*given, (SessionOpened(1, BEN), OPEN_AT), CheckedIn(1, BEN)).seen_as(first)
        advised.when(lambda it: it.allocate(BEN, problem=theirs, owner=BEN, minutes=10, at=OPEN_AT)).refused(
            AdviserTakesNoSlot(session=1, adviser=BEN)
        )
        advised.when(lambda it: it.open_slot(theirs, by=BEN, at=OPEN_AT)).refused(AdviserTakesNoSlot(session=1, adviser=BEN))


# Before the invitation


def test_nobody_is_consented_to_or_agrees_before_they_were_invited() -> None:
    given = the_set.given(*MEETING, (*invited(EVA), TENTH), scheduled(1, "01-14"))
    refusal = BeforeLastChange(what="the invitation", at=at("01-09"), last=TENTH)
    given.when(lambda it: it.consent(EVA, by=BEN, at=at("01-09"))).refused(refusal)
    given.when(lambda it: it.agree_contract(version=1, by=EVA, at=at("01-09"))).refused(refusal)


def test_an_agreement_recorded_after_joining_counts_from_the_invitation_on() -> None:
    given = the_set.given(formed(), proposed(), (*invited(EVA), at("01-08")), (*joined(EVA), TENTH))
    given.when(lambda it: it.agree_contract(version=1, by=EVA, at=at("01-09")) is not None).then(True)
