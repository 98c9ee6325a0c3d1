"""How questioning and advising change over time, of a person and of a set."""

from __future__ import annotations

import pytest
from by_hand import ADVISER, SET, Chronicle, day, named, on, said
from thinking import ANN, BEN, CAT, DAYS, OF_BEN, advise, ask, break_a_rule, intervene, two_organisations, whole

from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.problem.events import QuestionReclassified
from actionlearning.domain.values import InterventionKind, QuestionForm, QuestionFunction
from actionlearning.projections.facilitation import Facilitation, Role, SetFacilitation
from actionlearning.projections.metric import Metric


@pytest.fixture(scope="module")
def it() -> Chronicle:
    return whole()


def test_whoever_asked_or_advised_has_a_line_for_that_session_and_whoever_did_not_has_none(it: Chronicle) -> None:
    lines = {
        who: [(each.number, each.on, each.role, each.talk.questions, each.talk.advice) for each in view.sessions]
        for who, view in ((who, Facilitation.fold(it.history(), member=who)) for who in (BEN, CAT, ADVISER))
    }
    first, second = day(DAYS[1]), day(DAYS[2])
    assert {
        BEN: [(1, first, Role.MEMBER, 1, 0)],
        CAT: [(1, first, Role.MEMBER, 1, 1)],
        ADVISER: [(1, first, Role.ADVISER, 1, 0), (2, second, Role.ADVISER, 0, 0)],
    } == lines


def test_the_mix_of_questions_is_by_form_and_by_what_they_were_for() -> None:
    it = two_organisations()
    for form in (QuestionForm.OPEN, QuestionForm.OPEN, QuestionForm.LEADING):
        ask(it, BEN, form)
    advise(it, BEN)
    ask(it, BEN, QuestionForm.CLOSED, session=2)
    view = Facilitation.fold(it.history(), member=BEN)
    first, second = view.sessions
    assert {QuestionForm.OPEN: 2, QuestionForm.LEADING: 1} == first.talk.by_form
    assert {QuestionFunction.PROBING: 3} == first.talk.by_function
    assert (Metric(2, 3, 1), Metric(1, 4, 1)) == (first.talk.open_share, first.talk.advice_rate)
    assert (Metric(0, 1, 1), Metric(0, 1, 1)) == (second.talk.open_share, second.talk.advice_rate)
    assert (Metric(2, 4, 1), Metric(1, 5, 1)) == (view.talk.open_share, view.talk.advice_rate)
    assert 0 == view.advised


def test_an_adviser_sees_how_the_whole_set_did_and_what_they_did_for_it(it: Chronicle) -> None:
    view = Facilitation.fold(it.history(), member=ADVISER)
    first, second = view.sessions
    assert {InterventionKind.SILENCE: 2, InterventionKind.FOCUS: 1} == first.interventions == view.interventions
    assert first.whole is not None
    # Ben and the adviser asked openly, Cat a closed and Ann a leading question; Cat advised
    assert (Metric(2, 4, 4), Metric(1, 5, 4)) == (first.whole.talk.open_share, first.whole.talk.advice_rate)
    assert {3: 1} == first.whole.breaches
    assert second.whole is not None
    assert (None, {}, 2) == (second.whole.talk.open_share.value, second.whole.breaches, view.advised)
    assert [None] == [each.whole for each in Facilitation.fold(it.history(), member=BEN).sessions]


def test_the_profile_of_a_set_is_its_sessions_and_their_sum() -> None:
    more = whole()
    break_a_rule(more, 1, session=2)
    break_a_rule(more, 3, session=2)
    intervene(more, InterventionKind.TIME, session=2)
    view = SetFacilitation.fold(more.history(), set=SET)
    assert [({3: 1}, 4), ({1: 1, 3: 1}, 0)] == [(each.breaches, each.talk.questions) for each in view.sessions]
    assert ({1: 1, 3: 2}, 4, 1) == (view.breaches, view.talk.questions, view.talk.advice)
    assert 4 == sum(view.interventions.values())
    assert [ADVISER] * 2 == [each.adviser.id for each in view.sessions if each.adviser]


def test_a_question_classed_anew_changes_the_profile_of_that_day() -> None:
    it = two_organisations()
    ask(it, BEN, QuestionForm.LEADING)
    asked = it.recorded[-1]
    it.add(asked.stream, QuestionReclassified(asked.version, QuestionForm.OPEN, QuestionFunction.REFLECTIVE), on("2025-09-01"))
    assert {QuestionForm.OPEN: 1} == Facilitation.fold(it.history(DAYS[1]), member=BEN).talk.by_form


def test_a_person_is_followed_through_all_their_sets_in_order_of_time() -> None:
    it = two_organisations()
    other = named("other set")
    it.add(named("Dan"), MemberRegistered("East", None, None, said("Dan", "Dan"), said("role", "Dan")), on("2025-01-01"))
    it.set("Dan", at=on("2025-01-01"), which=other)
    of_dan = it.problem("Dan", on("2025-01-02"), which=other)
    it.session(1, "2025-02-20", ["Dan"], which=other)
    ask(it, ANN, QuestionForm.OPEN, session=1, problem=of_dan)
    ask(it, ANN, QuestionForm.OPEN, session=1, problem=OF_BEN)
    ask(it, ANN, QuestionForm.OPEN, session=2, problem=OF_BEN)
    sessions = Facilitation.fold(it.history(), member=ANN).sessions
    assert [(SET, 1, 1), (other, 1, 1), (SET, 2, 1)] == [(each.set, each.number, each.talk.questions) for each in sessions]


def test_somebody_who_has_said_nothing_has_an_empty_profile(it: Chronicle) -> None:
    view = Facilitation.fold(it.history("2025-01-31"), member=BEN)
    assert ((), 0, None) == (view.sessions, view.talk.questions, view.talk.open_share.value)
    assert () == SetFacilitation.fold(it.history("2025-01-31"), set=SET).sessions
