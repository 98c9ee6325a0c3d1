"""Kill -9 in the middle of a script loses no acknowledged line, and running the script again completes it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from terminal import PROGRAM, ran

from actionlearning.application.opening import open_library
from actionlearning.sealing.keyring import MemoryKeyring

KEK = "00" * 32
LINES = 300


def script() -> list[str]:
    """People, a programme and a set, and then costs and invitations that go to three streams in turn."""
    at = datetime(2025, 1, 6, 9, tzinfo=UTC)
    lines: list[dict[str, Any]] = [{"script": "long"}]

    def say(do: str, by: str | None = "P0", as_: str | None = None, **arguments: Any) -> None:
        when = (at + timedelta(minutes=len(lines))).isoformat()
        line = {"do": do, "by": by, "at": when, "as": as_, "with": arguments}
        lines.append({key: value for key, value in line.items() if value is not None})

    say("members.register", None, "P0", name="Amara", role="Sponsor", organisation="Vale")
    say(
        "programmes.charter",
        as_="spring",
        title="Spring",
        organisations=["Vale"],
        sponsor="P0",
        theory_of_change="Questions",
        currency="GBP",
        time_zone="Europe/London",
    )
    say("sets.form", as_="a-set", programme="spring", title="Ward", purpose="Peers", time_zone="Europe/London")
    number = 0
    while len(lines) < LINES:
        number += 1
        say("members.register", None, f"P{number}", name=f"Person {number}", role="Manager", organisation="Vale")
        say("sets.invite", set="a-set", member=f"P{number}", level_band="manager")
        say("programmes.incur_cost", programme="spring", category="venue", amount=str(number))
        say("members.rate_oneself", by=f"P{number}", instrument="less_isolated", phase="before", score=1 + number % 10)
    return [json.dumps(line) for line in lines]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACTIONLEARNING_KEK", KEK)
    written = tmp_path / "long.jsonl"
    written.write_text("\n".join(script()), "utf-8")
    return written


def killed_after(path: Path, url: str, acknowledgements: int) -> list[dict[str, Any]]:
    """Run until so many lines were acknowledged, kill -9, and answer all that were acknowledged."""
    command = [*PROGRAM, "run", str(path), "--format", "json", "--db", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        read = [process.stdout.readline() for _ in range(acknowledgements)]
        os.kill(process.pid, signal.SIGKILL)
        read += process.stdout.read().splitlines(keepends=True)
        assert -signal.SIGKILL == process.wait()
    return [json.loads(line) for line in read if line.endswith(b"\n")]


def history(url: str) -> dict[str, list[str]]:
    """Of each stream what happened, in order; the streams by what their first event was answered as."""
    streams: dict[UUID, list[str]] = defaultdict(list)
    labels: dict[UUID, str] = {}
    with open_library(url, keyring=MemoryKeyring(), create=False) as al:
        for recorded in al.journal.read_all():
            streams[recorded.stream].append(recorded.name)
            assert len(streams[recorded.stream]) == recorded.version
            labels.setdefault(recorded.stream, str(recorded.alias))
    assert len(set(labels.values())) == len(labels)
    return {labels[stream]: happened for stream, happened in streams.items()}


def answers(url: str) -> dict[str, int]:
    with open_library(url, keyring=MemoryKeyring(), create=False) as al:
        commands = [recorded.command for recorded in al.journal.read_all()]
    return {str(command): commands.count(command) for command in commands}


def kill_and_complete(path: Path, url: str, acknowledgements: int) -> None:
    told = killed_after(path, url, acknowledgements)
    assert acknowledgements <= len(told) < LINES - 1, "it was killed in the middle"
    survived = sum(map(len, history(url).values()))
    assert len(told) <= survived <= len(told) + 1, "every acknowledged line is there, and at most the one on its way"
    again = ran("run", str(path), "--format", "json", "--db", url)
    assert again.code == 0, again.err
    completed = [json.loads(line) for line in again.out.splitlines()]
    assert [{**each, "already": True} for each in told] == completed[: len(told)]
    assert survived == sum(each["already"] for each in completed)
    assert {1} == set(answers(url).values())
    assert uninterrupted() == history(url)


_UNINTERRUPTED: dict[str, list[str]] = {}


def uninterrupted() -> dict[str, list[str]]:
    """What a run that nobody disturbs records."""
    if not _UNINTERRUPTED:
        from actionlearning.application import scripts  # noqa: PLC0415  # for the control only

        with open_library("memory:") as al:
            list(scripts.run(al, script(), name="long"))
            labels: dict[UUID, str] = {}
            for recorded in al.journal.read_all():
                labels.setdefault(recorded.stream, str(recorded.alias))
                _UNINTERRUPTED.setdefault(labels[recorded.stream], []).append(recorded.name)
        assert LINES - 1 == sum(map(len, _UNINTERRUPTED.values()))
    return _UNINTERRUPTED


@pytest.mark.parametrize("acknowledgements", [1, 40, 150])
def test_a_killed_run_loses_nothing_and_is_completed(path: Path, tmp_path: Path, acknowledgements: int) -> None:
    kill_and_complete(path, f"sqlite:///{tmp_path / 'killed.db'}", acknowledgements)


def test_a_killed_run_loses_nothing_on_a_server_and_is_completed(
    path: Path, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTIONLEARNING_KEYRING", f"sqlite:///{tmp_path / 'killed.keys.db'}")
    kill_and_complete(path, postgres_url, 60)


def test_what_is_only_in_memory_is_lost(path: Path, tmp_path: Path) -> None:
    """The control: a journal that does not outlive its process fails the same check."""
    assert killed_after(path, "memory:", 20)
    assert not list(tmp_path.glob("*.db"))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(25))
def test_a_run_killed_anywhere_loses_nothing(path: Path, tmp_path: Path, seed: int) -> None:
    kill_and_complete(path, f"sqlite:///{tmp_path / 'killed.db'}", random.Random(seed).randint(1, 200))
