"""A process of its own that decides on one set against another one, run by the tests: ``decider.py URL SET ACTOR COUNT``.

It schedules sessions 3 to COUNT of the set, each of which only one of the two can schedule, and prints those that it did.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from uuid import UUID

from company import SESSION_2, opened

from actionlearning import sets
from actionlearning.domain.errors import Refused


def main(url: str, of: str, actor: str, count: str) -> None:
    with opened(url) as al:
        somebody = al.acting_as(UUID(actor))
        print("ready", flush=True)  # noqa: T201  # its parent reads this
        sys.stdin.readline()
        for number in range(3, int(count) + 1):
            try:
                somebody.do(sets.schedule_session, set=UUID(of), session=number, starts_at=SESSION_2 + timedelta(days=number))
            except Refused:
                continue
            print(number)  # noqa: T201  # as above


if __name__ == "__main__":
    main(*sys.argv[1:])
