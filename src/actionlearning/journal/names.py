"""Every event class by the topic it is stored under, its stored name and version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from actionlearning.domain.event import EVENTS

__all__ = ["topics", "topics_named"]


@cache
def topics() -> dict[str, type]:
    """Topic, such as ``problem.action-committed.1``, to event class, for all events of the domain."""
    from actionlearning.domain import policies  # noqa: F401, PLC0415  # importing a room registers its events
    from actionlearning.domain.candidate import events as _candidate  # noqa: F401, PLC0415  # as above
    from actionlearning.domain.member import events as _member  # noqa: F401, PLC0415  # as above
    from actionlearning.domain.problem import events as _problem  # noqa: F401, PLC0415  # as above
    from actionlearning.domain.programme import events as _programme  # noqa: F401, PLC0415  # as above
    from actionlearning.domain.set import events as _set  # noqa: F401, PLC0415  # as above

    return EVENTS


def topics_named(known: Mapping[str, type], names: frozenset[str]) -> list[str]:
    """The topics of all versions of these stored names, in order.

    The version after the last is among them: where a newer release has recorded it, it is found unreadable and not passed over.
    """
    versions: dict[str, list[int]] = {}
    for topic in known:
        name, _, version = topic.rpartition(".")
        if name in names:
            versions.setdefault(name, []).append(int(version))
    return sorted(f"{name}.{version}" for name, given in versions.items() for version in (*given, max(given) + 1))
