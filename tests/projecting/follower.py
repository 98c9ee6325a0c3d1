"""A process of its own that keeps the tables of a journal, run by the tests: ``follower.py URL MODE BATCH LEASE [unfenced]``.

``catch-up``, ``follow`` and ``rebuild`` do what they say until they are done or killed; with ``beside`` after it, a process
of its own writes, or a thread that copies every row to PostgreSQL, however few they are. Each begins when it is told to, and
prints ``working`` after its first batch.
"""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

from keeping import Lines, Sums, following, opened

from actionlearning.journal import tables_postgres, tables_postgres_rows


def main(url: str, mode: str, batch: str, lease: str, fenced: str = "fenced") -> None:
    with closing(opened(url)) as journal:
        if fenced == "unfenced":
            journal.tables().fenced = False
        kept = following(journal, Sums(), Lines(), batch=int(batch), lease=float(lease))
        said = False

        def tell(_: Any) -> None:
            nonlocal said
            if not said:
                print("working", flush=True)  # noqa: T201  # its parent reads this
                said = True

        print("ready", flush=True)  # noqa: T201  # its parent reads this
        sys.stdin.readline()
        what, _, beside = mode.partition(" ")
        if beside:
            tables_postgres.MANY = tables_postgres_rows.MANY = 1
        if what == "follow":
            kept.follow(tell=tell)
        elif what == "rebuild":
            kept.rebuild(beside=bool(beside), tell=tell)
        else:
            kept.catch_up(beside=bool(beside), tell=tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
