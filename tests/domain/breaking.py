"""How a decision is broken on purpose, so that a rule is shown to find it: what every room of such decisions needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Broken", "nothing", "nothing_happened", "yes"]

Broken = tuple[Any, str, Callable[..., Any], set[Callable[..., Any]]]
"""Where a decision lives, its name, what is done instead, and the rules that find it out."""


def nothing(*_: Any, **__: Any) -> None:
    """A check that checks nothing."""


def yes(*_: Any) -> bool:
    return True


def nothing_happened(*_: Any) -> tuple[()]:
    return ()
