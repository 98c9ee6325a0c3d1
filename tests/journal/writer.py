"""A process of its own that records in a journal, run by the tests: ``writer.py URL MODE STREAM COUNT``.

``race`` records COUNT versions of STREAM against everybody else who does, and prints the versions it won. ``loop`` records
until it is killed, a command of two events each time, and prints the command's id once it was told that it is recorded.
"""

from __future__ import annotations

import sys
from contextlib import closing, suppress
from typing import Any
from uuid import UUID, uuid4

from places import command_of, opened, rated

from actionlearning.journal.port import Conflict


def race(journal: Any, stream: UUID, count: int) -> None:
    won = []
    while (tip := journal.tip(stream)) < count:
        with suppress(Conflict):
            journal.append(command_of((stream, tip + 1, rated(1))), guards={stream: tip})
            won.append(tip + 1)
    print(*won)  # noqa: T201  # its parent reads this


def loop(journal: Any, stream: UUID, count: int) -> None:
    other = uuid4()
    for version in range(1, count + 1):
        tip = journal.tip(stream)
        new = command_of((stream, tip + 1, rated(1)), (other, version, rated(2)))
        journal.append(new, guards={stream: tip, other: version - 1})
        print(new[0].command, flush=True)  # noqa: T201  # its parent reads this


def main(url: str, mode: str, stream: str, count: str) -> None:
    with closing(opened(url)) as journal:
        print("ready", flush=True)  # noqa: T201  # its parent reads this
        sys.stdin.readline()  # until everybody is
        {"race": race, "loop": loop}[mode](journal, UUID(stream), int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
