"""A process is killed while many of its threads record together: whatever any of them was told is there, and whole."""

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
from places import opened, url_of

CROWD = Path(__file__).parent / "crowd.py"
THREADS = 8
PATIENCE = 60
"""Seconds that a process may take."""


def killed(url: str, after: float) -> set[UUID]:
    """The commands that the threads of a process were told are recorded, before it was killed while they went on."""
    command = [sys.executable, str(CROWD), url, str(THREADS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    assert "ready\n" == process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()
    told = process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=PATIENCE)
    assert -signal.SIGKILL == process.returncode
    whole, _, _ = (told + rest).rpartition("\n")  # a last line may have been cut
    return {UUID(line) for line in whole.split()}


def assert_all_is_there(url: str, told: set[UUID]) -> None:
    """Every command that was acknowledged is there, each whole, side by side and once, and every stream is dense."""
    tips: dict[UUID, int] = {}
    with closing(opened(url)) as journal:
        recorded = list(journal.read_all())
    commands = [each.command for each in recorded]
    assert commands[::2] == commands[1::2], "the two events of a command stand side by side, or neither is there"
    assert len(set(commands)) == len(commands) // 2
    assert told <= set(commands)
    for each in recorded:
        assert each.version == tips.get(each.stream, 0) + 1
        tips[each.stream] = each.version


def test_a_killed_crowd_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    url = url_of(tmp_path / "journal.db")
    told: set[UUID] = set()
    for after in (0.05, 0.3):
        told |= killed(url, after)
        assert_all_is_there(url, told)
    assert len(told) > 2 * THREADS
    with pytest.raises(AssertionError):  # the control: the check would miss one
        assert_all_is_there(url, told | {uuid4()})


@pytest.mark.soak
def test_crowds_that_are_killed_again_and_again_lose_nothing(tmp_path: Path) -> None:
    url, told, chance = url_of(tmp_path / "journal.db"), set(), random.Random(1)
    for _ in range(40):
        told |= killed(url, chance.uniform(0, 0.3))
        assert_all_is_there(url, told)
