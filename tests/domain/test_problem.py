"""A problem is brought to a set, accepted or returned, and presented."""

from __future__ import annotations

from datetime import datetime

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEDS,
    BEN,
    CHLOE,
    CONTRACTING,
    EVA,
    LATER,
    MARCH,
    OPEN_AT,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    ROSTERS,
    SET,
    at,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem.aggregate import Problem, raise_problem
from actionlearning.domain.problem.errors import LinkedAlready, NotReturned, NotTheOwner, WrongProblemStage
from actionlearning.domain.problem.events import (
    ObjectiveLinked,
    ProblemAccepted,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking_events import StakeholdersMapped
from actionlearning.domain.set.errors import NotAMember, NotCheckedIn, NotTheirProblem
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import MemberId, ObjectiveId, QuestionForm, QuestionFunction, SetId

OBJECTIVE = ObjectiveId(ROSTERS)


# Bringing it


def test_a_problem_is_raised_with_a_stake_and_the_authority_to_act() -> None:
    problem.beginning(
        lambda: raise_problem(
            set_id=SET,
            home=the_set.given(*CONTRACTING).state,
            owner=AISHA,
            title=said("勤務表 🗓"),
            stake=said("gaps"),
            authority_to_act=said("my wards"),
            resubmission_of=None,
            at=LATER,
        )
    ).then(ProblemRaised(SET, AISHA, said("勤務表 🗓"), said("gaps"), said("my wards")))


def bring_again(earlier: Problem, *, owner: MemberId = AISHA, when: datetime = LATER) -> ProblemRaised:
    return raise_problem(
        set_id=SET,
        home=the_set.given(*CONTRACTING).state,
        owner=owner,
        title=said(),
        stake=said("gaps"),
        authority_to_act=said("my wards"),
        resubmission_of=(ROSTERS, earlier),
        at=when,
    )


def test_a_returned_problem_is_brought_again() -> None:
    problem.given(RAISED, ProblemReturned(said())).when(bring_again).then(
        ProblemRaised(SET, AISHA, said(), said("gaps"), said("my wards"), ROSTERS)
    )


def test_only_its_owner_brings_a_problem_again() -> None:
    problem.given(RAISED, ProblemReturned(said())).when(lambda it: bring_again(it, owner=BEN)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="bring it again")
    )


@pytest.mark.parametrize(
    ("history", "stage"),
    [((RAISED,), "raised"), (PRESENTED, "presented"), ((*PRESENTED, ProblemResolved()), "resolved")],
)
def test_only_a_returned_problem_is_brought_again(history: tuple[object, ...], stage: str) -> None:
    problem.given(*history).when(bring_again).refused(NotReturned(stage=stage))


def test_a_problem_is_not_brought_again_before_it_was_returned() -> None:
    problem.given(RAISED, (ProblemReturned(said()), MARCH)).when(bring_again).refused(
        BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    )


def test_only_a_member_brings_a_problem_to_the_set() -> None:
    problem.beginning(
        lambda: raise_problem(
            set_id=SET,
            home=the_set.given(*CONTRACTING).state,
            owner=EVA,
            title=said(),
            stake=said(),
            authority_to_act=said(),
            resubmission_of=None,
            at=LATER,
        )
    ).refused(NotAMember(member=EVA, at=LATER))


def test_airtime_belongs_to_the_owner_of_a_live_problem_in_its_own_set() -> None:
    elsewhere = SetId(BEDS)
    given = problem.given(*ACCEPTED)
    given.when(lambda it: it.owner_for_airtime(ROSTERS, home=SET)).then(AISHA)
    given.when(lambda it: it.owner_for_airtime(ROSTERS, home=elsewhere)).refused(NotTheirProblem(member=AISHA, problem=ROSTERS))
    problem.given(RAISED).when(lambda it: it.owner_for_airtime(ROSTERS, home=SET)).refused(
        WrongProblemStage(wanted="give it airtime", stage="raised")
    )


def test_a_problem_knows_when_each_person_last_acted_on_it_in_a_session() -> None:
    asked = QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING, None)
    it = problem.given(*PRESENTED, (asked, at("01-14", "10:40")), (asked, at("01-14", "10:35"))).state
    assert (at("01-14", "10:40"),) == it.last_acts_in(1, BEN)
    assert (PRESENTED_AT, at("01-14", "10:40")) == it.last_acts_in(1)
    assert () == it.last_acts_in(2)


def test_a_raised_problem_is_accepted_or_returned_with_the_reason() -> None:
    problem.given(RAISED).when(lambda it: it.accept(at=LATER)).then(ProblemAccepted())
    problem.given(RAISED).when(lambda it: it.give_back(reason=said("a puzzle"), at=LATER)).then(
        ProblemReturned(said("a puzzle"))
    )


