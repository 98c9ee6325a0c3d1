"""Histories, what was known when, and a property that ties all views together."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
from by_hand import NOW, PROGRAMME, SET, Chronicle, day, named, on, said
from hypothesis import given, settings
from hypothesis import strategies as st
from laws_of_views import known_and_cut, of_all_and_of_wanted
from msgspec.structs import replace
from vale import calder_vale

from actionlearning.domain.candidate.events import CandidateEvent
from actionlearning.domain.event import stored_name
from actionlearning.domain.member.events import MemberEvent
from actionlearning.domain.problem.events import ProblemEvent, QuestionAsked
from actionlearning.domain.programme.events import ProgrammeEvent
from actionlearning.domain.set.events import SetEvent
from actionlearning.domain.times import NaiveTime
from actionlearning.domain.values import QuestionForm, QuestionFunction
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.brief import Brief
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.facilitation import Facilitation, SetFacilitation
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.projection import History, NothingKnown, View
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.sentences import Person, Thing
from actionlearning.projections.set_history import MemberHistory, ProblemHistory, SetHistory
from actionlearning.projections.wordings import SENTENCES

EVENTS = {each for union in (ProgrammeEvent, SetEvent, ProblemEvent, MemberEvent, CandidateEvent) for each in get_args(union)}
VALE = calder_vale()
VIEWS: list[tuple[type[View], dict[str, Any]]] = [
    (SetMetrics, {"set": SET}),
    (ProgrammeMetrics, {"programme": PROGRAMME}),
    (Impact, {"programme": PROGRAMME}),
    (Evaluation, {"programme": PROGRAMME}),
    (Brief, {"programme": PROGRAMME}),
    (SessionAgenda, {"set": SET}),
    (SetHistory, {"set": SET}),
    (ProblemHistory, {"problem": named("problem of M5")}),
    (MemberHistory, {"member": named("M5")}),
    (LearningHistory, {"member": named("M5")}),
    (Responsibility, {"member": named("M5")}),
    (Facilitation, {"member": named("M5")}),
    (SetFacilitation, {"set": SET}),
    (HelpEdges, {"programme": PROGRAMME}),
]


@settings(max_examples=60, deadline=None)
@given(
    position=st.integers(0, len(VALE.recorded) + 5),
    as_at=st.none() | st.dates(date(2025, 1, 1), date(2025, 10, 1)),
    which=st.sampled_from(VIEWS),
)
def test_as_known_at_a_position_equals_the_view_of_a_journal_cut_there(
    position: int, as_at: date | None, which: tuple[type[View], dict[str, Any]]
) -> None:
    known, cut = known_and_cut(*which, VALE.recorded, position=position, as_at=as_at)
    assert cut == known


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), which=st.sampled_from(VIEWS))
def test_the_order_in_which_a_journal_is_handed_over_does_not_matter(
    seed: int, which: tuple[type[View], dict[str, Any]]
) -> None:
    view, ids = which
    shuffled = list(VALE.recorded)
    random.Random(seed).shuffle(shuffled)
    assert view.fold(History.select(shuffled, now=NOW), **ids) == view.fold(VALE.history(), **ids)


@pytest.mark.parametrize(("view", "ids"), VIEWS)
def test_a_view_wants_every_event_that_it_reads(view: type[View], ids: dict[str, Any]) -> None:
    full, narrow = of_all_and_of_wanted(view, ids, VALE.recorded)
    assert full == narrow


@pytest.mark.parametrize(("view", "ids"), VIEWS)
def test_an_id_that_history_does_not_know_is_said_to_be_unknown(view: type[View], ids: dict[str, Any]) -> None:
    [(kind, _)] = ids.items()
    stranger = uuid4()
    with pytest.raises(NothingKnown) as raised:
        view.fold(VALE.history(), **{kind: stranger})
    assert raised.value == NothingKnown(kind=kind, id=stranger)


@pytest.mark.parametrize(("view", "ids"), VIEWS)
def test_nothing_is_known_of_what_had_not_begun(view: type[View], ids: dict[str, Any]) -> None:
    with pytest.raises(NothingKnown):
        view.fold(VALE.history("2025-01-05"), **ids)


@pytest.mark.parametrize("times", [{"as_at": datetime(2025, 1, 1)}, {"as_known_at": datetime(2025, 1, 1)}])  # noqa: DTZ001  # naive on purpose
def test_a_time_without_a_zone_is_refused(times: dict[str, datetime]) -> None:
    with pytest.raises(NaiveTime):
        History.select([], now=NOW, **times)  # type: ignore[arg-type]  # each is a datetime


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(NaiveTime):
        History.select([], now=datetime(2025, 1, 1))  # noqa: DTZ001  # naive on purpose


def test_a_date_as_known_at_is_the_end_of_that_day_in_utc() -> None:
    last_minute = datetime(2025, 7, 11, 23, 59, tzinfo=UTC)
    recorded = [
        replace(VALE.recorded[0], position=position, recorded_at=last_minute + timedelta(minutes=position - 1))
        for position in (1, 2)
    ]
    assert [1] == [each.position for each in History.select(recorded, now=NOW, as_known_at=date(2025, 7, 11)).known]
    assert [1, 2] == [each.position for each in History.select(recorded, now=NOW, as_known_at=date(2025, 7, 12)).known]


def test_what_was_recorded_late_is_not_known_until_then_and_afterwards_stands_where_it_happened() -> None:
    it = Chronicle()
    it.set("Ann", "Ben", at=on("2025-01-01"))
    it.problem("Ann", on("2025-01-02"))
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    problem = named("problem of Ann")
    question = QuestionAsked(1, named("Ben"), QuestionForm.OPEN, QuestionFunction.PROBING, said("why", "Ben"))
    it.add(problem, question, on("2025-02-03", "14:30"), recorded=on("2025-02-10"))
    known = [on("2025-02-09"), on("2025-02-10"), len(it.recorded) - 1, len(it.recorded)]
    asked = [SetHistory.fold(it.history(known=each), set=SET).entries for each in known]
    assert [any(e.name == "problem.question-asked" for e in entries) for entries in asked] == [False, True, False, True]
    names = [entry.name for entry in asked[-1]]
    assert names.index("problem.question-asked") < names.index("set.session-closed")


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) >= EVENTS
    assert {stored_name(each) for each in SENTENCES} == {stored_name(each) for each in EVENTS}


def test_every_sentence_of_calder_vale_reads_without_keys_and_without_ids() -> None:
    told = [
        str(entry.sentence)
        for which in range(1, 8)
        for entry in MemberHistory.fold(VALE.history(), member=named(f"M{which}")).entries
    ]
    told += [str(entry.sentence) for entry in SetHistory.fold(VALE.history(), set=SET).entries]
    assert len(told) > 300
    an_id = re.compile("[0-9a-f]{8}-")
    assert not [each for each in told if "{" in each or "None" in each or "Name of" in each or an_id.search(each)]


def test_a_set_history_says_who_did_what_and_where_it_is_recorded() -> None:
    history = SetHistory.fold(VALE.history(), set=SET)
    committed = next(e for e in history.entries if e.name == "problem.action-committed")
    assert str(committed.sentence) == "a member committed in session 1 to an action, due 07 Feb 2025; success: [sealed]"
    assert committed.actor == Person(named("M1"), said("Name of M1", "M1"))
    assert committed.about == Thing("problem", named("problem of M1"), said("title", "M1"))
    recorded = VALE.recorded[committed.position - 1]
    assert (recorded.stream, recorded.version) == (committed.stream, committed.version)
    assert history.position == len(VALE.recorded)


def test_with_keys_a_sentence_names_people_and_what_they_said() -> None:
    def show(mention: object) -> str:
        match mention:
            case Person(name=name) if name is not None:
                return str(name.text)
            case Thing(title=title) if title is not None:
                return str(getattr(title, "text", title))
            case _:
                return str(getattr(mention, "text", mention))

    entries = ProblemHistory.fold(VALE.history(), problem=named("problem of M1")).entries
    committed = next(e for e in entries if e.name == "problem.action-committed")
    assert committed.sentence.say(show) == "Name of M1 committed in session 1 to do A01, due 07 Feb 2025; success: it is done"


def test_a_set_history_is_in_order_and_holds_the_problems_and_learning_of_the_set_only() -> None:
    it = calder_vale()
    other = named("other set")
    it.set("stranger", at=on("2025-01-10"), which=other)
    it.problem("stranger", on("2025-01-11"), which=other)
    history = SetHistory.fold(it.history(), set=SET)
    assert history.entries == SetHistory.fold(VALE.history(), set=SET).entries
    assert [e.position for e in history.entries] == [
        e.position for e in sorted(history.entries, key=lambda e: (e.occurred_at, e.position))
    ]
    assert {"member.learning-captured", "member.learning-applied", "policy.breach-noted"} <= {e.name for e in history.entries}


def test_times_in_a_sentence_are_those_of_the_set() -> None:
    told = [str(e.sentence) for e in SetHistory.fold(VALE.history(), set=SET).entries if e.name == "set.session-scheduled"]
    assert told[4:] == [
        "session 5 was put in the diary for 06 May 2025 15:00 BST, 180 minutes",
        "session 6 was put in the diary for 03 Jun 2025 15:00 BST, 180 minutes",
        "follow-up 7 was put in the diary for 02 Sep 2025 15:00 BST",
    ]


def test_a_problem_history_has_its_airtime_and_its_learning() -> None:
    names = [e.name for e in ProblemHistory.fold(VALE.history(), problem=named("problem of M5")).entries]
    assert names.count("set.slot-opened") == 3
    assert "member.learning-captured" in names
    assert names[-1] == "problem.left-unresolved"


def test_a_member_history_has_what_names_them_and_nothing_else() -> None:
    entries = MemberHistory.fold(VALE.history(), member=named("M6")).entries
    assert [e.name for e in entries if e.name.startswith("set.member")] == ["set.member-joined", "set.member-left"]
    assert "set.slot-opened" in {e.name for e in entries}
    assert not [e for e in entries if named("M1") == e.stream]


def test_a_view_carries_the_time_and_the_position_it_answers_for() -> None:
    moment = datetime(2025, 6, 3, 18, tzinfo=UTC)
    asked = SetMetrics.fold(VALE.history(moment, known=200), set=SET)
    assert (asked.as_at, asked.position) == (moment, 200)
    assert SetMetrics.fold(VALE.history(), set=SET).as_at == NOW
    assert SetMetrics.fold(VALE.history("2025-06-03"), set=SET).as_at == day("2025-06-03")


def test_known_at_a_time_carries_the_position_that_shows_the_same_again() -> None:
    then = on("2025-05-01")
    first = SetHistory.fold(VALE.history(known=then), set=SET)
    assert first.position < len(VALE.recorded)
    assert SetHistory.fold(VALE.history(known=first.position), set=SET) == first
    assert SetHistory.fold(VALE.history(known=then + timedelta(days=60)), set=SET) != first
