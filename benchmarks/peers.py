"""Other event-sourcing libraries, each a program of its own that works when it is told to; left out where not installed.

A peer is started with a backend, a database, a case and the text of 200 characters. It makes ready, says so in a line of JSON
with its version and what its own connection has set, and then reads lines: for so many seconds, work, and answer with the rate.
So it takes its turn with all others, in a language and an environment of its own. `make peers` installs those that can be had.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from measuring import Contender, GivesUp
from places import Place
from sample import TEXT

__all__ = ["PEERS", "Peer", "missing", "peers"]

HERE = Path(__file__).parent / "libraries"


@dataclass(frozen=True)
class Peer:
    """A library, the backends it has, the program that drives it, and what runs that program."""

    name: str
    script: str
    runner: str
    needs: Mapping[str, str]
    """What must have been installed for each backend it has."""

    def lacks(self, backend: str, installed: Path) -> str:
        """Why it cannot be started, empty where it can."""
        if not (installed / self.needs[backend]).exists():
            return "not installed"
        if self._runner(installed) is None:
            return f"half installed, without {self.runner}"
        return ""

    def command(self, backend: str, installed: Path) -> list[str] | None:
        """How to start it, None where something is not there."""
        runner = self._runner(installed)
        if backend not in self.needs or self.lacks(backend, installed) or runner is None:
            return None
        return [runner, str(HERE / self.script), str(installed), backend]

    def _runner(self, installed: Path) -> str | None:
        return shutil.which(installed / self.runner if "/" in self.runner else self.runner)


EMMETT = "node_modules/@event-driven-io/emmett"
PEERS = (
    Peer(
        "emmett",
        "emmett.mjs",
        "node",
        {"sqlite": f"emmett-sqlite/{EMMETT}-sqlite", "postgresql": f"emmett-postgresql/{EMMETT}-postgresql"},
    ),
    Peer(
        "eventsource-py",
        "eventsource_py.py",
        "eventsource-py/bin/python",
        dict.fromkeys(("sqlite", "postgresql"), "eventsource-py/ready"),
    ),
    Peer("protean", "protean_on_message_db.py", "protean/bin/python", {"postgresql": "protean/ready"}),
)


def missing(installed: Path) -> list[str]:
    """A sentence for each peer that will be left out."""
    told = [
        f"{peer.name} on {backend}: {lacking}, left out (make peers)"
        for peer in PEERS
        for backend in peer.needs
        if (lacking := peer.lacks(backend, installed))
    ]
    return [*told, "protean on sqlite: it has no event store there, left out"]


def peers(place: Place, case: str) -> dict[str, Contender]:
    """A contender for each peer that is installed for the backend of a place, made ready for a case."""
    started = {peer.name: _started(peer, place, case) for peer in PEERS}
    return {name: contender for name, contender in started.items() if contender is not None}


def _started(peer: Peer, place: Place, case: str) -> Contender | None:
    command = peer.command(place.backend, place.run.peers.resolve())
    if command is None:
        return None
    arguments = [*command, place.url(peer.name.replace("-", "_")), case, TEXT]
    try:
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0)
    except OSError as why:
        print(f"{peer.name} is left out: it cannot be started: {why}")
        return None
    place.closing.callback(_stopped, process)
    try:
        place.settings[peer.name] = json.loads(_line(process))
    except GivesUp as why:
        print(f"{peer.name} is left out: {why}")
        return None

    def measured(seconds: float) -> float:
        assert process.stdin is not None
        try:
            process.stdin.write(f"{seconds}\n")
            process.stdin.flush()
        except BrokenPipeError as cause:
            raise GivesUp("it has ended") from cause
        return float(_line(process))

    return measured


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise GivesUp("it ended before it answered; what it said stands above")
    return line


def _stopped(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    process.wait(timeout=30)