def test_a_problem_is_answered_once() -> None:
    problem.given(*ACCEPTED).when(lambda it: it.accept(at=LATER)).refused(
        WrongProblemStage(wanted="accept it", stage="accepted")
    )
    problem.given(RAISED, ProblemReturned(said())).when(lambda it: it.give_back(reason=said(), at=LATER)).refused(
        WrongProblemStage(wanted="return it", stage="returned")
    )


def test_a_problem_is_not_accepted_before_it_was_raised() -> None:
    (
        problem.given((RAISED, PRESENTED_AT))
        .when(lambda it: it.accept(at=OPEN_AT))
        .refused(BeforeLastChange(what="the problem", at=OPEN_AT, last=PRESENTED_AT))
    )


def test_a_problem_is_not_returned_before_its_owner_said_whom_it_touches() -> None:
    mapped = problem.given(RAISED, (StakeholdersMapped(said()), MARCH))
    mapped.when(lambda it: it.give_back(reason=said(), at=LATER)).refused(
        BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    )
    mapped.when(lambda it: it.give_back(reason=said(), at=MARCH)).then(ProblemReturned(said()))
    mapped.when(lambda it: it.accept(at=LATER)).then(ProblemAccepted())


def test_a_problem_is_linked_to_an_objective_once() -> None:
    problem.given(RAISED).when(lambda it: it.link(OBJECTIVE, at=LATER)).then(ObjectiveLinked(OBJECTIVE))
    problem.given(RAISED, ObjectiveLinked(OBJECTIVE)).when(lambda it: it.link(OBJECTIVE, at=LATER)).refused(LinkedAlready())


def test_nothing_is_said_of_a_problem_before_it_was_raised() -> None:
    given, early = problem.given((RAISED, PRESENTED_AT)), BeforeLastChange(what="the problem", at=OPEN_AT, last=PRESENTED_AT)
    given.when(lambda it: it.link(OBJECTIVE, at=OPEN_AT)).refused(early)
    given.when(lambda it: it.confirm_alignment(still_matters=True, by=AISHA, at=OPEN_AT)).refused(early)


def test_what_is_over_is_not_linked_to_an_objective() -> None:
    problem.given(RAISED, ProblemReturned(said())).when(lambda it: it.link(OBJECTIVE, at=LATER)).refused(
        WrongProblemStage(wanted="link it to an objective", stage="returned")
    )


# Presenting it


def test_the_owner_presents_an_accepted_problem() -> None:
    (
        problem.given(*ACCEPTED)
        .when(lambda it: it.present(roster=room(), clarity_before=3, by=AISHA, at=PRESENTED_AT))
        .then(ProblemPresented(1, 3))
    )


def test_nobody_presents_somebody_elses_problem() -> None:
    (
        problem.given(*ACCEPTED)
        .when(lambda it: it.present(roster=room(), clarity_before=None, by=BEN, at=PRESENTED_AT))
        .refused(NotTheOwner(member=BEN, owner=AISHA, wanted="present it"))
    )


def test_a_presenter_has_checked_in() -> None:
    (
        problem.given(*ACCEPTED)
        .when(lambda it: it.present(roster=room(1, BEN, CHLOE), clarity_before=None, by=AISHA, at=PRESENTED_AT))
        .refused(NotCheckedIn(session=1, member=AISHA))
    )


@pytest.mark.parametrize(
    ("end", "stage"),
    [
        ((), "raised"),
        ((ProblemReturned(said()),), "returned"),
        ((ProblemAccepted(), ProblemParked(said())), "parked"),
        ((ProblemAccepted(), ProblemResolved()), "resolved"),
        ((ProblemWithdrawn(said()),), "withdrawn"),
    ],
)
def test_only_a_live_problem_is_presented(end: tuple[object, ...], stage: str) -> None:
    (
        problem.given(RAISED, *end)
        .when(lambda it: it.present(roster=room(), clarity_before=None, by=AISHA, at=PRESENTED_AT))
        .refused(WrongProblemStage(wanted="present it", stage=stage))
    )


def test_a_problem_is_presented_again_even_if_the_earlier_time_is_recorded_later() -> None:
    given = problem.given(*PRESENTED)
    given.when(lambda it: it.present(roster=room(), clarity_before=None, by=AISHA, at=at("01-14", "10:10"))).then(
        ProblemPresented(1)
    )


def test_no_presentation_however_late_it_is_recorded_comes_before_the_acceptance() -> None:
    late = problem.given(RAISED, (ProblemAccepted(), at("01-14", "10:20")), (ProblemPresented(1), PRESENTED_AT))
    for given in (late, problem.given(RAISED, (ProblemAccepted(), at("01-14", "10:20")))):
        given.when(lambda it: it.present(roster=room(), clarity_before=None, by=AISHA, at=at("01-14", "10:10"))).refused(
            BeforeLastChange(what="the problem", at=at("01-14", "10:10"), last=at("01-14", "10:20"))
        )
