"""A candidacy begins with a check of capability, runs as long as its registration, and may end early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from calder_vale import at, on, said
from candidacy import (
    ASSESSED,
    CONFIRMED,
    CREDITED,
    GATHERED,
    GWEN,
    HELEN,
    LATER,
    LONDON,
    RAVI,
    REGISTERED,
    RULES,
    VERIFIED,
    candidate,
    gathering,
    state,
    submitted,
)

from actionlearning.domain.candidate.aggregate import Candidate, CandidateStage, confirm_capability
from actionlearning.domain.candidate.errors import (
    AfterExpiry,
    ExtendedIntoThePast,
    NoAssignmentDeadline,
    NotByThemself,
    NotExpired,
    NotLater,
    NotRegistered,
    OnlyTheCandidate,
    RegisteredAlready,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import (
    CandidateRegistered,
    CandidateWithdrew,
    CapabilityConfirmed,
    Deadline,
    PreworkCompleted,
    RegistrationExpired,
    RegistrationExtended,
)
from actionlearning.domain.times import BeforeLastChange, OutOfRange, UnknownTimeZone

Decision = Callable[[Candidate], object]
NEXT_JANUARY = date(2026, 1, 6)
AFTER = at("01-07").replace(year=2026)
EXPIRED = (*GATHERED, (RegistrationExpired(), AFTER))
WITHDRAWN = (*GATHERED, (CandidateWithdrew(), LATER))


def register(**changed: Any) -> Decision:
    return lambda it: it.register(RULES, **{"time_zone": LONDON, "at": at("01-06"), **changed})


def extend(**changed: Any) -> Decision:
    usual: dict[str, Any] = {"until": date(2026, 3, 1), "reason": said(), "rules": RULES, "by": HELEN, "at": LATER, **changed}
    return lambda it: it.extend(usual.pop("deadline", Deadline.REGISTRATION), **usual)


def withdraw(**changed: Any) -> Decision:
    return lambda it: it.withdraw(**{"reason": None, "by": RAVI, "at": LATER, **changed})


# Confirmed, then registered


def test_somebody_of_the_centre_confirms_that_a_person_can_do_the_work() -> None:
    candidate.beginning(lambda: confirm_capability(member=RAVI, basis=said(), by=HELEN)).then(
        CapabilityConfirmed(RAVI, HELEN, said())
    )


def test_nobody_confirms_their_own_capability() -> None:
    candidate.beginning(lambda: confirm_capability(member=RAVI, basis=said(), by=RAVI)).refused(
        NotByThemself(member=RAVI, wanted="confirm their own capability")
    )


def test_a_candidate_is_registered_for_the_months_of_membership() -> None:
    candidate.given(CONFIRMED).when(register()).then(CandidateRegistered(RULES.ref, NEXT_JANUARY, LONDON))


def test_the_months_run_from_the_day_it_was_in_the_candidates_time_zone() -> None:
    candidate.given(CONFIRMED).when(register(time_zone="Pacific/Auckland", at=at("01-06", "11:00"))).then(
        CandidateRegistered(RULES.ref, date(2026, 1, 7), "Pacific/Auckland")
    )


def test_a_candidate_is_registered_once() -> None:
    candidate.given(*REGISTERED).when(register(at=LATER)).refused(RegisteredAlready())


def test_capability_is_confirmed_before_registration() -> None:
    candidate.given((CONFIRMED, at("01-10"))).when(register()).refused(
        BeforeLastChange(what="the candidate", at=at("01-06"), last=at("01-10"))
    )


def test_a_registration_needs_a_time_zone() -> None:
    candidate.given(CONFIRMED).when(register(time_zone="Calder/Vale")).refused(UnknownTimeZone(name="Calder/Vale"))


def test_nothing_is_gathered_before_registration() -> None:
    for given, moment in (((CONFIRMED,), LATER), (REGISTERED, at("01-06", "11:59"))):
        candidate.given(*given).seen_as(gathering).when(lambda it, at=moment: it.complete_prework("reading", at=at)).refused(
            NotRegistered(wanted="complete prework")
        )
    candidate.given(*REGISTERED).seen_as(gathering).when(lambda it: it.complete_prework("reading", at=at("01-06"))).then(
        PreworkCompleted("reading")
    )


# Extended


def test_a_registration_is_extended_with_a_reason() -> None:
    candidate.given(*GATHERED).when(extend()).then(RegistrationExtended(Deadline.REGISTRATION, date(2026, 3, 1), HELEN, said()))


def test_a_candidate_does_not_extend_their_own_deadline() -> None:
    candidate.given(*GATHERED).when(extend(by=RAVI)).refused(NotByThemself(member=RAVI, wanted="extend a deadline"))


@pytest.mark.parametrize("until", [NEXT_JANUARY, date(2025, 12, 31)])
def test_an_extension_gives_more_time_than_there_is(until: date) -> None:
    candidate.given(*GATHERED).when(extend(until=until)).refused(
        NotLater(deadline="registration", until=until, in_force=NEXT_JANUARY)
    )


def test_an_extension_gives_more_time_than_the_extension_before_it() -> None:
    extended = (RegistrationExtended(Deadline.REGISTRATION, date(2026, 3, 1), HELEN, said()), at("04-01"))
    candidate.given(*GATHERED, extended).when(extend()).refused(
        NotLater(deadline="registration", until=date(2026, 3, 1), in_force=date(2026, 3, 1))
    )


def test_an_extension_does_not_end_before_the_day_it_is_given() -> None:
    given = candidate.given(*EXPIRED)
    revived_at = at("01-20").replace(year=2026)
    given.when(extend(until=date(2026, 1, 19), at=revived_at)).refused(
        ExtendedIntoThePast(deadline="registration", until=date(2026, 1, 19), today=date(2026, 1, 20))
    )
    given.when(extend(until=date(2026, 1, 20), at=revived_at)).then(
        RegistrationExtended(Deadline.REGISTRATION, date(2026, 1, 20), HELEN, said())
    )


def test_an_extension_ends_within_a_lifetime() -> None:
    candidate.given(*GATHERED).when(extend(until=date(9500, 1, 1))).refused(OutOfRange(at=date(9500, 1, 1)))


def test_the_assignment_is_extended_once_it_has_a_deadline() -> None:
    candidate.given(*REGISTERED).when(extend(deadline=Deadline.ASSIGNMENT)).refused(NoAssignmentDeadline())
    given = candidate.given(*GATHERED)
    given.when(extend(deadline=Deadline.ASSIGNMENT, until=on("05-24"))).refused(
        NotLater(deadline="assignment", until=on("05-24"), in_force=on("05-24"))
    )
    given.when(extend(deadline=Deadline.ASSIGNMENT, until=on("05-25"))).then(
        RegistrationExtended(Deadline.ASSIGNMENT, on("05-25"), HELEN, said())
    )


def test_an_extension_is_not_timed_before_the_last_change() -> None:
    candidate.given(*VERIFIED).when(extend(at=at("04-06"))).refused(
        BeforeLastChange(what="the candidate", at=at("04-06"), last=at("04-07"))
    )


@pytest.mark.parametrize(("given", "stage"), [(CREDITED, "credited"), (WITHDRAWN, "withdrawn")])
def test_what_is_over_is_not_extended(given: tuple[Any, ...], stage: str) -> None:
    candidate.given(*given).when(extend()).refused(WrongCandidateStage(wanted="extend a deadline", stage=stage))


# Expired


def test_a_registration_expires_once_its_last_day_has_passed() -> None:
    given = candidate.given(*GATHERED)
    given.when(lambda it: it.expire(at=at("01-06", "23:59").replace(year=2026))).refused(
        NotExpired(today=NEXT_JANUARY, expires_on=NEXT_JANUARY)
    )
    given.when(lambda it: it.expire(at=at("01-07", "00:00").replace(year=2026))).then(RegistrationExpired())


def test_a_registration_expires_once() -> None:
    candidate.given(*EXPIRED).when(lambda it: it.expire(at=AFTER)).refused(
        WrongCandidateStage(wanted="expire", stage="expired")
    )


def test_what_is_credited_does_not_expire() -> None:
    candidate.given(*CREDITED).when(lambda it: it.expire(at=AFTER)).refused(
        WrongCandidateStage(wanted="expire", stage="credited")
    )


def test_nobody_expires_before_registration() -> None:
    candidate.given(CONFIRMED).when(lambda it: it.expire(at=AFTER)).refused(NotRegistered(wanted="expire"))


def test_nothing_is_handed_in_after_the_last_day_whether_or_not_anybody_recorded_the_expiry() -> None:
    given = candidate.given(*REGISTERED).seen_as(gathering)
    last = at("01-06", "23:59").replace(year=2026)
    hand_in: dict[str, Any] = {"sha256": "5" * 64, "authentic": True, "by": RAVI}
    given.when(lambda it: it.submit("report", **hand_in, at=last)).then(submitted())
    given.when(lambda it: it.submit("report", **hand_in, at=AFTER)).refused(
        AfterExpiry(wanted="hand in evidence", on=date(2026, 1, 7), expires_on=NEXT_JANUARY)
    )
    candidate.given(*EXPIRED).seen_as(gathering).when(lambda it: it.submit("report", **hand_in, at=AFTER)).refused(
        WrongCandidateStage(wanted="hand in evidence", stage="expired")
    )


@pytest.mark.parametrize(
    ("wanted", "gather"),
    [
        ("complete prework", lambda it: it.complete_prework("reading", at=AFTER)),
        ("attend a workshop day", lambda it: it.attend(1, hours=Decimal(7), topics=("questions",), at=AFTER)),
        ("review a workshop day", lambda it: it.review(1, review=said(), by=RAVI, at=AFTER)),
        ("draft a group brief", lambda it: it.draft_brief((RAVI, HELEN), sha256="5" * 64, at=AFTER)),
        ("agree a CPD plan", lambda it: it.agree_cpd_plan(plan=None, by=HELEN, at=AFTER)),
    ],
)
def test_nothing_else_is_gathered_after_the_last_day_either(wanted: str, gather: Callable[[Any], Any]) -> None:
    refusal = AfterExpiry(wanted=wanted, on=date(2026, 1, 7), expires_on=NEXT_JANUARY)
    candidate.given(*REGISTERED).seen_as(gathering).when(gather).refused(refusal)


def test_an_extension_revives_an_expired_registration_from_then_on() -> None:
    revived_at = at("01-20").replace(year=2026)
    extended = RegistrationExtended(Deadline.REGISTRATION, date(2026, 3, 1), HELEN, said())
    candidate.given(*EXPIRED).when(extend(at=revived_at)).then(extended)
    revived = candidate.given(*EXPIRED, (extended, revived_at)).seen_as(gathering)
    hand_in: dict[str, Any] = {"sha256": "5" * 64, "authentic": True, "by": RAVI}
    revived.when(lambda it: it.submit("diary", **hand_in, at=revived_at)).then(submitted("diary"))
    revived.when(lambda it: it.submit("diary", **hand_in, at=at("01-19").replace(year=2026))).refused(
        WrongCandidateStage(wanted="hand in evidence", stage="expired")
    )


# Withdrawn


def test_only_the_candidate_withdraws_registered_or_not() -> None:
    candidate.given(CONFIRMED).when(withdraw(reason=said())).then(CandidateWithdrew(said()))
    candidate.given(*ASSESSED).when(withdraw()).then(CandidateWithdrew())
    candidate.given(*GATHERED).when(withdraw(by=HELEN)).refused(OnlyTheCandidate(by=HELEN, member=RAVI, wanted="withdraw"))


def test_nobody_withdraws_twice_or_after_the_credit() -> None:
    candidate.given(*WITHDRAWN).when(withdraw()).refused(WrongCandidateStage(wanted="withdraw", stage="withdrawn"))
    candidate.given(*CREDITED).when(withdraw()).refused(WrongCandidateStage(wanted="withdraw", stage="credited"))


def test_nothing_comes_after_a_withdrawal_but_what_happened_before_is_recorded_late() -> None:
    given = candidate.given(*REGISTERED, (CandidateWithdrew(), LATER))
    given.seen_as(gathering).when(lambda it: it.complete_prework("reading", at=LATER)).refused(
        WrongCandidateStage(wanted="complete prework", stage="withdrawn")
    )
    given.seen_as(gathering).when(lambda it: it.complete_prework("reading", at=at("04-30"))).then(PreworkCompleted("reading"))
    candidate.given(CONFIRMED, (CandidateWithdrew(), LATER)).when(register(at=LATER)).refused(
        WrongCandidateStage(wanted="register", stage="withdrawn")
    )


def test_a_withdrawal_is_not_timed_before_anything_that_was_done() -> None:
    candidate.given(*GATHERED).when(withdraw(at=at("03-20"))).refused(
        BeforeLastChange(what="the candidate", at=at("03-20"), last=at("03-21"))
    )


def test_a_candidacy_says_how_far_it_has_come() -> None:
    assert CandidateStage.CONFIRMED is state(CONFIRMED).stage
    assert CandidateStage.REGISTERED is state(*REGISTERED).stage
    assert CandidateStage.GATHERING is state(*GATHERED).stage
    assert CandidateStage.ASSESSED is state(*ASSESSED).stage
    assert CandidateStage.VERIFIED is state(*VERIFIED).stage
    assert CandidateStage.CREDITED is state(*CREDITED).stage
    assert CandidateStage.EXPIRED is state(*EXPIRED).stage
    assert CandidateStage.WITHDRAWN is state(*WITHDRAWN).stage
    revived = (RegistrationExtended(Deadline.REGISTRATION, date(2026, 3, 1), GWEN, said()), AFTER)
    assert CandidateStage.GATHERING is state(*EXPIRED, revived).stage
