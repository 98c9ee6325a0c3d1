"""A process of its own in which many threads record until it is killed, run by the tests: ``crowd.py URL THREADS``.

Each thread records commands of two events, one in a stream of its own and one in a new stream, and prints the command's id once
it was told that it is recorded.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import closing
from uuid import uuid4

from places import command_of, opened, rated


def main(url: str, threads: str) -> None:
    with closing(opened(url)) as journal:

        def record() -> None:
            stream, version = uuid4(), 0
            while True:
                version += 1
                new = command_of((stream, version, rated(1)), (uuid4(), 1, rated(2)))
                journal.append(new, guards={stream: version - 1})
                os.write(1, f"{new[0].command}\n".encode())  # a line at once, whoever else writes one

        print("ready", flush=True)  # noqa: T201  # its parent reads this
        sys.stdin.readline()
        for _ in range(int(threads)):
            threading.Thread(target=record, daemon=True).start()
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
