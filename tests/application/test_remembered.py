"""What is remembered of a stream saves folding it again, and is never what a command decides on once the stream has moved."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from company import NOW, SESSION_2, Clock, Company, Wrapped, log, names, opened, tips

from actionlearning import ActionLearning, problems, sets
from actionlearning.application import acting, remembered
from actionlearning.application.acting import TooBusy
from actionlearning.application.remembered import Known, Remembered
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.personal import Personal
from actionlearning.domain.set.errors import SessionExists
from actionlearning.journal.port import Journal, Recorded

DECIDER = Path(__file__).parent / "decider.py"
PATIENCE = 60
TIMES = 30


def schedule(al: ActionLearning, it: Company, number: int) -> None:
    al.acting_as(it.sponsor).do(sets.schedule_session, set=it.set, session=number, starts_at=SESSION_2 + timedelta(days=number))


def another(al: ActionLearning, **options: Any) -> ActionLearning:
    """Another one on the same journal, which remembers for itself."""
    return ActionLearning(al.journal, **{"keyring": al.keyring, "clock": al.clock, **options})


class Reads(Wrapped):
    """A journal that counts how many events of streams are read from it."""

    count = 0

    def read(self, stream: UUID, *, after: int = 0) -> Sequence[Recorded[Any]]:
        found: Sequence[Recorded[Any]] = self._inner.read(stream, after=after)
        self.count += len(found)
        return found

    def read_on(self, stream: UUID, *, after: int, salt: bytes) -> Sequence[Recorded[Any]] | None:
        found: Sequence[Recorded[Any]] | None = self._inner.read_on(stream, after=after, salt=salt)
        self.count += 1 + len(found or ())
        return found


def test_a_stream_is_folded_once_and_then_read_on(al: ActionLearning) -> None:
    it = Company(al)
    journal = Reads(al)
    other = another(al)
    cost = []
    for number in range(3, 13, 2):
        schedule(other, it, number)
        journal.count = 0
        schedule(al, it, number + 1)
        cost.append(journal.count)
    assert [3] * 4 == cost[1:], "the event that was known last, the one recorded since, and the one of the other"
    al.remembered = Remembered()  # the control
    journal.count = 0
    schedule(al, it, 13)
    assert journal.count > 20


# Others write, too


def by_turns(al: ActionLearning) -> None:
    """Two on one journal schedule sessions by turns; each is refused what the other one has just scheduled."""
    it, other = Company(al), another(al)
    for number in range(3, 3 + 2 * TIMES, 2):
        schedule(al, it, number)
        with pytest.raises(SessionExists):
            schedule(other, it, number)
        schedule(other, it, number + 1)
        with pytest.raises(SessionExists):
            schedule(al, it, number + 1)
    assert 2 + 2 * TIMES == names(al).count("set.session-scheduled")
    tips(al)


def test_two_who_write_by_turns_see_what_the_other_wrote(al: ActionLearning) -> None:
    by_turns(al)


class NeverReadsOn(Remembered):
    """Remembers, and leaves it at that."""

    def read(self, journal: Journal, stream: UUID) -> tuple[Known | None, Sequence[Recorded[Any]]]:
        known, since = super().read(journal, stream)
        return known, () if known is not None else since


def test_the_turns_would_not_get_far_without_reading_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actionlearning.application.library.Remembered", NeverReadsOn)
    monkeypatch.setattr(acting, "PATIENCE", 0.05)
    with opened() as al, pytest.raises((AssertionError, TooBusy, pytest.fail.Exception)):
        by_turns(al)


def race(contenders: Sequence[ActionLearning], it: Company, most: int) -> None:
    """Each of them tries to schedule the same sessions, in threads of its own; every session is scheduled once."""
    won: list[int] = []
    failed: list[BaseException] = []
    barrier = threading.Barrier(2 * len(contenders))

    def run(al: ActionLearning) -> None:
        barrier.wait(PATIENCE)
        for number in range(3, most):
            try:
                schedule(al, it, number)
            except SessionExists:
                continue
            except ActionLearningError as error:
                failed.append(error)
                return
            won.append(number)

    threads = [threading.Thread(target=run, args=(al,)) for al in contenders for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert [] == failed
    assert list(range(3, most)) == sorted(won)


def test_threads_that_remember_apart_and_together_decide_on_what_stands(al: ActionLearning) -> None:
    it = Company(al)
    race([al, another(al)], it, 3 + TIMES)
    assert 2 + TIMES == names(al).count("set.session-scheduled")
    tips(al)


def test_the_race_would_show_a_memory_that_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actionlearning.application.library.Remembered", NeverReadsOn)
    monkeypatch.setattr(acting, "PATIENCE", 0.05)
    with opened() as al:
        it, contenders = Company(opened_again(al)), [al, another(al)]
        for each in contenders:
            with pytest.raises(SessionExists):
                schedule(each, it, 1)  # so that both remember the set before they begin
        with pytest.raises(AssertionError):
            race(contenders, it, 3 + TIMES)


def opened_again(al: ActionLearning) -> ActionLearning:
    """Another one on its journal, one that reads on."""
    it = another(al)
    it.remembered = Remembered()
    return it


def test_processes_decide_on_what_stands(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'journal.db'}", postgres_url):
        with opened(url) as al:
            it = Company(al)
        command = [sys.executable, str(DECIDER), url, str(it.set), str(it.sponsor), str(2 + TIMES)]
        processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for process in processes:
            assert process.stdout is not None
            assert "ready\n" == process.stdout.readline()
        won = []
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            told, _ = process.communicate(timeout=PATIENCE)
            won += [int(number) for number in told.split()]
            assert 0 == process.returncode
        assert list(range(3, 3 + TIMES)) == sorted(won)
        with opened(url) as al:
            assert 2 + TIMES == names(al).count("set.session-scheduled")
            tips(al)


# What may be remembered


def forget_last(path: Path, stream: UUID) -> None:
    """As on a server that takes over without the last event, which nobody may ever do to a file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "DELETE FROM stored_events WHERE position = (SELECT MAX(position) FROM stored_events WHERE originator_id = ?)",
            (stream.hex,),
        )


