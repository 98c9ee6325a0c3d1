"""The ground rules: proposed, agreed by everybody, and then the set starts."""

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
    FEBRUARY,
    FOUR,
    LONDON,
    MEETING,
    OPEN_AT,
    PROGRAMME,
    RUTH,
    agreed,
    at,
    formed,
    invited,
    joined,
    proposed,
    scheduled,
    the_set,
)

from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.set.aggregate import form
from actionlearning.domain.set.errors import ContractNotAgreed, NoContract, NoSuchContract, NotAPolicy, NotInvited, WrongStage
from actionlearning.domain.set.events import (
    AdviserAppointed,
    ContractAgreed,
    ContractProposed,
    SessionCancelled,
    SessionOpened,
    SetFormed,
    SetStarted,
)
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.times import BeforeLastChange, UnknownTimeZone
from actionlearning.domain.values import SetKind


def test_a_set_is_formed_with_the_policy_of_its_day() -> None:
    policy = SetPolicy(smallest=3)
    the_set.beginning(
        lambda: form(
            programme=PROGRAMME, title="Сет 円", purpose="learn", kind=SetKind.TRAINING, time_zone=LONDON, policy=policy
        )
    ).then(SetFormed(PROGRAMME, "Сет 円", "learn", SetKind.TRAINING, LONDON, policy))


def test_a_set_is_not_formed_in_a_time_zone_that_is_none() -> None:
    the_set.beginning(
        lambda: form(
            programme=PROGRAMME, title="", purpose="", kind=SetKind.WORKPLACE, time_zone="Europe/Calder", policy=SetPolicy()
        )
    ).refused(UnknownTimeZone(name="Europe/Calder"))


# Proposing


@pytest.mark.parametrize(
    "policy",
    [SetPolicy(smallest=0), SetPolicy(smallest=9), SetPolicy(quorum=0), SetPolicy(quorum=9), SetPolicy(minutes=0)],
    ids=str,
)
def test_a_set_is_not_formed_with_a_policy_that_nobody_could_keep_to(policy: SetPolicy) -> None:
    the_set.beginning(
        lambda: form(programme=PROGRAMME, title="Set", purpose="p", kind=SetKind.WORKPLACE, time_zone=LONDON, policy=policy)
    ).refused(NotAPolicy(policy=policy))


def test_versions_of_the_contract_count_from_one() -> None:
    (
        the_set.given(formed())
        .when(lambda it: it.propose_contract(version=1, rules=("ask",), quorum=4, confidentiality_limits="harm", at=FEBRUARY))
        .then(ContractProposed(1, ("ask",), 4, "harm"))
    )


def test_a_version_is_neither_skipped_nor_repeated() -> None:
    for version in (0, 1, 3):
        (
            the_set.given(*MEETING)
            .when(
                lambda it, v=version: it.propose_contract(version=v, rules=(), quorum=4, confidentiality_limits="", at=FEBRUARY)
            )
            .refused(NoSuchContract(version=version, current=1))
        )


def test_a_contract_is_not_amended_before_something_that_went_by_the_old_one() -> None:
    (
        the_set.given(*MEETING, (scheduled(1, "01-14"), FEBRUARY))
        .when(lambda it: it.propose_contract(version=2, rules=(), quorum=4, confidentiality_limits="", at=at("01-31")))
        .refused(BeforeLastChange(what="the set", at=at("01-31"), last=FEBRUARY))
    )


# Agreeing


def test_anyone_invited_agrees_before_joining() -> None:
    (
        the_set.given(formed(), *invited(EVA), proposed())
        .when(lambda it: it.agree_contract(version=1, by=EVA, at=FEBRUARY))
        .then(ContractAgreed(EVA, 1))
    )


def test_a_stranger_does_not_agree() -> None:
    (the_set.given(*MEETING).when(lambda it: it.agree_contract(version=1, by=EVA, at=FEBRUARY)).refused(NotInvited(member=EVA)))


