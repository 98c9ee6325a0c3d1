"""Ctrl-C in the middle of long work: what stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from actionlearning.domain.errors import ActionLearningError

__all__ = ["StoppedByHand", "told_when_stopped"]


class StoppedByHand(ActionLearningError):
    """Whoever runs a command has ended it."""

    stands: str
    says = "stopped; {stands}"


@contextmanager
def told_when_stopped(stands: str) -> Iterator[None]:
    """Raises ``StoppedByHand`` where this is interrupted."""
    try:
        yield
    except KeyboardInterrupt as cause:
        raise StoppedByHand(stands=stands) from cause
