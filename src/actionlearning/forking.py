"""What a child process must not inherit: connections to a database, which it may not even close, and locks nobody will release.

Closing a connection of the parent's to SQLite in a child would take the parent's locks away. Nothing here mends that SQLite
counts by process who has a file open, and counts a child as the parent that had it open: a library is best opened after a fork.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol
from weakref import WeakSet

__all__ = ["Renewable", "renewed_in_a_child"]


class Renewable(Protocol):
    """Something that holds connections or locks."""

    def begin_anew(self) -> Sequence[object]:
        """Let go of every connection and lock, as in a new process, and answer the connections."""


_RENEWABLE: WeakSet[Renewable] = WeakSet()
_OF_THE_PARENT: list[object] = []
"""Kept, so that they are never closed here."""


def renewed_in_a_child(it: Renewable) -> None:
    """Have it begin anew in every child process that this one forks."""
    _RENEWABLE.add(it)


def _in_a_child() -> None:
    for it in list(_RENEWABLE):
        _OF_THE_PARENT.extend(it.begin_anew())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_a_child)
