"""What the access policy is told of a text: whose it is, where and when it was said, and who may have it by their word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actionlearning.application.access import Text
from actionlearning.application.known import Seen
from actionlearning.application.text_kinds import kind_of
from actionlearning.domain.member.events import ConsentGiven, ConsentWithdrawn, LearningApplied, LearningCaptured
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.events import ProblemRaised, TextReleasedToSponsor
from actionlearning.domain.values import ConsentScope, MemberId
from actionlearning.journal.port import Recorded

__all__ = ["told_of"]


def told_of(seen: Seen, handle: Personal) -> Text:
    """What the policy is told of the text behind a handle."""
    place = handle.place
    assert place is not None, "a handle that was read from a journal has a place"
    event = _event(seen, place)
    consents = [_consents(seen, subject) for subject in handle.subjects]
    return Text(
        kind=kind_of(place),
        subjects=handle.subjects,
        home=_home_of(seen, place, event),
        said_at=None if event is None else event.occurred_at,
        released=place in _released(seen, place.stream),
        consented=frozenset.intersection(*(given for given, _ in consents)) if consents else frozenset(),
        withdrawn=frozenset().union(*(withdrawn for _, withdrawn in consents)),
    )


def _event(seen: Seen, place: Place) -> Recorded[Any] | None:
    events = seen.events(place.stream)
    return events[place.version - 1] if 1 <= place.version <= len(events) else None


def _home_of(seen: Seen, place: Place, event: Recorded[Any] | None) -> UUID | None:
    match None if event is None else event.event:
        case LearningCaptured(source=source):
            return _set_of_problem(seen, source.problem)
        case LearningApplied(problem=problem):
            return _set_of_problem(seen, problem)
    kind = place.name.partition(".")[0]
    if kind == "problem":
        return _set_of_problem(seen, place.stream)
    return None if kind == "member" else place.stream


def _set_of_problem(seen: Seen, problem: UUID) -> UUID | None:
    first = seen.first(problem)
    return first.set if isinstance(first, ProblemRaised) else None


def _released(seen: Seen, stream: UUID) -> frozenset[Place]:
    def places(events: Sequence[Recorded[Any]]) -> frozenset[Place]:
        return frozenset(r.event.handle for r in events if isinstance(r.event, TextReleasedToSponsor))

    return seen.derived(stream, "released", places)


def _consents(seen: Seen, subject: MemberId) -> tuple[frozenset[ConsentScope], frozenset[ConsentScope]]:
    def standing(events: Sequence[Recorded[Any]]) -> tuple[frozenset[ConsentScope], frozenset[ConsentScope]]:
        last: dict[ConsentScope, bool] = {}
        for r in sorted(events, key=lambda r: r.occurred_at):
            match r.event:
                case ConsentGiven(scope=scope):
                    last[scope] = True
                case ConsentWithdrawn(scope=scope):
                    last[scope] = False
        return frozenset(s for s, given in last.items() if given), frozenset(s for s, given in last.items() if not given)

    return seen.derived(subject, "consents", standing)
