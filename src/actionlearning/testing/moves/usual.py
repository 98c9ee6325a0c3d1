"""What usually comes next: the choice between meeting, working between sessions, counting and letting time pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from actionlearning.testing.moves import candidates, meeting, money, practice, reflecting, spreading, thinking, work
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
    bent = scene.company.bent
    if bent is not None and scene.chance.happens(0.3):
        topics = _topics(scene)
        return _a_few_times(scene, topics[bent % len(topics)][0])
    roll = scene.chance.number(0, 99)
    if in_progress:
        if roll < 50 and work.actions_to_review(scene, which, in_progress[0]):  # noqa: PLR2004  # shares of a hundred
            return work.reviewing(scene, which, in_progress[0])
        if roll < 85:  # noqa: PLR2004
            return meeting.in_session(scene, which, its, in_progress[0])
    elif its.meets and sessions_in(its, "scheduled") and roll < 45:  # noqa: PLR2004
        due = min(session.starts_at for session in sessions_in(its, "scheduled"))
        if due > scene.now and scene.chance.happens(0.9):
            jump(due)
        return meeting.opening(scene, which, its)
    elif roll < 70:  # noqa: PLR2004
        return work.doing(scene, which)
    topics = _topics(scene)
    ((topic, _),) = scene.chance.random.choices(topics, [often for _, often in topics])
    return _a_few_times(scene, topic)


def _a_few_times(scene: Scene, topic: Callable[[], Iterator[Move]]) -> Iterator[Move]:
    """Who is at it does some more of it."""
    for _ in range(scene.chance.number(1, 3)):
        yield from topic()


def _topics(scene: Scene) -> list[tuple[Callable[[], Iterator[Move]], int]]:
    """What can be done at any time, and how often it is: so much of the sum."""
    which, its = scene.some_set()
    return [
        (lambda: meeting.between_sessions(scene, which, its), 10),
        (lambda: work.bringing(scene, which), 8),
        (lambda: work.learning(scene), 10),
        (lambda: money.accounting(scene), 8),
        (lambda: candidates.candidacy(scene), 10),
        (lambda: spreading.spreading(scene), 5),
        (lambda: reflecting.reflecting(scene), 5),
        (lambda: thinking.between_sessions(scene, which), 4),
        (lambda: thinking.putting_right(scene, which), 2),
        (lambda: thinking.looking_back(scene, which), 1),
        (lambda: practice.correcting(scene, which, its), 2),
        (lambda: practice.guiding(scene, which, its), 1),
        (lambda: practice.evaluating(scene, which, its), 1),
        (lambda: work.ending(scene, which), 2),
        (lambda: work.doing(scene, which), 2),
        (lambda: aim(scene), 1),
        (lambda: settle(scene, which) if its.stage == "forming" else new_set(scene), 1),
    ]


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
