"""A problem on its way from being raised to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEDS,
    BEN,
    CHLOE,
    COMMITTED,
    CONTRACTING,
    EVA,
    OPEN_AT,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    ROSTERS,
    RUTH,
    SET,
    TRIAL,
    at,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem.aggregate import Problem, raise_problem
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.errors import (
    ActionsInTheWay,
    LinkedAlready,
    NeverPresented,
    NoSuchAction,
    NotReturned,
    NotTheOwner,
    OwnQuestion,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import (
    ActionReleased,
    AdviceGiven,
    AlignmentConfirmed,
    EncouragementGiven,
    InsightRecorded,
    ObjectiveLinked,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemReframed,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking_events import DecisionMade, StakeholdersMapped
from actionlearning.domain.set.errors import NotAMember, NotCheckedIn, NotTheirProblem
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import InsightLevel, MemberId, ObjectiveId, QuestionForm, QuestionFunction, SetId

LATER = at("01-14", "10:40")
MARCH = at("03-01")
OBJECTIVE = ObjectiveId(ROSTERS)


def ask(by: object, when: object = LATER, **there: object) -> Callable[[Problem], object]:
    return lambda it: Discussion(it, there.get("roster", room())).ask(
        asker=by,
        form=QuestionForm.OPEN,
        function=QuestionFunction.PROBING,
        text=None,
        at=when,
    )


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


# Questions and advice


def test_a_peer_in_the_room_asks() -> None:
    asked = QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    problem.given(*PRESENTED).when(ask(BEN)).then(asked)


def test_the_sessions_adviser_asks_without_checking_in() -> None:
    asked = QuestionAsked(1, RUTH, QuestionForm.OPEN, QuestionFunction.PROBING)
    problem.given(*PRESENTED).when(ask(RUTH)).then(asked)


def test_nobody_asks_who_is_not_in_the_room() -> None:
    problem.given(*PRESENTED).when(ask(BEN, roster=room(1, AISHA, CHLOE))).refused(NotCheckedIn(session=1, member=BEN))


def test_the_owner_does_not_question_themself() -> None:
    problem.given(*PRESENTED).when(ask(AISHA)).refused(OwnQuestion(owner=AISHA))


def test_questions_come_after_the_problem_was_presented() -> None:
    problem.given(*ACCEPTED).when(ask(BEN)).refused(NeverPresented(wanted="ask a question"))
    problem.given(*PRESENTED).when(ask(BEN, at("01-14", "10:29"))).refused(NeverPresented(wanted="ask a question"))
    problem.given(*PRESENTED).when(ask(BEN, PRESENTED_AT)).then(
        QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    )


def test_a_question_recorded_after_the_problem_ended_is_judged_at_its_time() -> None:
    ended = problem.given(*PRESENTED, (ProblemResolved(), MARCH))
    ended.when(ask(BEN)).then(QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING))
    ended.when(ask(BEN, MARCH)).refused(WrongProblemStage(wanted="ask a question", stage="resolved"))


def test_advice_is_not_refused_but_recorded() -> None:
    (
        problem.given(*PRESENTED)
        .when(lambda it: Discussion(it, room()).hear_advice(giver=BEN, text=said("do as I did", BEN), at=LATER))
        .then(AdviceGiven(1, BEN, said("do as I did", BEN)))
    )


def test_advice_from_outside_the_room_is_none() -> None:
    (
        problem.given(*PRESENTED)
        .when(lambda it: Discussion(it, room(1, AISHA)).hear_advice(giver=BEN, text=None, at=LATER))
        .refused(NotCheckedIn(session=1, member=BEN))
    )


# What the owner takes from it


def test_the_owner_alone_says_what_they_see_now() -> None:
    given = problem.given(*PRESENTED)
    given.when(
        lambda it: Discussion(it, room()).record_insight(level=InsightLevel.SYSTEM, insight=said("aha"), by=AISHA, at=LATER)
    ).then(InsightRecorded(1, InsightLevel.SYSTEM, said("aha")))
    given.when(lambda it: Discussion(it, room()).reframe(level=InsightLevel.SELF, now=said("mine"), by=AISHA, at=LATER)).then(
        ProblemReframed(1, InsightLevel.SELF, said("mine"))
    )
    given.when(
        lambda it: Discussion(it, room()).record_insight(level=InsightLevel.SELF, insight=said(), by=BEN, at=LATER)
    ).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="record their insight"))
    given.when(lambda it: Discussion(it, room()).reframe(level=InsightLevel.SELF, now=said(), by=RUTH, at=LATER)).refused(
        NotTheOwner(member=RUTH, owner=AISHA, wanted="reframe it")
    )


def test_the_owner_says_whether_it_still_matters() -> None:
    given = problem.given(*PRESENTED)
    given.when(lambda it: it.confirm_alignment(still_matters=False, by=AISHA, at=LATER)).then(
        AlignmentConfirmed(still_matters=False)
    )
    given.when(lambda it: it.confirm_alignment(still_matters=True, by=BEN, at=LATER)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="confirm its alignment")
    )


# The end


ENDINGS: list[tuple[str, object, Callable[[Problem, object], object]]] = [
    ("declare it resolved", ProblemResolved(said()), lambda it, by: it.resolve(how=said(), by=by, at=MARCH)),
    ("leave it unresolved", ProblemLeftUnresolved(said()), lambda it, by: it.leave_unresolved(reason=said(), by=by, at=MARCH)),
    ("park it", ProblemParked(said()), lambda it, by: it.park(reason=said(), by=by, at=MARCH)),
    ("withdraw it", ProblemWithdrawn(said()), lambda it, by: it.withdraw(reason=said(), by=by, at=MARCH)),
]
each_ending = pytest.mark.parametrize(("wanted", "ended", "end"), ENDINGS, ids=[wanted for wanted, *_ in ENDINGS])
End = Callable[[Problem, object], object]


@each_ending
def test_the_owner_ends_it(wanted: str, ended: object, end: End) -> None:
    problem.given(*PRESENTED).when(lambda it: end(it, AISHA)).then(ended)
    problem.given(*PRESENTED).when(lambda it: end(it, BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted=wanted))


@each_ending
def test_it_does_not_end_with_an_action_open(wanted: str, ended: object, end: End) -> None:
    problem.given(*COMMITTED).when(lambda it: end(it, AISHA)).refused(ActionsInTheWay(actions=(TRIAL,), wanted=wanted))
    problem.given(*COMMITTED, ActionReleased(TRIAL, said())).when(lambda it: end(it, AISHA)).then(ended)


@each_ending
def test_it_ends_once(wanted: str, ended: object, end: End) -> None:
    problem.given(*PRESENTED, ended).when(lambda it: end(it, AISHA)).refused(
        WrongProblemStage(wanted=wanted, stage=problem.given(*PRESENTED, ended).state.stage.value)
    )


def test_it_does_not_end_before_something_that_was_said_about_it() -> None:
    asked = (QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), LATER)
    (
        problem.given(*PRESENTED, asked)
        .when(lambda it: it.resolve(how=None, by=AISHA, at=at("01-14", "10:39")))
        .refused(BeforeLastChange(what="the problem", at=at("01-14", "10:39"), last=LATER))
    )


def test_it_does_not_end_before_its_owner_decided_on_it_or_somebody_encouraged_them() -> None:
    refused = BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    for word in (DecisionMade(0, said(), said()), EncouragementGiven(BEN)):
        given = problem.given(*PRESENTED, (word, MARCH))
        given.when(lambda it: it.resolve(how=None, by=AISHA, at=LATER)).refused(refused)
        given.when(lambda it: it.park_for_leaver(reason=said(), at=LATER)).refused(refused)
    problem.given(RAISED, (StakeholdersMapped(said()), MARCH)).when(
        lambda it: it.withdraw(reason=said(), by=AISHA, at=LATER)
    ).refused(refused)


def test_a_problem_that_the_set_has_not_answered_yet_is_withdrawn_but_not_resolved() -> None:
    problem.given(RAISED).when(lambda it: it.withdraw(reason=said(), by=AISHA, at=MARCH)).then(ProblemWithdrawn(said()))
    problem.given(RAISED).when(lambda it: it.resolve(how=None, by=AISHA, at=MARCH)).refused(
        WrongProblemStage(wanted="declare it resolved", stage="raised")
    )


def test_a_leavers_problem_is_parked_whoever_records_it_but_not_before_its_last_change() -> None:
    problem.given(*PRESENTED).when(lambda it: it.park_for_leaver(reason=said(), at=MARCH)).then(ProblemParked(said()))
    problem.given(*PRESENTED).when(lambda it: it.park_for_leaver(reason=said(), at=OPEN_AT)).refused(
        BeforeLastChange(what="the problem", at=OPEN_AT, last=PRESENTED_AT)
    )


def test_a_leavers_problem_is_not_parked_before_the_others_spoke_of_it() -> None:
    """In a session that its owner missed."""
    asked = (QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), MARCH)
    given = problem.given(*PRESENTED, asked)
    given.when(lambda it: it.park_for_leaver(reason=said(), at=LATER)).refused(
        BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    )
    given.when(lambda it: it.park_for_leaver(reason=said(), at=MARCH)).then(ProblemParked(said()))


def test_an_action_that_nobody_committed_to_is_none() -> None:
    problem.given(*PRESENTED).when(lambda it: it.action(TRIAL)).refused(NoSuchAction(action=TRIAL))
