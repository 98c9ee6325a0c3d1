"""Killed without warning at every step, and raced: never two roots for one size, and nothing signed is ever lost."""

from __future__ import annotations

import os
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from logs import ORIGIN, SIGNER, Database, MemorySink, believed, fill, now, sequencer_of
from places import url_of

from actionlearning.audit.kept import Kept, Standing
from actionlearning.audit.leaf import leaves_of
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.sinks import FileSink
from actionlearning.audit.tiles import Frontier
from actionlearning.audit.tree import leaf_hash

MOST_STEPS = 100
SECONDS = 60
SOAKED = 40.0

PAUSE = 0.01
"""Between the commits of the writer, which is otherwise faster than somebody who signs seven events at a time."""


class Mortal:
    """Counts the steps of a sequencer, before and after each, and kills the process at the one that was chosen."""

    def __init__(self, chosen: int) -> None:
        self._left = chosen

    def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, target: Any, names: Iterable[str]) -> None:
        """Make steps of these methods of an object."""
        for name in names:
            setattr(target, name, self._stepping(getattr(target, name)))

    def _stepping(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **options: Any) -> Any:
            self.step()
            answer = method(*arguments, **options)
            self.step()
            return answer

        return stepped


def in_a_child(work: Callable[[], None]) -> bool:
    """Whether some work is done by a process of its own to the end, and not killed on the way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a process with threads should not fork; the child of this one uses none of them
        child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001  # told, for nobody sees what is raised in a child
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed, and was not killed"
    return not os.WIFSIGNALED(status)


def roots_of(database: Database, folder: Path) -> dict[int, set[bytes]]:
    """Every root that was ever signed, by size: those that were handed out, and those that are kept."""
    found: dict[int, set[bytes]] = {}
    with database.open_journal() as journal:
        kept = list(Kept(journal.tables()).checkpoints())
    for published in (*kept, *(path.read_bytes() for path in folder.glob("*.checkpoint"))):
        told = believed(published)
        found.setdefault(told.size, set()).add(told.root)
    return found


def true_roots(database: Database, sizes: Iterable[int]) -> dict[int, set[bytes]]:
    leaf = leaves_of(ORIGIN)
    with database.open_journal() as journal:
        hashes = [leaf_hash(leaf(each.stream, each.version, each.topic, each.state)) for each in journal.read_raw()]
    found = {}
    for size in sizes:
        frontier = Frontier()
        list(frontier.add(b"".join(hashes[:size])))
        found[size] = {frontier.root()}
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    return Database(url_of(tmp_path / "journal.db") if request.param == "sqlite" else request.getfixturevalue("postgres_url"))


def test_killed_at_every_step_it_goes_on_and_signs_one_root_for_each_size(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    killed = 0

    def work(chosen: int) -> None:
        mortal, sink = Mortal(chosen), FileSink(folder)
        with closing(database.journal()) as journal:
            sequencer = Sequencer(journal, [SIGNER], clock=now, sink=sink, batch=10)
            mortal.wrap(journal.tables(), ["begin", "save"])
            mortal.wrap(sink, ["publish", "latest"])
            sequencer.begin(ORIGIN)
            sequencer.checkpoint()

    for chosen in range(MOST_STEPS):
        with database.open_journal() as journal:
            fill(journal, 13)
        ended = in_a_child(lambda chosen=chosen: work(chosen))  # type: ignore[misc]  # of this turn
        killed += not ended
        signed = roots_of(database, folder)
        assert true_roots(database, signed) == signed
        if ended:
            break
    assert ended
    assert killed > 8
    handed_out = {believed(path.read_bytes()).size for path in folder.glob("*.checkpoint")}
    assert max(signed) in handed_out
    with database.open_journal() as journal:
        assert journal.position() == max(signed)


class Careless(Sequencer):
    """What would happen without looking back."""

    def _checked(self) -> Standing:
        return self.kept.standing()


def test_a_sequencer_that_does_not_look_back_is_caught_with_two_roots(tmp_path: Path) -> None:
    database, sink = Database(url_of(tmp_path / "journal.db")), MemorySink()
    with database.open_journal() as journal:
        fill(journal, 5)
        sequencer_of(journal, sink=sink).checkpoint()
    database.do("DELETE FROM stored_events WHERE @ > 3")
    for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
        database.do(f"DROP TABLE {table}")
    database.do("DELETE FROM al_projections WHERE projection = 'audit'")
    with database.open_journal() as journal:
        fill(journal, 2)
        careless = Careless(journal, [SIGNER], clock=now, sink=None)
        careless.begin(ORIGIN)
        sink.publish(careless.checkpoint())
    assert 2 == len({believed(each).root for each in sink.published if believed(each).size == 5})


@pytest.mark.soak
def test_killed_at_random_and_raced_for_long_it_signs_one_root_for_each_size(database: Database, tmp_path: Path) -> None:
    random, folder = Random(7), tmp_path / "kept"
    with database.open_journal() as journal:
        sequencer_of(journal)

    def writes() -> None:
        with closing(database.journal()) as journal:
            while True:
                fill(journal, 3)
                time.sleep(PAUSE)

    def signs() -> None:
        with closing(database.journal()) as journal:
            sequencer = Sequencer(journal, [SIGNER], clock=now, sink=FileSink(folder), batch=7)
            while True:
                sequencer.checkpoint()

    begun, children = time.monotonic(), {}
    while time.monotonic() < begun + SOAKED:
        for work in (writes, signs, signs):
            if list(children.values()).count(work) < (1 if work is writes else 2):
                children[forked(work)] = work
        time.sleep(random.random() / 4)
        chosen = random.choice(list(children))
        os.kill(chosen, signal.SIGKILL)
        os.waitpid(chosen, 0)
        del children[chosen]
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    signed = roots_of(database, folder)
    assert len(signed) > 20
    assert true_roots(database, signed) == signed


def forked(work: Callable[[], None]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    return child
