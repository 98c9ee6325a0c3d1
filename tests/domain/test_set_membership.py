"""Who may be asked into a set, and let in with everybody's consent."""

from __future__ import annotations

from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    DEV,
    EVA,
    FEBRUARY,
    FOUR,
    MEETING,
    RUTH,
    Somebody,
    agreed,
    at,
    consents,
    formed,
    invited,
    joined,
    left,
    proposed,
    the_set,
)

from actionlearning.domain.set.errors import AlreadyAMember, ConsentMissing, ContractNotAgreed, NotAMember, NotInvited
from actionlearning.domain.set.events import MemberInvited, MemberJoined, NewcomerConsented
from actionlearning.domain.times import BeforeLastChange

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


def test_nobody_joins_before_they_were_invited() -> None:
    given = the_set.given(formed(), (*invited(EVA), at("01-08")))
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-08"))).then(MemberJoined(EVA))
    given.when(lambda it: it.join(Somebody(EVA), others=(), at=at("01-07"))).refused(
        BeforeLastChange(what="the invitation", at=at("01-07"), last=at("01-08"))
    )


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
