"""The adviser of a session intervenes in it, and whoever is in the room may note that a ground rule was broken."""

from __future__ import annotations

from datetime import datetime

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED_AT,
    DIARY,
    ELEVEN,
    EVA,
    HALF_PAST,
    IN_SESSION,
    OPEN_AT,
    RUTH,
    arrived,
    at,
    first,
    said,
    the_set,
)

from actionlearning.domain.set.errors import NoSuchRule, NotCheckedIn, NotTheSessionsAdviser, OutsideTheSession
from actionlearning.domain.set.events import AdviserAppointed, CheckedOut, SessionClosed, SessionOpened
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.set.practice_events import GroundRuleBreachNoted, InterventionMade
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import InterventionKind, MemberId

CLOSED = (SessionClosed(1, inquorate=False), CLOSED_AT)
WITHOUT_BEN = (*DIARY, (SessionOpened(1, RUTH), OPEN_AT), *arrived(1, AISHA))


def intervening(it: Meeting, *, by: MemberId = RUTH, on: datetime = ELEVEN) -> InterventionMade:
    return it.intervene(InterventionKind.SILENCE, note=said("a minute"), by=by, at=on)


def noting(it: Meeting, rule: int = 1, *, by: MemberId = BEN, on: datetime = ELEVEN) -> GroundRuleBreachNoted:
    return it.note_breach(rule, note=None, by=by, at=on)


# Interventions


def test_the_sessions_adviser_intervenes() -> None:
    the_set.given(*IN_SESSION).seen_as(first).when(intervening).then(
        InterventionMade(1, RUTH, InterventionKind.SILENCE, said("a minute"))
    )


def test_nobody_else_intervenes_not_even_another_adviser() -> None:
    given = the_set.given(*IN_SESSION, AdviserAppointed(EVA)).seen_as(first)
    for by in (BEN, EVA):
        given.when(lambda it, b=by: intervening(it, by=b)).refused(NotTheSessionsAdviser(session=1, by=by, adviser=RUTH))


def test_an_intervention_lies_within_the_session() -> None:
    late = at("01-14", "12:01")
    the_set.given(*IN_SESSION, CLOSED).seen_as(first).when(lambda it: intervening(it, on=late)).refused(
        OutsideTheSession(session=1, at=late, opened=OPEN_AT, closed=CLOSED_AT)
    )
    the_set.given(*DIARY).seen_as(first).when(intervening).refused(
        OutsideTheSession(session=1, at=ELEVEN, opened=None, closed=None)
    )


ADVISED_BY_BEN = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, BEN))


def test_an_adviser_who_has_left_the_room_does_not_intervene() -> None:
    given = the_set.given(*ADVISED_BY_BEN, (CheckedOut(1, BEN), HALF_PAST)).seen_as(first)
    given.when(lambda it: intervening(it, by=BEN)).refused(NotCheckedIn(session=1, member=BEN))


def test_neither_the_adviser_leaves_nor_the_session_ends_before_the_last_intervention() -> None:
    given = the_set.given(*ADVISED_BY_BEN, (InterventionMade(1, BEN, InterventionKind.TIME), ELEVEN)).seen_as(first)
    given.when(lambda it: it.check_out(BEN, energy=None, last_acts=(), at=HALF_PAST)).refused(
        BeforeLastChange(what="what they did in the session", at=HALF_PAST, last=ELEVEN)
    )
    given.when(lambda it: it.close(last_acts=(), at=HALF_PAST)).refused(
        BeforeLastChange(what="session 1", at=HALF_PAST, last=ELEVEN)
    )


# Ground rules


def test_somebody_in_the_room_or_the_adviser_notes_that_a_rule_was_broken() -> None:
    for by in (BEN, RUTH):
        the_set.given(*IN_SESSION).seen_as(first).when(lambda it, b=by: noting(it, by=b)).then(GroundRuleBreachNoted(1, 1))


def test_who_is_not_in_the_room_notes_nothing() -> None:
    the_set.given(*WITHOUT_BEN).seen_as(first).when(noting).refused(NotCheckedIn(session=1, member=BEN))
    late = at("01-14", "12:01")
    the_set.given(*IN_SESSION, CLOSED).seen_as(first).when(lambda it: noting(it, on=late)).refused(
        OutsideTheSession(session=1, at=late, opened=OPEN_AT, closed=CLOSED_AT)
    )


@pytest.mark.parametrize("rule", [-1, 0, 2])
def test_only_a_rule_of_the_contract_is_broken(rule: int) -> None:
    the_set.given(*IN_SESSION).seen_as(first).when(lambda it: noting(it, rule)).refused(
        NoSuchRule(rule=rule, version=1, rules=1)
    )
