"""A programme evaluated: over which people, what they found at which level, and with nothing that was felt or said in a set."""

from __future__ import annotations

import attrs
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, named, on, said
from evaluating import HELEN, evaluation, met, texts
from thinking import ANN, whole

from actionlearning.domain.programme.events import ObjectiveRetired, ProgrammeClosed, ProgrammeEvaluated
from actionlearning.domain.set.events import ProcessReviewed
from actionlearning.domain.set.practice_events import SetEvaluated
from actionlearning.domain.values import EvaluationLevel
from actionlearning.projections.evaluation import Found
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.metric import Metric
from actionlearning.projections.sentences import Person

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


# Of whom, until when, and where there is nothing to tell


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


def test_members_are_people_however_many_sets_they_are_in() -> None:
    it = met("Ann", "Ben")
    it.set("Ann", "Cat", at=on("2025-03-01"), which=named("other set"))
    assert [2, 3] == [evaluation(it, as_at).members for as_at in ("2025-02-28", None)]
