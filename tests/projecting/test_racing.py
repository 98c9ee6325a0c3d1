"""Several workers on one journal, in threads and in processes: no event is applied twice, and none is left out."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from keeping import Lines, Sums, following, kept, opened, recorded, zero

from actionlearning.journal.port import Journal

STREAMS = [UUID(int=number) for number in range(1, 6)]
FOLLOWER = Path(__file__).parent / "follower.py"
WORKERS = 3
PATIENCE = 60
"""Seconds that a process may take."""


@pytest.fixture(params=["sqlite", "postgresql", "postgresql, concurrent"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a journal may begin; one of the concurrent order has begun, for that is when the order is chosen."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.db'}"
    where = str(request.getfixturevalue("postgres_url"))
    if "concurrent" in request.param:
        opened(where, order="concurrent").close()
    return where


def in_threads(url: str, do: Any, *, fenced: bool = True, **options: Any) -> None:
    """Let several workers, each with a journal of its own, do the same at once."""
    ready = threading.Barrier(WORKERS)

    def work() -> None:
        with closing(opened(url)) as journal:
            journal.tables().fenced = fenced  # type: ignore[attr-defined]  # which only tests switch off
            worker = following(journal, Sums(), Lines(), **options)
            ready.wait(PATIENCE)
            do(worker)

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    assert not any(each.is_alive() for each in threads)


def agree(journal: Journal) -> bool:
    return [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]


@pytest.mark.parametrize("lease", [0.0, 5.0], ids=["without leases", "with leases"])
def test_threads_that_catch_up_at_once_apply_each_event_once(url: str, lease: float) -> None:
    with closing(opened(url)) as journal:
        for _ in range(3):
            recorded(journal, STREAMS, each=40)
            in_threads(url, lambda worker: worker.catch_up(), batch=7, lease=lease)
            assert agree(journal)


def test_threads_that_follow_at_once_apply_each_event_once(url: str) -> None:
    with closing(opened(url)) as journal:
        stop = threading.Event()
        writing = threading.Thread(target=lambda: [recorded(journal, STREAMS, each=3) for _ in range(20)] and stop.set())
        writing.start()
        in_threads(url, lambda worker: worker.follow(until=stop.is_set), batch=7, lease=0.05)
        writing.join()
        following(journal, Sums(), Lines()).catch_up()
        assert agree(journal)


def test_without_the_fence_events_are_applied_twice(url: str) -> None:
    """The control: the same race, and nobody looks whether they were overtaken."""
    with closing(opened(url)) as journal:
        recorded(journal, STREAMS)  # else they would take one another's tables away, which are loosened where they are empty
        for _ in range(10):
            following(journal, Sums(), Lines()).catch_up()
            recorded(journal, STREAMS, each=40)
            in_threads(url, lambda worker: worker.catch_up(), fenced=False, batch=3, lease=0.0)
            if not agree(journal):
                return
    pytest.fail("the race did not happen, so the tests above prove nothing")


def process(url: str, mode: str, *, batch: int = 7, lease: float = 0.2) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(FOLLOWER), url, mode, str(batch), str(lease)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def started(each: subprocess.Popen[str]) -> None:
    assert each.stdout is not None
    assert each.stdin is not None
    assert "ready\n" == each.stdout.readline()
    each.stdin.write("go\n")
    each.stdin.flush()


def test_processes_that_catch_up_and_rebuild_at_once_apply_each_event_once(url: str) -> None:
    with closing(opened(url)) as journal:
        recorded(journal, STREAMS, each=60)
        processes = [process(url, mode) for mode in ("catch-up", "catch-up", "rebuild")]
        for each in processes:
            started(each)
        for each in processes:
            each.communicate(timeout=PATIENCE)
        assert [0, 0, 0] == [each.returncode for each in processes]
        following(journal, Sums(), Lines()).catch_up()
        assert agree(journal)


def test_writers_of_the_journal_go_on_while_its_tables_are_filled(url: str) -> None:
    with closing(opened(url)) as journal:
        recorded(journal, STREAMS, each=300)
        done = threading.Event()
        waited: list[float] = []

        def write() -> None:
            from time import perf_counter  # noqa: PLC0415  # of this thread only

            with closing(opened(url)) as mine:
                while not done.is_set():
                    begun = perf_counter()
                    recorded(mine, [UUID(int=99)])
                    waited.append(perf_counter() - begun)

        writing = threading.Thread(target=write)
        writing.start()
        with closing(opened(url)) as other:
            following(other, Sums(), Lines(), batch=100).catch_up()
            following(other, Sums(), Lines(), batch=100).rebuild()
        done.set()
        writing.join(PATIENCE)
        following(journal, Sums(), Lines()).catch_up()
        assert agree(journal)
        assert len(waited) > 10
        assert max(waited) < 4, "less than a writer waits before it gives up"
