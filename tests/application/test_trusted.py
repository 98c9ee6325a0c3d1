"""What is remembered is taken on trust by a command that records something, and looked at by every other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from company import NOW, SESSION_2, Company, Wrapped, names, once, refused, tips
from test_remembered import Reads, another, schedule

from actionlearning import ActionLearning, Work, members, problems
from actionlearning.application.erasure import erase
from actionlearning.application.remembered import LOOKS, Known, Remembered
from actionlearning.domain.set.errors import SessionExists
from actionlearning.domain.values import SetId
from actionlearning.journal.eventsourced import EventsourcedJournal
from actionlearning.journal.port import NewEvent, appends_on


class Asked(Wrapped):
    """A journal that notes whatever it is asked, but for recording."""

    def __init__(self, al: ActionLearning) -> None:
        super().__init__(al)
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return super().__getattr__(name)


def test_whoever_is_alone_asks_the_journal_nothing(al: ActionLearning) -> None:
    it = Company(al)
    schedule(al, it, 3)
    journal = Asked(al)
    for number in range(4, 9):
        schedule(al, it, number)
    assert [] == journal.asked
    with pytest.raises(SessionExists):
        schedule(al, it, 8)
    assert "read_on" in journal.asked, "but a refusal rests on a look"
    tips(al)


def test_a_stream_that_others_record_in_is_looked_at_for_a_while(al: ActionLearning) -> None:
    it, other = Company(al), another(al)
    schedule(al, it, 3)
    schedule(other, it, 4)
    schedule(al, it, 5)
    journal = Reads(al)
    looked = []
    for number in range(6, 10 + LOOKS):
        journal.count = 0
        schedule(al, it, number)
        looked.append(journal.count > 0)
    assert [True] * LOOKS + [False] * 4 == looked


def test_what_another_thread_of_the_same_library_recorded_is_not_taken_for_others(al: ActionLearning) -> None:
    it = Company(al)
    schedule(al, it, 3)
    journal = Reads(al)
    inner = journal.read_on

    def read_on(*given: Any, **asked: Any) -> Any:
        journal.read_on = inner  # type: ignore[method-assign]  # only the first look is overtaken
        schedule(al, it, 4)
        return inner(*given, **asked)

    journal.read_on = read_on  # type: ignore[method-assign]  # as above
    with pytest.raises(SessionExists):  # which looks, and meanwhile the other thread records
        schedule(al, it, 3)
    journal.count = 0
    schedule(al, it, 5)
    assert 0 == journal.count


class Ticking:
    """A clock of which no two looks are alike."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def test_what_is_decided_again_is_decided_at_another_time(al: ActionLearning) -> None:
    it, clock = Company(al), Ticking()
    al.clock = clock
    other = another(al, clock=clock)
    it.by(it.a, at=None).do(members.give_consent, scope="research")
    Wrapped(al).before = once(lambda: other.acting_as(it.a).do(members.withdraw_consent, scope="research"))
    it.by(it.a, at=None).do(members.request_erasure)
    assert ["member.consent-withdrawn", "member.erasure-requested"] == names(al)[-2:]


def test_an_error_after_the_commit_is_no_refusal(al: ActionLearning) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    it = Company(al)
    schedule(al, it, 3)
    Wrapped(al).after = stop
    with pytest.raises(Stopped):
        schedule(al, it, 4)
    assert 1 + 3 == names(al).count("set.session-scheduled")


def test_a_command_of_another_that_is_repeated_is_known_though_nothing_is_to_be_done(al: ActionLearning) -> None:
    it, other, command = Company(al), another(al), uuid4()
    it.by(it.a).do(members.give_consent, scope="research")

    def ask(by: ActionLearning) -> tuple[Any, bool]:
        return by.acting_as(it.a, command_id=command).carry_out(members.request_erasure, {})

    racing = Wrapped(al)
    racing.before = once(lambda: ask(other))
    assert (None, True) == ask(al)
    assert 1 == names(al).count("member.erasure-requested")


