"""A programme evaluated at five levels: counted by hand, as at and as known at, with n, and with nothing that people felt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, day, named, on, said
from thinking import ANN, whole
from vale import calder_vale

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, SelfRatingGiven
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import AdviceGiven, QuestionAsked
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import (
    BenefitRejected,
    BenefitValidated,
    CostReversed,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ProgrammeClosed,
    ProgrammeEvaluated,
)
from actionlearning.domain.set.events import CheckedIn, CheckedOut, ProcessReviewed
from actionlearning.domain.set.practice_events import SetEvaluated
from actionlearning.domain.values import (
    ActionRef,
    BenefitKind,
    CostCategory,
    EvaluationLevel,
    Instrument,
    LearningKind,
    Loop,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
)
from actionlearning.projections.evaluation import Evaluation, Found
from actionlearning.projections.evaluation_levels import Course
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.sentences import Person

AFTER = "2025-09-02"
DAYS = {1: "2025-02-03", 2: "2025-03-03", 3: "2025-04-07"}
HELEN = named("Helen")


def evaluation(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Evaluation:
    return Evaluation.fold(it.history(as_at, known), programme=PROGRAMME)


def met(*members: str) -> Chronicle:
    """A programme with a set that met three times."""
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.set(*members, at=on("2025-01-01"))
    for member in members:
        it.problem(member, on("2025-01-02"))
    for number, when in DAYS.items():
        it.session(number, when, members)
    return it


@pytest.fixture(scope="module")
def vale() -> Chronicle:
    return calder_vale()


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


# Results


def measured(it: Chronicle, name: str, target: str, baseline: str, actual: str | None) -> None:
    it.objective(name, target, on("2025-01-03"))
    it.add(PROGRAMME, MeasureBaselined(named(name), Decimal(baseline), day("2025-01-03")), on("2025-01-03"))
    if actual is not None:
        it.add(PROGRAMME, MeasureObserved(named(name), Decimal(actual), day("2025-06-30"), "report"), on("2025-06-30"))


def test_measures_that_fall_rise_overshoot_worsen_and_reach_their_target() -> None:
    it = met("Ann")
    for name, target, baseline, actual in (
        ("falls", "100", "150", "110"),
        ("rises", "100", "50", "75"),
        ("overshoots", "100", "50", "120"),
        ("worsens", "100", "150", "160"),
        ("reaches", "100", "150", "100"),
        ("unread", "100", "50", None),
    ):
        measured(it, name, target, baseline, actual)
    it.objective("no baseline", "5", on("2025-01-03"))
    results = evaluation(it).results
    assert {
        "falls": Fraction(4, 5), "rises": Fraction(1, 2), "overshoots": Fraction(7, 5), "worsens": Fraction(-1, 5),
        "reaches": Fraction(1), "unread": None, "no baseline": None,
    } == {each.title: each.progress.value for each in results.objectives}  # fmt: skip
    assert Metric(2, 5) == results.reached
    assert None is evaluation(it, "2025-06-29").results.reached.value


def test_a_retired_objective_stays_in_sight_and_is_not_counted_as_reached() -> None:
    it = met("Ann")
    measured(it, "kept", "100", "50", "75")
    measured(it, "dropped", "100", "50", "100")
    it.add(PROGRAMME, ObjectiveRetired(named("dropped"), said("closed", "Helen")), on("2025-07-01", "23:30"), by=HELEN)
    results = evaluation(it).results
    dropped = results.objectives[1]
    assert (day("2025-07-02"), said("closed", "Helen")) == (dropped.retired_on, dropped.retired_because), "the day in London"
    assert (Fraction(1), Metric(0, 1)) == (dropped.progress.value, results.reached)
    early = evaluation(it, "2025-07-01").results
    assert (None, Metric(1, 2)) == (early.objectives[1].retired_on, early.reached)


def test_a_revised_target_counts_and_the_first_is_shown_beside_it() -> None:
    it = met("Ann")
    measured(it, "goal", "100", "50", "75")
    revision = ObjectiveRevised(named("goal"), Decimal(70), day("2026-03-31"), said("less", "Helen"))
    position = it.add(PROGRAMME, revision, on("2025-07-01"))
    (goal,) = evaluation(it).results.objectives
    assert (Decimal(70), Decimal(100), day("2026-03-31")) == (goal.target, goal.original_target, goal.by)
    reached = [evaluation(it, as_at, known).results.reached for as_at, known in (("2025-06-30", None), (None, position - 1))]
    assert ([Metric(0, 1)] * 2, Metric(1, 1)) == (reached, evaluation(it).results.reached)


def test_the_results_of_calder_vale_and_what_went_into_them(vale: Chronicle) -> None:
    results = evaluation(vale, AFTER).results
    assert {"O1": 0.8, "O2": 0.625, "O3": 0.222, "O4": 1.111} == {
        each.title: round(float(each.progress.value or 0), 3) for each in results.objectives
    }
    bed_days = results.objectives[1].contribution
    assert (2, 6, 5) == (bed_days.problems, bed_days.actions, bed_days.achieved)
    assert {BenefitKind.CASH: Decimal(-2304), BenefitKind.ECONOMIC: Decimal(21840)} == bed_days.benefit
    assert Metric(1, 4) == results.reached


# Return


def test_the_return_of_calder_vale_with_what_it_rests_on(vale: Chronicle) -> None:
    roi = evaluation(vale, AFTER).roi
    assert [Metric(18410, 9046), Metric(40250, 9046)] == [roi.money.cash.roi, roi.money.cash_and_economic.roi]
    assert [
        ("B1", Verdict.VALIDATED, Decimal(29760)),
        ("B2", Verdict.VALIDATED, Decimal(21840)),
        ("B3", Verdict.CLAIMED, None),
        ("B4", Verdict.REJECTED, None),
    ] == [(each.title, each.verdict, each.counted) for each in roi.assumptions.claims]
    assert [(Decimal("0.5"), Decimal("0.8"))] == [(e.attribution, e.confidence) for e in roi.assumptions.claims[:1]]
    assert (["pilot overtime"], 815) == (
        [each.title for each in roi.assumptions.disbenefits],
        roi.assumptions.comparator and roi.assumptions.comparator.unit_cost,
    )
    assert (Decimal(3900), 6) == (roi.assumptions.costs[CostCategory.ADVISER], len(roi.assumptions.costs))


def test_a_claim_rejected_and_upheld_later_leaves_the_old_report_as_it_was_known() -> None:
    it = calder_vale()
    reported = evaluation(it)
    it.add(PROGRAMME, BenefitValidated(named("B4")), on("2025-11-01"), recorded=on("2025-11-03"))
    assert reported == evaluation(it, known=reported.position)
    assert reported == evaluation(it, known=on("2025-11-02"))
    upheld = evaluation(it)
    assert Decimal(1500) == upheld.roi.assumptions.claims[3].counted
    assert Metric.amount(50796) == upheld.roi.money.cash_and_economic.benefits
    assert {6: 3} == {links: count for links, count in upheld.success_cases.by_links.items() if links == 6}


def test_a_cost_known_to_be_a_mistake_is_in_no_return(vale: Chronicle) -> None:
    it = calder_vale()
    before = len(it.recorded)
    it.add(PROGRAMME, CostReversed(named("cost 0"), said("paid by others", "Helen")), on("2025-10-01"))
    roi = evaluation(it, AFTER).roi
    assert (Metric.amount(5146), False) == (roi.money.costs, CostCategory.ADVISER in roi.assumptions.costs)
    assert evaluation(it, AFTER, before).roi == evaluation(vale, AFTER).roi


# What people found


def test_what_people_found_stands_at_its_level_from_when_they_said_so() -> None:
    it = met("Ann")
    for level, words, at in (
        (EvaluationLevel.RESULTS, "moved", "2025-06-01"),
        (EvaluationLevel.REACTION, "glad", "2025-07-01"),
        (EvaluationLevel.RESULTS, "moved more", "2025-08-01"),
    ):
        it.add(PROGRAMME, ProgrammeEvaluated(level, said(words, "Helen")), on(at), by=HELEN)
    found = evaluation(it).found
    assert list(EvaluationLevel) == list(found)
    assert (Found(on("2025-07-01"), Person(HELEN), said("glad", "Helen")),) == found[EvaluationLevel.REACTION]
    assert ["moved", "moved more"] == [each.finding.text for each in found[EvaluationLevel.RESULTS]]
    early = evaluation(it, "2025-06-15").found
    assert [0, 0, 0, 1, 0] == [len(early[level]) for level in EvaluationLevel]


def texts(seen: Any) -> Iterator[Personal]:
    """Every text in a view, wherever it is."""
    if isinstance(seen, Personal):
        yield seen
    elif attrs.has(type(seen)):
        for field in attrs.fields(type(seen)):
            yield from texts(getattr(seen, field.name))
    elif isinstance(seen, dict):
        for each in seen.values():
            yield from texts(each)
    elif isinstance(seen, tuple | list | set | frozenset):
        for each in seen:
            yield from texts(each)


def test_nothing_that_was_said_in_a_set_is_in_it() -> None:
    it = whole()
    it.objective("goal", "1", on("2025-01-02"))
    it.add(SET, SetEvaluated(ANN, 3, 4, said("dull", "Ann")), on("2025-03-04"), by=ANN)
    it.add(SET, ProcessReviewed(1, 5, 5, 5, said("tense", "adviser")), on("2025-02-03", "16:55"))
    it.add(PROGRAMME, ProgrammeEvaluated(EvaluationLevel.REACTION, said("glad", "Helen")), on("2025-03-05"), by=ADVISER)
    it.add(PROGRAMME, ObjectiveRetired(named("goal"), said("closed", "Helen")), on("2025-03-06"), by=ADVISER)
    assert {"glad", "closed", "adviser"} == {each.text for each in texts(evaluation(it))}, "the last is the evaluator's name"
    private = {each.text for each in texts(LearningHistory.fold(it.history(), member=ANN))}
    assert {"I doubt it", "I do not know"} <= private, "the control: they are there to be found"


def test_feelings_change_no_figure_of_it() -> None:
    it = whole()
    without = Chronicle()
    for each in it.recorded:
        if type(each.event).__name__ not in ("FeelingVoiced", "NotKnowingVoiced"):
            without.add(each.stream, each.event, each.occurred_at, by=each.actor)
    assert len(it.recorded) - 3 == len(without.recorded)
    assert attrs.evolve(evaluation(it), position=0) == attrs.evolve(evaluation(without), position=0)


# Nothing to tell


def test_a_programme_without_sets_or_money_has_no_figure_and_no_nought() -> None:
    it = Chronicle()
    it.programme(on("2025-01-01"))
    seen = evaluation(it)
    assert ((), 0, ()) == (seen.sets, seen.members, seen.results.objectives)
    figures = [
        *(course for each in (seen.reaction.safety, seen.reaction.challenge, seen.reaction.support) for course in
          (each.overall, each.first, each.last)),
        seen.reaction.energy_in, seen.reaction.energy_out, seen.reaction.worth, seen.reaction.recommend,
        seen.learning.learning_yield, seen.learning.transfer, seen.learning.less_isolated, seen.learning.self_efficacy,
        seen.learning.questions.first.open_share, seen.learning.questions.last.advice_rate,
        seen.behaviour.follow_through, seen.behaviour.on_time, seen.behaviour.ownership_index, seen.behaviour.attendance,
        seen.behaviour.prompt_review, seen.results.reached, seen.roi.money.costs, seen.roi.money.cash.roi,
        seen.success_cases.strength,
    ]  # fmt: skip
    assert [None] * len(figures) == [figure.value for figure in figures]
    assert Metric(0, 1, 0) == seen.behaviour.applied, "a count of none is none"


def test_it_says_since_when_a_programme_is_closed() -> None:
    it = met("Ann")
    it.add(PROGRAMME, ProgrammeClosed(), on("2025-09-02"))
    assert (None, on("2025-09-02")) == (evaluation(it, "2025-09-01").closed_at, evaluation(it).closed_at)


def test_a_rejection_after_as_at_is_not_yet_known_of(vale: Chronicle) -> None:
    it = calder_vale()
    it.add(PROGRAMME, BenefitRejected(named("B1"), said("no", "Helen")), on("2025-12-01"))
    assert evaluation(vale, AFTER).roi == evaluation(it, AFTER).roi
    assert Verdict.REJECTED is evaluation(it).roi.assumptions.claims[0].verdict


def test_members_are_people_however_many_sets_they_are_in() -> None:
    it = met("Ann", "Ben")
    it.set("Ann", "Cat", at=on("2025-03-01"), which=named("other set"))
    assert [2, 3] == [evaluation(it, as_at).members for as_at in ("2025-02-28", None)]
