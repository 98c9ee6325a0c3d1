"""What a child process must not inherit: connections to a database, which it may not even close, and locks nobody will release.

Closing a connection of the parent's to SQLite in a child would take the parent's locks away. SQLite counts by process who has a
file open, and counts a child as the parent that had it open: what the child writes would be lost once the parent closes it. So
connections to SQLite that nobody is using are closed before a fork, and each process opens its own when it needs one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol
from weakref import WeakSet

__all__ = ["Closing", "Renewable", "closed_before_a_fork", "renewed_in_a_child"]


class Renewable(Protocol):
    """Something that holds connections or locks."""

    def begin_anew(self) -> Sequence[object]:
        """Let go of every connection and lock, as in a new process, and answer the connections."""


class Closing(Protocol):
    """Something that keeps connections to SQLite open, and opens another where there is none."""

    def close_idle(self) -> None:
        """Close those that nobody is using. Waits for nobody."""


_RENEWABLE: WeakSet[Renewable] = WeakSet()
_CLOSING: WeakSet[Closing] = WeakSet()
_OF_THE_PARENT: list[object] = []
"""Kept, so that they are never closed here."""


def renewed_in_a_child(it: Renewable) -> None:
    """Have it begin anew in every child process that this one forks."""
    _RENEWABLE.add(it)


def closed_before_a_fork(it: Closing) -> None:
    """Have it close what is idle before this process forks; a process that is started in another way inherits nothing."""
    _CLOSING.add(it)


def _before() -> None:
    for it in list(_CLOSING):
        it.close_idle()


def _in_a_child() -> None:
    for it in list(_RENEWABLE):
        _OF_THE_PARENT.extend(it.begin_anew())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_child=_in_a_child)
