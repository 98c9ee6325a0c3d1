"""What is simulated follows from its seed, could have been recorded, and looks like what people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import laws
import pytest

from actionlearning import ActionLearning
from actionlearning.application.inputs import checked
from actionlearning.application.work import CANDIDATE, MEMBER, PROBLEM, PROGRAMME, SET, Work
from actionlearning.domain.event import EVENTS, stored_name
from actionlearning.domain.values import (
    ActionKind,
    InsightLevel,
    LearningKind,
    Loop,
    Origin,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
    SessionKind,
    SetKind,
)
from actionlearning.journal.bulk import append_many
from actionlearning.journal.port import NewEvent
from actionlearning.simulation.chance import Chance
from actionlearning.simulation.desk import Command, Desk
from actionlearning.simulation.founding import begin
from actionlearning.simulation.programme_life import programme_life
from actionlearning.simulation.simulate import FIRST, programme, told, until

SEED = 5
ONLY_WITH_THE_KEYS = {"member.personal-data-erased.1"}
"""What is recorded as keys are destroyed, which a simulation does not do."""


@pytest.fixture(scope="module")
def many() -> Sequence[NewEvent]:
    """Enough programmes for what seldom happens."""
    return [new for command in told(SEED, count=60) for new in command]


def named(events: Sequence[NewEvent], name: str) -> list[NewEvent]:
    return [new for new in events if stored_name(new.event) == name]


def of_programme(commands: Iterator[Command], first: Command) -> list[Command]:
    """Those of the programme that begins with a command, by the streams that it writes and reads."""
    kin = {new.actor for new in first} | {new.stream for new in first}
    chosen = []
    for command in commands:
        if any(new.actor in kin or new.stream in kin for new in command):
            kin |= {new.stream for new in command}
            chosen.append(command)
    return chosen


# The seed


def test_the_same_seed_tells_the_same_story_word_for_word() -> None:
    assert list(told(SEED, count=2)) == list(told(SEED, count=2))


def test_another_seed_tells_another() -> None:
    ids = [{new.stream for command in told(seed, count=1) for new in command} for seed in (1, 2)]
    assert not ids[0] & ids[1]


def test_the_first_of_many_programmes_is_the_first_of_more() -> None:
    alone = list(told(SEED, count=1))
    assert alone == of_programme(told(SEED, count=3), alone[0])


def test_so_many_events_are_the_beginning_of_more() -> None:
    some = list(told(SEED, events=1500))
    assert 1500 <= sum(map(len, some)) < 1510
    longer = until(told(SEED, events=1500), 1500)
    assert some == list(longer)


# What could have been recorded


def test_it_is_told_in_the_order_of_recording_and_nothing_is_recorded_before_it_happened(many: Sequence[NewEvent]) -> None:
    clocks = [new.recorded_at for new in many]
    assert sorted(clocks) == clocks
    assert [] == [new for new in many if new.occurred_at > new.recorded_at]
    assert FIRST < clocks[0]
    assert clocks[-1] < datetime(2026, 1, 1, tzinfo=UTC)


def test_programmes_go_on_side_by_side(many: Sequence[NewEvent]) -> None:
    programme_of = {new.stream: new.stream for new in named(many, "programme.chartered")}
    turns = [new.stream for new in many if new.stream in programme_of]
    changes = sum(1 for before, after in pairwise(turns) if before != after)
    assert changes > len(turns) / 4


def test_every_use_case_is_called_as_its_signature_says(monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = Desk.do
    called: Counter[Any] = Counter()

    def strictly(desk: Desk, use_case: Any, actor: Any, at: datetime, /, **arguments: Any) -> Any:
        called[use_case] += 1
        given = checked(use_case, arguments)
        assert arguments == {name: given[name] for name in arguments}
        return plainly(desk, use_case, actor, at, **arguments)

    monkeypatch.setattr(Desk, "do", strictly)
    assert sum(len(command) for number in range(8) for command in programme(SEED, number, FIRST)) > 4000
    assert len(called) > 60


def test_nothing_is_recorded_before_it_happened() -> None:
    desk = Desk(new_id=Chance.of(1, 1).id, now=FIRST)
    with pytest.raises(ValueError, match="before it happened"):
        desk.do(lambda _: None, None, FIRST + timedelta(seconds=1))  # a use case of another name
    assert [] == desk.taken


def test_no_hard_rule_is_broken() -> None:
    with recorded(a_story_without_reopening()) as al:
        log = list(al.journal.read_all())
    assert len(log) > 500
    assert [] == laws.breaches(log)
    assert [] != laws.breaches([each for each in log if each.name != "set.contract-agreed"])


def a_story_without_reopening() -> list[NewEvent]:
    """One in which every review stood: the laws take a review for the end of an action."""
    stories = ([new for command in programme(SEED, number, FIRST) for new in command] for number in range(20))
    return next(events for events in stories if not named(events, "problem.outcome-reopened"))


@pytest.mark.parametrize("number", range(4))
def test_every_stream_folds_from_the_journal_to_what_stood_at_the_desk(number: int) -> None:
    kinds = {"programme": PROGRAMME, "set": SET, "problem": PROBLEM, "member": MEMBER, "candidate": CANDIDATE}
    story = begin(Chance.of(SEED, number), FIRST)
    story.start(programme_life(story))
    events = [new for command in story.commands() for new in command]
    streams = {new.stream: stored_name(new.event).partition(".")[0] for new in reversed(events)}
    assert len(streams) > 10
    with recorded(events) as al:
        work = Work(al.journal, actor=None, at=FIRST, new_id=uuid4)
        for stream, kind in streams.items():
            assert story.desk._read(kinds[kind], stream) == work._read(kinds[kind], stream)


@contextmanager
def recorded(events: Sequence[NewEvent]) -> Iterator[ActionLearning]:
    with ActionLearning.open("memory:") as al:
        append_many(al.journal, events)
        yield al


# What people do


def test_everything_there_is_to_record_comes_about(many: Sequence[NewEvent]) -> None:
    assert set(EVENTS) - ONLY_WITH_THE_KEYS == {type(new.event).__topic__ for new in many}


@pytest.mark.parametrize(
    ("name", "field", "kinds"),
    [
        ("problem.question-asked", "form", QuestionForm),
        ("problem.question-asked", "function", QuestionFunction),
        ("problem.outcome-reported", "result", OutcomeResult),
        ("problem.action-committed", "origin", Origin),
        ("problem.action-committed", "kind", ActionKind),
        ("problem.insight-recorded", "level", InsightLevel),
        ("member.learning-captured", "kind", LearningKind),
        ("member.learning-captured", "loop", Loop),
        ("set.formed", "kind", SetKind),
        ("set.session-scheduled", "kind", SessionKind),
    ],
)
def test_every_kind_of_it_comes_up(many: Sequence[NewEvent], name: str, field: str, kinds: Any) -> None:
    assert set(kinds) == {getattr(new.event, field) for new in named(many, name)}


def test_sets_ask_more_openly_and_advise_less_the_longer_they_meet(many: Sequence[NewEvent]) -> None:
    def open_share(sessions: range) -> float:
        asked = [new.event.form for new in named(many, "problem.question-asked") if new.event.session in sessions]
        return asked.count(QuestionForm.OPEN) / len(asked)

    def advice_rate(sessions: range) -> float:
        given, asked = (
            sum(1 for new in named(many, name) if new.event.session in sessions)
            for name in ("problem.advice-given", "problem.question-asked")
        )
        return given / (given + asked)

    early, late = range(1, 3), range(6, 9)
    assert open_share(early) + 0.15 < open_share(late)
    assert advice_rate(late) + 0.08 < advice_rate(early)


def test_actions_go_every_way_that_actions_go(many: Sequence[NewEvent]) -> None:
    due = {new.event.action: new.event.due for new in named(many, "problem.action-committed")}
    reported = {new.event.action: new for new in reversed(named(many, "problem.outcome-reported"))}
    late = [action for action, new in reported.items() if new.occurred_at.date() > due[action]]
    share = {
        "reported": len(reported),
        "late": len(late),
        "reviewed": len({new.event.action for new in named(many, "problem.outcome-reviewed")}),
        "released": len(named(many, "problem.action-released")),
        "renegotiated": len({new.event.action for new in named(many, "problem.action-renegotiated")}),
    }
    shares = {what: number / len(due) for what, number in share.items()}
    assert 0.8 < shares["reported"] < 1
    assert 0.1 < shares["late"] < 0.6
    assert 0.7 < shares["reviewed"] < 1
    assert 0.03 < shares["released"] < 0.25
    assert 0.03 < shares["renegotiated"] < 0.4


def test_sets_are_of_the_size_that_sets_are_and_meet_every_four_weeks(many: Sequence[NewEvent]) -> None:
    joined = Counter(new.stream for new in named(many, "set.member-joined"))
    assert {4, 5, 6, 7, 8} >= set(Counter(joined.values()).keys()) - {9}
    assert 5 < sum(joined.values()) / len(joined) < 7
    regular = [new for new in named(many, "set.session-scheduled") if new.event.kind is SessionKind.REGULAR]
    starts: dict[UUID, list[datetime]] = {}
    for new in regular:
        starts.setdefault(new.stream, []).append(new.event.starts_at)
    gaps = {(b - a).days for its in starts.values() for a, b in pairwise(its)}
    assert gaps <= {27, 28}  # 27 days and 23 hours where the clocks change


def test_some_of_it_is_recorded_a_day_late_or_more(many: Sequence[NewEvent]) -> None:
    late = sum(1 for new in many if new.recorded_at - new.occurred_at > timedelta(hours=18))
    assert 0.03 < late / len(many) < 0.3


def test_benefits_are_claimed_and_judged_both_ways_by_somebody_else(many: Sequence[NewEvent]) -> None:
    claimed = {new.event.benefit: new for new in named(many, "programme.benefit-claimed")}
    validated, rejected = named(many, "programme.benefit-validated"), named(many, "programme.benefit-rejected")
    assert len(claimed) > len(validated) > len(rejected) > 0
    assert [] == [new for new in (*validated, *rejected) if new.actor == claimed[new.event.benefit].actor]
    assert any(new.event.benefit in {each.event.benefit for each in validated} for new in rejected)


def test_candidates_end_credited_expired_or_withdrawn(many: Sequence[NewEvent]) -> None:
    ended = Counter(
        stored_name(new.event)
        for new in many
        if stored_name(new.event) in ("candidate.credit-awarded", "candidate.registration-expired", "candidate.withdrew")
    )
    assert len(ended) == 3
    assert len(named(many, "candidate.registered")) == sum(ended.values())
    assert ended["candidate.credit-awarded"] > ended["candidate.withdrew"]


def test_titles_name_nobody(many: Sequence[NewEvent]) -> None:
    names = {part for new in named(many, "member.registered") for part in new.event.name.text.split()}
    titled = ("programme.chartered", "set.formed", "programme.objective-set", "programme.benefit-claimed")
    titles = {new.event.title for name in titled for new in named(many, name)}
    assert [] == [title for title in titles if names & set(title.replace(",", "").split())]
