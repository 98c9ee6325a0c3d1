"""Types that ``msgspec`` meets: one at a time, for it looks into a class when it is first met.

What it has found out by half is seen by other threads, and a thread that decodes by it crashes the process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from actionlearning.forking import renewed_in_a_child

__all__ = ["meeting_types", "met"]


class _Meeting:
    """The lock, which a child process makes anew."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        self.lock = threading.RLock()
        return ()


_MEETING = _Meeting()


@contextmanager
def meeting_types() -> Iterator[None]:
    """Hold every other thread back that would make ``msgspec`` look into a class."""
    with _MEETING.lock:
        yield


def met(*types: Any) -> None:
    """Have these been looked into, whole, before anybody decodes or converts by them."""
    with meeting_types():
        for each in types:
            msgspec.json.Decoder(each)
