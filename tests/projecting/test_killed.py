"""Kill -9 anywhere in catching up, following or rebuilding: rows and position stay in step, and no event is applied twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from keeping import Lines, Sums, following, indexes, kept, opened, recorded, zero
from msgspec.structs import replace

from actionlearning.journal.port import Journal

STREAMS = [UUID(int=number) for number in range(1, 6)]
FOLLOWER = Path(__file__).parent / "follower.py"
MODES = ("catch-up", "follow", "rebuild", "catch-up beside", "rebuild beside")
KILLS = 205
LEASE = 0.05
PATIENCE = 60
"""Seconds that a process may take."""


def killed(url: str, journal: Journal, mode: str, chance: random.Random) -> bool:
    """Let a process work on new events and kill it somewhere; False where it was done before."""
    recorded(journal, STREAMS, each=chance.choice([1, 8, 30]), others=True)
    process = subprocess.Popen(
        [sys.executable, str(FOLLOWER), url, mode, str(chance.choice([1, 7, 50])), str(LEASE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert "ready\n" == process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()
    if chance.random() < 0.5:
        assert "working\n" == process.stdout.readline()
    time.sleep(chance.expovariate(1 / 0.03))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGKILL)
    return -signal.SIGKILL == process.returncode


def in_step(journal: Journal) -> None:
    """What is in use is a fold of just what its position says.

    Rows and position are read at one moment: a process that was writing for whoever was killed may still save its last batch.
    """
    for projection in (Sums(), Lines()):
        with journal.tables().reading(projection.name, projection.tables) as reading:
            if reading is None:
                continue
            rows = {table.name: {table.key_of(row): row for row in reading.rows(table.name)} for table in projection.tables}
            position = reading.tracking.position
        assert zero(journal, projection, until=position) == rows


def kill(url: str, times: int, seed: int) -> tuple[Counter[str], int]:
    """Kill so many workers, look after each, and let one complete it.

    Answers how often each kind was killed, and after how many kills tables were left loose.
    """
    chance, kills, loose = random.Random(seed), Counter[str](), 0
    with closing(opened(url)) as journal:
        while kills.total() < times:
            mode = MODES[kills.total() % len(MODES)]
            kills[mode] += killed(url, journal, mode, chance)
            loose += any(each.loose for each in journal.tables().tracked())
            in_step(journal)
        following(journal, Sums(), Lines(), lease=LEASE).catch_up()
        in_step(journal)
        assert [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]
        following(journal, Sums(), Lines(), lease=LEASE).rebuild()
        assert [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]
        assert [False, False] == [each.building for each in journal.tables().tracked()]
    assert sorted(Lines.tables[0].indexes) == indexes(url)
    return kills, loose


def test_workers_that_are_killed_leave_rows_and_position_in_step(url: str) -> None:
    kill(url, 10, seed=4)


@pytest.mark.soak
def test_workers_that_are_killed_anywhere_leave_rows_and_position_in_step(url: str) -> None:
    kills, loose = kill(url, KILLS, seed=44)
    assert KILLS == kills.total() >= 200
    assert bool(loose) == url.startswith("sqlite")
    assert set(MODES) == set(kills)


def test_the_check_would_notice_rows_and_a_position_that_are_not_in_step(url: str) -> None:
    with closing(opened(url)) as journal:
        recorded(journal, STREAMS, each=3)
        following(journal, Sums(), Lines()).catch_up()
        in_step(journal)
        tracking = next(each for each in journal.tables().tracked() if each.projection == "sums")
        journal.tables().save(replace(tracking, position=tracking.position - 1), [])
        with pytest.raises(AssertionError):
            in_step(journal)
