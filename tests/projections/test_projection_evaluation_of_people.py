"""How a programme was taken, what was learnt in it, and what people did: counted by hand, as at and as known at, with n."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from by_hand import SET, Chronicle, named, on, said
from evaluating import AFTER, DAYS, evaluation, met

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, SelfRatingGiven
from actionlearning.domain.problem.events import AdviceGiven, QuestionAsked
from actionlearning.domain.set.events import CheckedIn, CheckedOut, ProcessReviewed
from actionlearning.domain.set.practice_events import SetEvaluated
from actionlearning.domain.values import ActionRef, Instrument, LearningKind, Loop, QuestionForm, QuestionFunction, RatingPhase
from actionlearning.projections.evaluation_levels import Course
from actionlearning.projections.metric import Change, Metric

# Reaction


def review(it: Chronicle, session: int, *scores: int, which: Any = SET) -> None:
    it.add(which, ProcessReviewed(session, *scores), on(DAYS[session], "16:50"))


def test_the_sets_own_scores_are_told_over_all_and_at_first_and_last() -> None:
    it = met("Ann", "Ben")
    for session, scores in ((1, (4, 3, 6)), (2, (6, 5, 6)), (3, (8, 7, 9))):
        review(it, session, *scores)
    reaction = evaluation(it).reaction
    assert Course(overall=Metric(18, 3), first=Metric(4, 1), last=Metric(8, 1)) == reaction.safety
    assert [Metric(15, 3), Metric(21, 3)] == [reaction.challenge.overall, reaction.support.overall]
    assert Metric(6, 1) == evaluation(it, DAYS[2]).reaction.safety.last


def test_one_review_alone_is_no_course() -> None:
    it = met("Ann")
    review(it, 2, 4, 3, 6)
    safety = evaluation(it).reaction.safety
    assert (Fraction(4), None, None) == (safety.overall.value, safety.first.value, safety.last.value)


def test_first_and_last_are_those_of_each_set_that_can_be_compared() -> None:
    it = met("Ann")
    other = named("other set")
    it.set("Cat", at=on("2025-01-01"), which=other)
    for number in (1, 3):
        it.session(number, DAYS[number], ["Cat"], which=other)
    for which, scores in ((SET, (4, 8)), (other, (2, 5))):
        for session, score in zip((1, 3), scores, strict=True):
            review(it, session, score, 1, 1, which=which)
    alone = named("third set")
    it.set("Dan", at=on("2025-01-01"), which=alone)
    it.session(1, DAYS[1], ["Dan"], which=alone)
    review(it, 1, 10, 1, 1, which=alone)
    assert Course(overall=Metric(29, 5), first=Metric(6, 2), last=Metric(13, 2)) == evaluation(it).reaction.safety


def test_energy_is_compared_where_somebody_gave_it_coming_and_going() -> None:
    it = met("Ann", "Ben", "Cat")
    for member, coming, going in (("Ann", 4, 7), ("Ben", 6, None), ("Cat", None, 9)):
        it.add(SET, CheckedIn(1, named(member), coming), on(DAYS[1], "14:02"))
        it.add(SET, CheckedOut(1, named(member), going), on(DAYS[1], "16:55"))
    for member, coming, going in (("Ann", 5, 6), ("Ben", 3, 8)):
        it.add(SET, CheckedIn(2, named(member), coming), on(DAYS[2], "14:02"))
        it.add(SET, CheckedOut(2, named(member), going), on(DAYS[2], "16:55"))
    reaction = evaluation(it).reaction
    assert [Metric(12, 3, 2), Metric(21, 3, 2)] == [reaction.energy_in, reaction.energy_out]
    early = evaluation(it, DAYS[1]).reaction
    assert [Metric(4, 1, 1), Metric(7, 1, 1)] == [early.energy_in, early.energy_out]


def test_what_a_member_said_of_the_set_last_counts_and_how_many_said_so() -> None:
    it = met("Ann", "Ben", "Cat")
    for member, worth, recommend, at in (("Ann", 3, 4, DAYS[2]), ("Ben", 6, 10, DAYS[3]), ("Ann", 9, 9, DAYS[3])):
        it.add(SET, SetEvaluated(named(member), worth, recommend, said("dull", member)), on(at, "17:00"), by=named(member))
    reaction = evaluation(it).reaction
    assert [Metric(15, 2, 2), Metric(19, 2, 2)] == [reaction.worth, reaction.recommend]
    assert Metric(3, 1, 1) == evaluation(it, DAYS[2]).reaction.worth


# Learning


def learn(it: Chronicle, name: str, kind: LearningKind, loop: Loop, *used: str) -> None:
    source = ActionRef(named("problem of Ann"), named("step"))
    learner = named(name.partition(" ")[0])
    it.add(learner, LearningCaptured(named(name), kind, loop, source, said("x", "Ann")), on(DAYS[2]), by=learner)
    for at in used:
        it.add(learner, LearningApplied(named(name), named("problem of Ben"), said("x", "Ann")), on(at), by=learner)


def test_learnings_are_counted_by_kind_and_loop_and_by_how_often_they_were_used() -> None:
    it = met("Ann", "Ben")
    learn(it, "Ann 1", LearningKind.SKILL, Loop.SINGLE, DAYS[2], DAYS[3])
    learn(it, "Ann 2", LearningKind.INSIGHT, Loop.DOUBLE)
    learn(it, "Ben 1", LearningKind.INSIGHT, Loop.SINGLE, DAYS[3])
    seen = evaluation(it)
    assert {LearningKind.SKILL: 1, LearningKind.INSIGHT: 2} == seen.learning.by_kind
    assert {Loop.SINGLE: 2, Loop.DOUBLE: 1} == seen.learning.by_loop
    assert (2, Metric(2, 3, 2), Metric(3, 1, 2)) == (seen.learning.learners, seen.learning.transfer, seen.behaviour.applied)
    assert Metric(1, 1, 1) == evaluation(it, DAYS[2]).behaviour.applied


@pytest.mark.parametrize("instrument", Instrument)
def test_before_and_after_are_of_those_who_gave_both(instrument: Instrument) -> None:
    it = met("Ann", "Ben", "Cat")
    before, after = RatingPhase.BEFORE, RatingPhase.AFTER
    for member, phase, score in (("Ann", before, 4), ("Ann", after, 7), ("Ben", before, 1), ("Cat", after, 10)):
        it.add(named(member), SelfRatingGiven(instrument, phase, score), on(DAYS[1]), by=named(member))
    learning = evaluation(it).learning
    assert {instrument.value: Change(Fraction(4), Fraction(7), 1)} == {
        name: figure
        for name in ("less_isolated", "self_efficacy", "takes_responsibility")
        if (figure := getattr(learning, name)).n
    }


def talk(it: Chronicle, session: int, open_ones: int, closed: int, advice: int) -> None:
    for form, count in ((QuestionForm.OPEN, open_ones), (QuestionForm.CLOSED, closed)):
        for _ in range(count):
            asked = QuestionAsked(session, named("Ben"), form, QuestionFunction.PROBING)
            it.add(named("problem of Ann"), asked, on(DAYS[session], "14:30"), by=named("Ben"))
    for _ in range(advice):
        it.add(named("problem of Ann"), AdviceGiven(session, named("Cat")), on(DAYS[session], "14:31"), by=named("Cat"))


def test_the_question_mix_is_compared_from_the_first_to_the_last_session_in_which_it_was_recorded() -> None:
    it = met("Ann", "Ben", "Cat")
    talk(it, 1, 1, 3, 4)
    assert (0, None) == (evaluation(it).learning.questions.sets, evaluation(it).learning.questions.first.open_share.value)
    talk(it, 2, 9, 1, 0)
    mix = evaluation(it).learning.questions
    assert (1, Metric(1, 4, 1), Metric(9, 10, 1)) == (mix.sets, mix.first.open_share, mix.last.open_share)
    assert [Metric(4, 8, 2), Metric(0, 10, 1)] == [mix.first.advice_rate, mix.last.advice_rate]
    talk(it, 3, 0, 0, 1)
    last = evaluation(it).learning.questions.last
    assert (None, Metric(1, 1, 1)) == (last.open_share.value, last.advice_rate)


def test_the_learning_of_calder_vale(vale: Chronicle) -> None:
    learning = evaluation(vale, AFTER).learning
    assert (Metric(2, 19, 7), Metric(1, 2, 2), 2) == (learning.learning_yield, learning.transfer, learning.learners)
    assert Change(Fraction(26, 6), Fraction(44, 6), 6) == learning.less_isolated
    assert [Metric(22, 50, 5), Metric(41, 50, 5)] == [learning.questions.first.open_share, learning.questions.last.open_share]


# Behaviour


@pytest.mark.parametrize(
    ("as_at", "due", "reported"), [("2025-04-08", 9, (8, 8, 8)), ("2025-06-03", 16, (13, 12, 14)), (AFTER, 19, (16, 15, 17))]
)
def test_the_behaviour_of_calder_vale(vale: Chronicle, as_at: str, due: int, reported: tuple[int, int, int]) -> None:
    its = evaluation(vale, as_at).behaviour
    shown = (its.follow_through, its.on_time, its.prompt_review)
    assert [(each, due) for each in reported] == [(figure.numerator, figure.denominator) for figure in shown]


def test_owning_coming_and_using_at_calder_vale(vale: Chronicle) -> None:
    its = evaluation(vale, AFTER).behaviour
    assert (Metric(18, 20, 7), Metric(34, 36, 7), Metric(1, 1, 1)) == (its.ownership_index, its.attendance, its.applied)