def test_only_the_current_version_is_agreed() -> None:
    amended = (*MEETING, (proposed(2), at("01-25")))
    given = the_set.given(*amended)
    given.when(lambda it: it.agree_contract(version=1, by=BEN, at=FEBRUARY)).refused(NoSuchContract(version=1, current=2))
    given.when(lambda it: it.agree_contract(version=2, by=BEN, at=FEBRUARY)).then(ContractAgreed(BEN, 2))


def test_an_agreement_recorded_late_is_to_the_version_of_its_time() -> None:
    given = the_set.given(*MEETING, (proposed(2), at("01-25")))
    given.when(lambda it: it.agree_contract(version=1, by=BEN, at=at("01-24"))).then(ContractAgreed(BEN, 1))
    given.when(lambda it: it.agree_contract(version=2, by=BEN, at=at("01-24"))).refused(NoSuchContract(version=2, current=1))


def test_nothing_is_agreed_before_it_was_proposed() -> None:
    (
        the_set.given(formed(), *invited(BEN), (proposed(), FEBRUARY))
        .when(lambda it: it.agree_contract(version=1, by=BEN, at=at("01-31")))
        .refused(NoContract())
    )


# Starting


def test_a_set_starts_once_it_has_a_contract() -> None:
    the_set.given(*CONTRACTING).when(lambda it: it.start(at=FEBRUARY)).then(SetStarted())


def test_a_set_without_a_contract_does_not_start() -> None:
    the_set.given(formed()).when(lambda it: it.start(at=FEBRUARY)).refused(WrongStage(wanted="start", stage="forming"))


def test_a_set_starts_once() -> None:
    the_set.given(*MEETING).when(lambda it: it.start(at=FEBRUARY)).refused(WrongStage(wanted="start", stage="meeting"))


def test_a_set_does_not_start_before_its_last_member_joined() -> None:
    late = (formed(), *invited(*FOUR), proposed(), *joined(AISHA, BEN, CHLOE), (*joined(DEV), FEBRUARY))
    (
        the_set.given(*late)
        .when(lambda it: it.start(at=at("01-31")))
        .refused(BeforeLastChange(what="the set", at=at("01-31"), last=FEBRUARY))
    )


# The first session rests on trust

HALF_AGREED = (
    formed(),
    *invited(*FOUR),
    proposed(),
    *agreed(1, AISHA, BEN),
    *joined(*FOUR),
    AdviserAppointed(RUTH),
    SetStarted(),
    scheduled(1, "01-14"),
)


def test_the_first_session_needs_every_active_members_agreement() -> None:
    decided = the_set.given(*HALF_AGREED).when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT))
    decided.refused(ContractNotAgreed(version=1, missing=(CHLOE, DEV)))


def test_the_first_session_opens_when_all_have_agreed_by_then() -> None:
    just_in_time = (*HALF_AGREED, *((each, OPEN_AT) for each in agreed(1, CHLOE, DEV)))
    given = the_set.given(*just_in_time)
    given.when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT)).then(SessionOpened(1, RUTH))
    given.when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=at("01-14", "09:59"))).refused(
        ContractNotAgreed(version=1, missing=(CHLOE, DEV))
    )


def test_a_cancelled_session_was_not_the_first_one() -> None:
    cancelled = (*HALF_AGREED, scheduled(2, "01-15"), SessionCancelled(1))
    (
        the_set.given(*cancelled)
        .when(lambda it: Meeting.of(it, 2).open(adviser=RUTH, at=OPEN_AT))
        .refused(ContractNotAgreed(version=1, missing=(CHLOE, DEV)))
    )


def test_after_an_amendment_before_the_first_session_all_agree_again() -> None:
    (
        the_set.given(*DIARY, (proposed(2), at("01-10")), *agreed(2, AISHA))
        .when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT))
        .refused(ContractNotAgreed(version=2, missing=(BEN, CHLOE, DEV)))
    )
