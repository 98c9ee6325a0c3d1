"""What usually comes next: the choice between meeting, working between sessions, counting and letting time pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from actionlearning.testing.moves import meeting, money, work
from actionlearning.testing.moves.move import Move, Scene, aim, new_set, sessions_in, settle

__all__ = ["passing", "usual"]

CLOCKS_CHANGE = (
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 4, 5, 14, tzinfo=UTC),
    datetime(2025, 9, 27, 14, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
)
"""When summer time begins and ends in London and in Auckland."""


def usual(scene: Scene, jump: Callable[[datetime], None]) -> Iterator[Move]:
    """What people would do next; ``jump`` moves the clock on to when a session is due."""
    which, its = scene.some_set()
    in_progress = sessions_in(its, "open")
    roll = scene.chance.number(0, 99)
    if in_progress:
        if roll < 40 and work.actions_to_review(scene, which, in_progress[0]):  # noqa: PLR2004  # shares of a hundred
            return work.reviewing(scene, which, in_progress[0])
        if roll < 80:  # noqa: PLR2004
            return meeting.in_session(scene, which, its, in_progress[0])
    elif its.stage == "meeting" and sessions_in(its, "scheduled") and roll < 45:  # noqa: PLR2004
        due = min(session.starts_at for session in sessions_in(its, "scheduled"))
        if due > scene.now and scene.chance.happens(0.9):
            jump(due)
        return meeting.opening(scene, which, its)
    elif roll < 70:  # noqa: PLR2004
        return work.doing(scene, which)
    return _besides(scene)


def _besides(scene: Scene) -> Iterator[Move]:  # noqa: PLR0911  # a table of what there is to do
    """What can be done at any time."""
    which, its = scene.some_set()
    match scene.chance.number(0, 19):
        case 0 | 1 | 2 | 3 | 4:
            return meeting.between_sessions(scene, which, its)
        case 5 | 6 | 7 | 8:
            return work.bringing(scene, which)
        case 9 | 10 | 11 | 12:
            return work.learning(scene)
        case 13 | 14 | 15 | 16:
            return money.accounting(scene)
        case 17:
            return work.ending(scene, which)
        case 18:
            return aim(scene) if scene.chance.happens(0.3) else work.doing(scene, which)
        case _ if its.stage == "forming":
            return settle(scene, which)
        case _:
            return new_set(scene) if scene.chance.happens(0.2) else work.doing(scene, which)


def passing(scene: Scene) -> datetime:
    """A time later than now, or now: minutes, days or months on, as a session is due, or about as clocks change."""
    chance = scene.chance
    due = [each.starts_at for its in scene.book.sets.values() for each in sessions_in(its, "scheduled")]
    changes = [each for each in CLOCKS_CHANGE if each > scene.now]
    match chance.number(0, 9):
        case 0 | 1 | 2 if due:
            return min(due)
        case 3 if changes:
            return changes[0] + timedelta(minutes=chance.number(-90, 90))
        case 4 | 5:
            return scene.now + timedelta(days=chance.number(1, 14), minutes=chance.number(0, 1439))
        case 6:
            return scene.now + timedelta(days=chance.number(20, 100))
        case _:
            return scene.now + timedelta(minutes=chance.number(5, 120))