def failed_over(al: ActionLearning, path: Path) -> None:
    """An event is lost that is remembered, and another one has taken its place."""
    it = Company(al)
    schedule(al, it, 3)
    schedule(al, it, 4)
    forget_last(path, it.set)
    with pytest.raises(SessionExists):
        schedule(al, it, 3)
    schedule(al, it, 4)
    with pytest.raises(SessionExists):
        schedule(al, it, 4)
    forget_last(path, it.set)
    schedule(another(al), it, 5)
    schedule(al, it, 4)
    assert {1, 2, 3, 4, 5} == {each.event.session for each in log(al) if each.name == "set.session-scheduled"}


def test_what_rests_on_an_event_that_was_lost_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al:
        failed_over(al, path)


class BelievesItself(Remembered):
    """Reads on from a version, whatever stands there."""

    def read(self, journal: Journal, stream: UUID) -> tuple[Known | None, Sequence[Recorded[Any]]]:
        known = self._known.get(stream)
        return (None, journal.read(stream)) if known is None else (known, journal.read(stream, after=known.version))


def test_a_lost_event_would_be_missed_by_who_looks_at_versions_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actionlearning.application.library.Remembered", BelievesItself)
    monkeypatch.setattr(acting, "PATIENCE", 0.05)
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al, pytest.raises((AssertionError, TooBusy, SessionExists, pytest.fail.Exception)):
        failed_over(al, path)


def test_nothing_is_recorded_before_what_it_rests_on_though_that_is_only_remembered() -> None:
    al = opened()
    it = Company(al)
    ahead = another(al, clock=Clock(NOW + timedelta(hours=1)))
    schedule(ahead, it, 3)
    al.clock = Clock(NOW)
    for number in (4, 5):  # read on, then remembered
        schedule(al, it, number)
    assert [NOW + timedelta(hours=1)] * 3 == [each.recorded_at for each in log(al)[-3:]]


def test_no_more_streams_are_remembered_than_there_is_room_for() -> None:
    memory, streams = Remembered(3), [uuid4() for _ in range(5)]
    for stream in streams:
        memory.keep(stream, Known("kind", "state", 1, b"", NOW))
    assert streams[2:] == list(memory._known)
    with closing(opened().journal) as journal:
        memory.read(journal, streams[2])  # which is not there, and so it is forgotten
    assert streams[3:] == list(memory._known)


def test_a_thread_that_is_behind_does_not_take_back_what_another_knows() -> None:
    memory, stream = Remembered(), uuid4()
    for version in (1, 3, 2):
        memory.keep(stream, Known("kind", f"state {version}", version, b"", NOW))
    assert 3 == memory._known[stream].version


def test_an_id_that_is_remembered_as_something_else_is_not_there() -> None:
    al = opened()
    it = Company(al)
    for _ in range(2):
        with pytest.raises(ActionLearningError, match="there is no set"):
            al.acting_as(it.sponsor).do(sets.start, set=it.problems[it.a])


def reachable(things: object, of: type) -> list[Any]:
    """Every object of a class that can be reached from here, without going through classes, functions and modules."""
    found, seen, waiting = [], set(), [things]
    stop = (type, type(reachable), type(sys), type(len))
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, stop):
            continue
        seen.add(id(each))
        if isinstance(each, of):
            found.append(each)
        waiting += gc.get_referents(each)
    return found


def test_no_text_is_remembered() -> None:
    al = opened()
    it = Company(al)
    at = it.meet()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    it.by(it.b, at).do(
        problems.ask_question, problem=it.problems[it.a], session=1, form="open", function="probing", text="Why now?"
    )
    it.commit(it.a, at)
    it.commit(it.a, at)
    assert len(al.remembered) > 5
    assert [] == [each for each in reachable(al.remembered._known, Personal) if each.text is not None]
    one = Known("kind", {"said": Personal(it.a, text="Why now?")}, 1, b"", NOW)
    al.remembered.keep(uuid4(), one)  # the control
    assert ["Why now?"] == [each.text for each in reachable(al.remembered._known, Personal) if each.text is not None]


def test_there_is_room_for_a_thousand_streams() -> None:
    assert (1000, 1000) == (remembered.MOST, Remembered()._most)
