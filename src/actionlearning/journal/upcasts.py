"""Upcasts: pure functions from an old version's payload to the next version's, kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["UPCASTS", "Upcast"]

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the stored ``event`` object of one version and returns that of the next; sealed texts are passed along whole."""

UPCASTS: Mapping[str, Upcast] = {}
"""By the topic of the old version. None is needed yet: every event is at its first version."""
