"""What is put right of a problem, and what leaves the set: reviews undone, questions reclassified, texts released."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    COMMITTED,
    EVA,
    LATER,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    REPORTED,
    REVIEW,
    REVIEWED,
    ROSTERS,
    RUTH,
    SECOND,
    TALK,
    THIRD,
    TRIAL,
    Decision,
    at,
    invited,
    joined,
    on,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.corrections import reclassify_question, reopen_outcome
from actionlearning.domain.problem.errors import (
    ActionNotOpen,
    ActionsInTheWay,
    ClassificationStands,
    NoSuchAction,
    NoSuchQuestion,
    NoSuchText,
    NotOfTheSet,
    NotReviewed,
    NotTheirText,
    OnlyOwnerOrAdviser,
    ReleasedAlready,
    ReviewedTooSoon,
    StaysInTheSet,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import (
    ActionReleased,
    BarrierNamed,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
    ProblemParked,
    QuestionAsked,
    QuestionReclassified,
    TextReleasedToSponsor,
)
from actionlearning.domain.problem.releasing import release_to_sponsor
from actionlearning.domain.problem.thinking_events import FeelingVoiced, NotKnowingVoiced
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import ActionsStillOpen, NotAMember, WrongStage
from actionlearning.domain.set.events import AdviserHandedOver, MemberLeft, SetClosed
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import Feeling, MemberId, OutcomeResult, QuestionForm, QuestionFunction

AGAIN = at("02-20")
MEMBERS = the_set.given(*CLOSED).state

REOPENED = (*REVIEWED, (OutcomeReopened(TRIAL, said("wrong ward")), AGAIN))


def reopen(by: Any = AISHA, when: datetime = AGAIN, *, home: Set = MEMBERS, action: Any = TRIAL) -> Decision:
    return lambda it: reopen_outcome(it, action, home=home, reason=said("wrong ward"), by=by, at=when)


def review(when: datetime = THIRD, *, session: int = 3) -> Decision:
    return lambda it: it.action(TRIAL).review(
        roster=room(session, opened_at=at("03-11", "10:00") if session == 3 else None),
        peers=(BEN,),
        learning=(),
        none_yet=True,
        captured=frozenset(),
        organisational_effect=said("fewer gaps"),
        next_step=None,
        at=when,
    )


# Undoing a review


def test_the_owner_or_an_adviser_reopens_an_outcome_that_was_reviewed() -> None:
    for by in (AISHA, RUTH):
        problem.given(*REVIEWED).when(reopen(by)).then(OutcomeReopened(TRIAL, said("wrong ward")))


def test_nobody_else_reopens_it_and_an_adviser_only_while_appointed() -> None:
    given = problem.given(*REVIEWED)
    for by in (BEN, EVA):
        given.when(reopen(by)).refused(OnlyOwnerOrAdviser(member=by, owner=AISHA))
    handed = the_set.given(*CLOSED, (AdviserHandedOver(RUTH, EVA), at("02-15"))).state
    given.when(reopen(RUTH, home=handed)).refused(OnlyOwnerOrAdviser(member=RUTH, owner=AISHA))
    given.when(reopen(EVA, home=handed)).then(OutcomeReopened(TRIAL, said("wrong ward")))
    given.when(reopen(RUTH, SECOND, home=handed)).then(OutcomeReopened(TRIAL, said("wrong ward")))


@pytest.mark.parametrize(
    ("history", "state"),
    [(COMMITTED, "open"), (REPORTED, "open"), ((*COMMITTED, ActionReleased(TRIAL, said())), "released"), (REOPENED, "open")],
)
def test_only_what_was_reviewed_is_reopened_and_once(history: tuple[Any, ...], state: str) -> None:
    problem.given(*history).when(reopen()).refused(NotReviewed(action=TRIAL, state=state))


def test_an_action_that_is_none_is_not_reopened() -> None:
    problem.given(*REVIEWED).when(reopen(action=TALK)).refused(NoSuchAction(action=TALK))


def test_an_outcome_is_not_reopened_before_its_review() -> None:
    early = at("02-11", "10:29")
    problem.given(*REVIEWED).when(reopen(when=early)).refused(BeforeLastChange(what="the action", at=early, last=SECOND))


def test_no_outcome_is_reopened_on_a_problem_that_has_ended_however_late_it_is_recorded() -> None:
    problem.given(*REVIEWED, (ProblemParked(said()), at("03-01"))).when(reopen()).refused(
        WrongProblemStage(wanted="reopen an outcome", stage="parked")
    )


def test_no_outcome_is_reopened_in_a_set_that_has_closed() -> None:
    closed = the_set.given(*CLOSED, (SetClosed(), at("03-01"))).state
    problem.given(*REVIEWED).when(reopen(home=closed)).refused(WrongStage(wanted="reopen an outcome", stage="closed"))


def test_no_outcome_is_reopened_whose_owner_has_left_or_left_later() -> None:
    """Whoever leaves leaves nothing open."""
    left = the_set.given(*CLOSED, (MemberLeft(AISHA, said()), at("03-01"))).state
    problem.given(*REVIEWED).when(reopen(home=left)).refused(NotAMember(member=AISHA, at=at("03-01")))
    problem.given(*REVIEWED).when(reopen(RUTH, at("03-02"), home=left)).refused(NotAMember(member=AISHA, at=at("03-02")))
    back = the_set.given(*CLOSED, (MemberLeft(AISHA, said()), at("03-01")), (*invited(AISHA), at("03-02")), *joined(AISHA))
    problem.given(*REVIEWED).when(reopen(home=back.state)).refused(NotAMember(member=AISHA, at=at("03-01")))


def test_a_reopened_action_is_open_and_its_owner_neither_leaves_nor_ends_the_problem() -> None:
    it = problem.given(*REOPENED)
    assert (TRIAL,) == it.state.open_actions(THIRD)
    it.when(lambda one: one.resolve(how=None, by=AISHA, at=THIRD)).refused(
        ActionsInTheWay(actions=(TRIAL,), wanted="declare it resolved")
    )
    the_set.given(*CLOSED).when(
        lambda home: home.leave(AISHA, reason=said(), open_actions=it.state.open_actions(THIRD), at=THIRD)
    ).refused(ActionsStillOpen(actions=(TRIAL,)))


def test_nobody_leaves_before_their_action_was_reopened_either() -> None:
    """It was reviewed then; but what came of it is not over."""
    again = problem.given(*REOPENED, (REVIEW, THIRD)).state
    assert (TRIAL,) == again.open_actions(at("02-15"))
    assert () == again.open_actions(THIRD)


def test_what_was_reported_stands_after_reopening_and_may_be_reported_again() -> None:
    given = problem.given(*REOPENED)
    given.when(review()).then(OutcomeReviewed(TRIAL, 3, (BEN,), (), said("fewer gaps")))
    given.when(
        lambda it: it.action(TRIAL).report_outcome(
            OutcomeResult.PARTIAL, done_on=on("02-07"), evidence=None, time_zone="UTC", by=AISHA, at=THIRD
        )
    ).then(OutcomeReported(TRIAL, OutcomeResult.PARTIAL, on("02-07")))


def test_a_review_of_what_was_reopened_is_a_review_like_any_other() -> None:
    given = problem.given(*REOPENED)
    given.when(review(SECOND)).refused(BeforeLastChange(what="the action", at=SECOND, last=AGAIN))
    given.when(review(session=1)).refused(ReviewedTooSoon(action=TRIAL, session=1))
    problem.given(*REOPENED, (REVIEW, THIRD)).when(review()).refused(
        ActionNotOpen(action=TRIAL, wanted="review it", state="reviewed")
    )


def test_an_action_was_not_open_between_its_review_and_its_reopening() -> None:
    def name_barrier(when: datetime) -> Decision:
        return lambda it: it.action(TRIAL).name_barrier(barrier=said(), by=AISHA, at=when)

    given = problem.given(*REOPENED, (ActionReleased(TRIAL, said()), THIRD))
    for open_then in (at("02-11", "10:29"), AGAIN, at("03-01")):
        given.when(name_barrier(open_then)).then(BarrierNamed(TRIAL, said()))
    for over_then, state in ((SECOND, "reviewed"), (at("02-15"), "reviewed"), (THIRD, "released")):
        given.when(name_barrier(over_then)).refused(ActionNotOpen(action=TRIAL, wanted="name a barrier", state=state))


# Reclassifying a question

ASKED = (*PRESENTED, (QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), LATER))
"""The question is the fourth event of the problem."""


def reclassify(
    by: Any = RUTH,
    when: datetime = AGAIN,
    *,
    question: int = 4,
    form: QuestionForm = QuestionForm.LEADING,
    home: Set = MEMBERS,
) -> Decision:
    return lambda it: reclassify_question(it, question, home=home, form=form, function=QuestionFunction.PROBING, by=by, at=when)


def test_a_member_or_an_adviser_says_what_a_question_was() -> None:
    for by in (AISHA, BEN, RUTH):
        problem.given(*ASKED).when(reclassify(by)).then(QuestionReclassified(4, QuestionForm.LEADING, QuestionFunction.PROBING))


def test_nobody_else_does_nor_who_has_left() -> None:
    given = problem.given(*ASKED)
    wanted = "correct what a question was"
    given.when(reclassify(EVA)).refused(NotOfTheSet(person=EVA, at=AGAIN, wanted=wanted))
    left = the_set.given(*CLOSED, (MemberLeft(BEN, said()), at("02-01"))).state
    given.when(reclassify(BEN, home=left)).refused(NotOfTheSet(person=BEN, at=AGAIN, wanted=wanted))


@pytest.mark.parametrize("version", [1, 3, 5, 99])
def test_only_a_question_is_reclassified(version: int) -> None:
    problem.given(*ASKED).when(reclassify(question=version)).refused(NoSuchQuestion(question=version))


def test_a_question_is_not_reclassified_before_it_was_asked() -> None:
    problem.given(*ASKED).when(reclassify(when=PRESENTED_AT)).refused(
        BeforeLastChange(what="the question", at=PRESENTED_AT, last=LATER)
    )


def test_a_correction_changes_something_since_the_last_one() -> None:
    stands = ClassificationStands(question=4, form=QuestionForm.OPEN, function=QuestionFunction.PROBING)
    problem.given(*ASKED).when(reclassify(form=QuestionForm.OPEN)).refused(stands)
    once = (*ASKED, (QuestionReclassified(4, QuestionForm.LEADING, QuestionFunction.PROBING), AGAIN))
    problem.given(*once).when(reclassify()).refused(
        ClassificationStands(question=4, form=QuestionForm.LEADING, function=QuestionFunction.PROBING)
    )
    problem.given(*once).when(reclassify(form=QuestionForm.OPEN)).then(
        QuestionReclassified(4, QuestionForm.OPEN, QuestionFunction.PROBING)
    )


# Releasing a text to the sponsor


def place(label: str, version: int = 4, name: str = "problem.question-asked") -> Place:
    return Place(ROSTERS, version, name, label)


def question(text: Personal | None) -> QuestionAsked:
    return QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING, text)


def release(event: Any, label: str = "text", *, by: MemberId = BEN, when: datetime = AGAIN) -> Decision:
    said_at = None if event is None else LATER
    return lambda it: release_to_sponsor(it, event, place(label), said_at=said_at, by=by, at=when)


def test_whoever_said_something_releases_it() -> None:
    problem.given(*ASKED).when(release(question(said("why?", BEN)))).then(TextReleasedToSponsor(place("text")))
    problem.given(*ASKED).when(release(RAISED, "authority-to-act", by=AISHA)).then(
        TextReleasedToSponsor(place("authority-to-act"))
    )


@pytest.mark.parametrize("subjects", [(AISHA,), (AISHA, BEN), (BEN, AISHA)])
def test_nobody_releases_what_is_also_somebody_elses(subjects: tuple[MemberId, ...]) -> None:
    theirs = question(said("why?", *subjects))
    problem.given(*ASKED).when(release(theirs)).refused(NotTheirText(member=BEN, subjects=subjects))


@pytest.mark.parametrize(
    ("event", "label"),
    [(None, "text"), (question(None), "text"), (question(said("why?", BEN)), "title"), (RAISED, "authority_to_act")],
    ids=["no such version", "nothing said", "another label", "the field and not its label"],
)
def test_only_a_text_that_there_is_is_released(event: Any, label: str) -> None:
    problem.given(*ASKED).when(release(event, label)).refused(NoSuchText(version=4, label=label))


@pytest.mark.parametrize(
    "event", [FeelingVoiced(1, BEN, Feeling.DOUBT, said("hm", BEN)), NotKnowingVoiced(1, BEN, said("no idea", BEN))]
)
def test_what_is_felt_or_not_known_stays_in_the_set(event: Any) -> None:
    problem.given(*ASKED).when(release(event, "words")).refused(StaysInTheSet(version=4))


def test_a_text_is_not_released_before_it_was_said() -> None:
    problem.given(*ASKED).when(release(question(said("why?", BEN)), when=PRESENTED_AT)).refused(
        BeforeLastChange(what="the text", at=PRESENTED_AT, last=LATER)
    )


def test_a_text_is_released_once() -> None:
    once = problem.given(*ASKED, TextReleasedToSponsor(place("text")))
    once.when(release(question(said("why?", BEN)))).refused(ReleasedAlready(version=4, label="text"))
    once.when(release(RAISED, "stake", by=AISHA)).then(TextReleasedToSponsor(place("stake")))