def test_what_others_did_lifts_a_refusal(al: ActionLearning) -> None:
    it, other = Company(al), another(al)
    at = it.meet()
    ask = it.by(it.b, at).do
    asked = {"problem": it.problems[it.a], "session": 1, "form": "open", "function": "probing", "text": "Why now?"}
    refused(lambda: ask(problems.ask_question, **asked))
    other.acting_as(it.a, at=at).do(problems.present, problem=it.problems[it.a], session=1)
    ask(problems.ask_question, **asked)
    assert "problem.question-asked" == names(al)[-1]


class NotYet(Exception):
    """What a use case of somebody's own may raise."""


def has_four_sessions(work: Work, *, set: SetId) -> None:  # noqa: A002  # what it is called everywhere
    if len(work.set(set).sessions) < 2 + 2:
        raise NotYet


def test_an_error_of_a_use_case_of_ones_own_rests_on_a_look_too(al: ActionLearning) -> None:
    it, other = Company(al), another(al)
    schedule(al, it, 3)
    with pytest.raises(NotYet):
        al.acting_as(it.sponsor).do(has_four_sessions, set=it.set)
    schedule(other, it, 4)
    al.acting_as(it.sponsor).do(has_four_sessions, set=it.set)


def test_whoever_was_forgotten_elsewhere_is_told_what_stands(al: ActionLearning) -> None:
    it, other = Company(al), another(al)

    def sets_a_goal(by: ActionLearning) -> None:
        by.acting_as(it.a).do(members.set_development_goal, goal="listen more")

    sets_a_goal(al)
    erase(other, it.a)
    assert refused(lambda: sets_a_goal(other)) == refused(lambda: sets_a_goal(al))


class PassesOn:
    """A journal around another that sees what is appended."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.seen = inner, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def append(self, events: Sequence[NewEvent], **held: Any) -> Any:
        self.seen += len(events)
        return self.inner.append(events, **held)


def test_a_journal_with_an_append_of_its_own_is_asked_to_append(al: ActionLearning) -> None:
    it = Company(al)
    inner = al.journal
    assert appends_on(inner) is inner
    wrapped = PassesOn(inner)
    al.journal = wrapped  # type: ignore[assignment]  # by its attributes
    schedule(al, it, 3)
    schedule(al, it, 4)
    assert 2 == wrapped.seen

    class Derived(EventsourcedJournal):
        append = PassesOn.append

    derived = object.__new__(Derived)
    assert appends_on(derived) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inner, "append", wrapped.append)
        assert appends_on(inner) is None
    assert appends_on(inner) is inner


# The memory by itself


def known(version: int) -> Known:
    return Known("kind", f"state {version}", version, b"", SESSION_2)


def added(*versions: int) -> list[Callable[[], Any]]:
    return [lambda version=version: version for version in versions]  # type: ignore[misc]  # lambdas have no types


@pytest.mark.parametrize(
    ("after", "tip"),
    [(2, 3), (1, 2), (3, 2)],
    ids=["on what is known", "on less", "on more"],
)
def test_what_is_added_follows_on_what_is_known(after: int, tip: int) -> None:
    memory, stream = Remembered(), uuid4()
    memory.keep(stream, known(2))
    memory.add(stream, after, added(after + 1))
    assert tip == memory._known[stream].tip


def test_of_a_stream_that_is_not_known_nothing_is_added() -> None:
    memory, stream = Remembered(), uuid4()
    memory.add(stream, 0, added(1, 2))
    assert (None, 0) == (memory.trusted(stream), len(memory))


def test_what_was_added_is_not_taken_back_by_a_thread_that_read_before() -> None:
    memory, stream = Remembered(), uuid4()
    memory.keep(stream, known(1))
    memory.add(stream, 1, added(2, 3))
    memory.keep(stream, known(2))
    assert 3 == memory._known[stream].tip
    assert [2, 3] == [*(memory.trusted(stream) or ((), ()))[1]]
    memory.keep(stream, known(3))
    assert ("state 3", ()) == (memory._known[stream].state, memory._known[stream].added)
