"""Several processes on one journal, some of them killed: no version twice, none missing, nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from places import command_of, opened, rated, url_of

WRITER = Path(__file__).parent / "writer.py"
VERSIONS = 60
PROCESSES = 3
KILLS = 30
PATIENCE = 60
"""Seconds that a process may take."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a journal may begin."""
    return url_of(tmp_path / "journal.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def writer(url: str, mode: str, stream: UUID, count: int) -> subprocess.Popen[str]:
    """A process that opens the journal and then waits."""
    return subprocess.Popen(
        [sys.executable, str(WRITER), url, mode, str(stream), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def started(process: subprocess.Popen[str]) -> None:
    """Wait for it to be ready, and let it go."""
    assert process.stdout is not None
    assert process.stdin is not None
    assert "ready\n" == process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()


def test_of_processes_that_write_one_stream_one_wins_each_version(url: str) -> None:
    stream = uuid4()
    processes = [writer(url, "race", stream, VERSIONS) for _ in range(PROCESSES)]  # they begin the journal at once, too
    for process in processes:
        started(process)
    won = [[int(version) for version in process.communicate(timeout=PATIENCE)[0].split()] for process in processes]

    assert [0] * PROCESSES == [process.returncode for process in processes]
    assert list(range(1, VERSIONS + 1)) == sorted(version for each in won for version in each)
    with closing(opened(url)) as journal:
        assert list(range(1, VERSIONS + 1)) == [each.version for each in journal.read(stream)]
        assert list(range(1, VERSIONS + 1)) == [each.position for each in journal.read_all()]


def killed(url: str, stream: UUID, after: float) -> list[UUID]:
    """The commands that a writer was told are recorded, before it was killed while it went on."""
    process = writer(url, "loop", stream, 1_000_000)
    started(process)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=PATIENCE)
    assert -signal.SIGKILL == process.returncode
    whole, _, _ = (first + rest).rpartition("\n")  # a last line may have been cut
    return [UUID(line) for line in whole.split()]


def assert_nothing_is_lost(url: str, stream: UUID, acknowledged: list[UUID]) -> None:
    """Every acknowledged command is there, each whole and once and in order, and the journal can be written."""
    with closing(opened(url)) as journal:
        recorded = [each.command for each in journal.read_all()]
        assert recorded[::2] == recorded[1::2], "the two events of a command stand side by side, or neither is there"
        commands = recorded[::2]
        assert len(set(commands)) == len(commands)
        assert acknowledged == [command for command in commands if command in set(acknowledged)]
        assert list(range(1, len(commands) + 1)) == [each.version for each in journal.read(stream)]
        found = journal.command(acknowledged[-1])
        assert found is not None
        assert (acknowledged[-1], stream) == (found.command, found.stream)
        new = command_of((stream, len(commands) + 1, rated(1)), (uuid4(), 1, rated(2)))
        journal.append(new, guards={stream: len(commands)})


@pytest.mark.parametrize("after", [0.02, 0.3])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(url: str, after: float) -> None:
    stream = uuid4()

    assert_nothing_is_lost(url, stream, killed(url, stream, after))


@pytest.mark.soak
def test_many_kills_lose_nothing_that_was_acknowledged(url: str) -> None:
    stream, acknowledged, chance = uuid4(), [], random.Random(1)
    for _ in range(KILLS):
        acknowledged += killed(url, stream, chance.uniform(0, 0.2))
        assert_nothing_is_lost(url, stream, acknowledged)


def test_the_check_would_notice_a_lost_command_and_half_a_command(url: str) -> None:
    stream = uuid4()
    first = command_of((stream, 1, rated(1)), (uuid4(), 1, rated(2)))
    with closing(opened(url)) as journal:
        journal.append(first, guards={})
    with pytest.raises(AssertionError):
        assert_nothing_is_lost(url, stream, [first[0].command, uuid4()])

    with closing(opened(url)) as journal:
        journal.append(command_of((stream, 2, rated(1))), guards={})
    with pytest.raises(AssertionError):
        assert_nothing_is_lost(url, stream, [first[0].command])
