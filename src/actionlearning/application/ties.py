"""What a reader is to a text or a thing, read from the journal: whose it is, where it was said, and who belongs there now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from actionlearning.application.access import Reader, Role, Text, TextKind, Ties
from actionlearning.application.known import Known, Stream
from actionlearning.application.text_kinds import kind_of
from actionlearning.domain.candidate.events import CapabilityConfirmed
from actionlearning.domain.evolving import folded
from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ErasureRequested,
    LearningApplied,
    LearningCaptured,
)
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.events import ProblemRaised, TextReleasedToSponsor
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.set.fold import apply as apply_to_set
from actionlearning.domain.values import ConsentScope, MemberId
from actionlearning.journal.port import Recorded
from actionlearning.projections.references import streams_named

__all__ = ["Look"]

UNTIED = {Role.KEEPER, Role.AUDITOR, Role.PUBLIC}
"""Who has no ties to anything, whatever they may read."""

Derived = TypeVar("Derived")


class Look:
    """The journal at one moment, as far as it is asked about: each stream is looked at once."""

    def __init__(self, known: Known, *, now: datetime) -> None:
        self._known = known
        self._now = now
        self._streams: dict[UUID, Stream] = {}
        self._homes: dict[UUID, UUID] | None = None
        self._circles: dict[UUID | None, list[frozenset[UUID]]] = {}

    def is_to_be_forgotten(self, subject: UUID) -> bool:
        """Whether somebody asked to be forgotten: from then on nothing of theirs is revealed, whatever a keyring holds."""
        return self._derive(subject, "forgotten", lambda events: any(isinstance(r.event, ErasureRequested) for r in events))

    def text(self, handle: Personal) -> Text:
        """What the policy is told of a text."""
        place = handle.place
        assert place is not None, "a handle that was read from a journal has a place"
        event = self._event(place)
        consents = [self._consents(subject) for subject in handle.subjects]
        return Text(
            kind=kind_of(place),
            subjects=handle.subjects,
            home=self._home_of(place, event),
            said_at=None if event is None else event.occurred_at,
            released=place in self._released(place.stream),
            consented=frozenset.intersection(*(given for given, _ in consents)) if consents else frozenset(),
            withdrawn=frozenset().union(*(withdrawn for _, withdrawn in consents)),
        )

    def ties_to(self, text: Text, reader: Reader) -> Ties:
        """What a reader is to a text."""
        if reader.role in UNTIED:
            return Ties()
        own = self._is_own(text, reader)
        if text.kind is TextKind.NAME:
            return Ties(own=own, acquainted=all(self._knows(reader, subject) for subject in text.subjects))
        if text.home is None:
            return Ties(own=own)
        at = self.to_stream(reader, text.home, said_at=text.said_at)
        return Ties(
            own=own,
            member=at.member,
            was_there=at.was_there,
            adviser=at.adviser,
            sponsor=at.sponsor,
            takes_part=at.takes_part,
        )

    def whole(self, reader: Reader, stream: UUID | None) -> Ties:
        """What a reader is to a thing as a whole; nobody has ties to the whole journal."""
        return Ties() if stream is None or reader.role in UNTIED else self.to_stream(reader, stream)

    def to_stream(self, reader: Reader, stream: UUID, *, said_at: datetime | None = None) -> Ties:
        """What a reader is to a programme, a set, a problem, a member or a candidacy."""
        first = self._first(stream)
        match first:
            case SetFormed(programme=programme):
                return self._to_set(reader, stream, programme, said_at)
            case ProblemRaised(set=home):
                return self.to_stream(reader, home, said_at=said_at)
            case ProgrammeChartered():
                return Ties(
                    sponsor=self._sponsors(reader, stream),
                    takes_part=self._takes_part(reader, stream),
                    member=reader.role is Role.SET and self._programme_of(reader.id) == stream,
                )
            case CapabilityConfirmed(member=member):
                circle = self._circle(stream) | {member}
                own = reader.role is Role.PERSON and reader.id == member
                part = reader == Reader.centre_of(stream) or (reader.role is Role.PERSON and reader.id in circle)
                return Ties(own=own, takes_part=part)
        own = reader.role is Role.PERSON and reader.id == stream
        return Ties(own=own, acquainted=self._is_fellow(reader, MemberId(stream)))

    # A set

    def _to_set(self, reader: Reader, stream: UUID, programme: UUID, said_at: datetime | None) -> Ties:
        match reader.role:
            case Role.SET:
                here = reader.id == stream
                return Ties(member=here, was_there=here)
            case Role.FELLOWS:
                here = self._sets_with(reader.id) == [stream]  # what was said in one set is not for another
                return Ties(member=here, was_there=here)
            case Role.PERSON:
                return self._of_person(MemberId(reader.id), stream, programme, said_at)  # type: ignore[arg-type]  # a person has an id
        return Ties(sponsor=self._sponsors(reader, programme))

    def _of_person(self, person: MemberId, stream: UUID, programme: UUID, said_at: datetime | None) -> Ties:
        it = self._set(stream)
        member = it.is_member(person, self._now)
        there = said_at is not None and it.is_member(person, said_at)
        return Ties(
            member=member,
            was_there=member and (there or it.lets_look_back(person, self._now)),
            adviser=it.is_adviser(person, self._now),
            sponsor=self._sponsors(Reader.person(person), programme),
        )

    def _set(self, stream: UUID) -> Set:
        it = self._derive(stream, "set", lambda events: folded(apply_to_set, None, events))
        assert it is not None, "a set was formed"
        return it

    # A programme, and who knows whom

    def _programme_of(self, set_id: UUID | None) -> UUID | None:
        first = None if set_id is None else self._first(set_id)
        return first.programme if isinstance(first, SetFormed) else None

    def _sponsors(self, reader: Reader, programme: UUID) -> bool:
        if reader.role is Role.SPONSOR:
            return reader.id == programme
        first = self._first(programme)
        return reader.role is Role.PERSON and isinstance(first, ProgrammeChartered) and first.sponsor == reader.id

    def _takes_part(self, reader: Reader, programme: UUID) -> bool:
        match reader.role:
            case Role.PERSON:
                return reader.id in self._circle(programme) or any(
                    reader.id in self._people(s) for s in self._sets_of(programme)
                )
            case Role.SET:
                return self._programme_of(reader.id) == programme
            case Role.FELLOWS:
                return any(reader.id in self._people(each) for each in self._sets_of(programme))
        return self._sponsors(reader, programme)

    def _knows(self, reader: Reader, subject: MemberId) -> bool:
        """Whether a reader may know who somebody is: they have a set, a programme's business or a candidacy in common."""
        match reader.role:
            case Role.SET:
                programme = self._programme_of(reader.id)
                here = reader.id is not None and subject in self._people(reader.id)
                return here or (programme is not None and subject in self._circle(programme))
            case Role.SPONSOR:
                return reader.id is not None and subject in self._circle(reader.id) - self._members_under(reader.id)
            case Role.CENTRE:
                return reader.id is not None and subject in self._circle(reader.id)
            case Role.PERSON | Role.FELLOWS:
                return any(subject in circle for circle in self._circles_of(reader.id))
        return False

    def _is_fellow(self, reader: Reader, subject: MemberId) -> bool:
        """Whether somebody is in a set with a person now, as a member or as its adviser."""
        if reader.role is Role.FELLOWS:
            return reader.id == subject
        if reader.role is not Role.PERSON:
            return False
        return any(
            self._set(each).is_member(subject, self._now)
            and (self._set(each).is_member(person, self._now) or self._set(each).is_adviser(person, self._now))
            for each in self._homes_of_sets()
            for person in (MemberId(reader.id),)  # type: ignore[arg-type]  # a person has an id
        )

    def _sets_with(self, person: UUID | None) -> list[UUID]:
        """The sets that somebody belongs to, or belonged to."""
        return [each for each in self._homes_of_sets() if person in self._set(each).memberships]

    def _circles_of(self, person: UUID | None) -> list[frozenset[UUID]]:
        """The people of every set, programme and candidacy that somebody has to do with."""
        if person not in self._circles:
            self._circles[person] = self._found_circles_of(person)
        return self._circles[person]

    def _found_circles_of(self, person: UUID | None) -> list[frozenset[UUID]]:
        found: list[frozenset[UUID]] = []
        programmes = set(self._homes_of_sets().values())
        for set_id, programme in self._homes_of_sets().items():
            people = self._people(set_id)
            if person in people:
                found += [people, self._circle(programme)]
        found += [circle for circle in map(self._circle, programmes) if person in circle]
        candidacies = {r.stream for r in self._known.journal.read_all(names={"candidate.capability-confirmed"})}
        return found + [circle for circle in map(self._circle, candidacies) if person in circle]

    def _people(self, set_id: UUID) -> frozenset[UUID]:
        """Everybody who ever was asked into a set, belonged to it, or advised it."""
        it = self._set(set_id)
        return frozenset({*it.memberships, *it.invitations, *it.advisers})

    def _circle(self, stream: UUID) -> frozenset[UUID]:
        """Everybody who did something in a programme or a candidacy, or is named there."""

        def named(events: Sequence[Recorded[Any]]) -> frozenset[UUID]:
            return frozenset(streams_named(events))

        return self._derive(stream, "circle", named)

    def _members_under(self, programme: UUID) -> frozenset[UUID]:
        return frozenset().union(*(self._set(each).memberships.keys() for each in self._sets_of(programme)))

    def _sets_of(self, programme: UUID) -> list[UUID]:
        return [each for each, home in self._homes_of_sets().items() if home == programme]

    def _homes_of_sets(self) -> dict[UUID, UUID]:
        if self._homes is None:
            self._homes = self._known.homes()
        return self._homes

    # A text

    def _is_own(self, text: Text, reader: Reader) -> bool:
        return reader.role is Role.PERSON and reader.id == next(iter(text.subjects), None)

    def _event(self, place: Place) -> Recorded[Any] | None:
        events = self._stream(place.stream).events
        return events[place.version - 1] if 1 <= place.version <= len(events) else None

    def _home_of(self, place: Place, event: Recorded[Any] | None) -> UUID | None:
        match None if event is None else event.event:
            case LearningCaptured(source=source):
                return self._set_of_problem(source.problem)
            case LearningApplied(problem=problem):
                return self._set_of_problem(problem)
        kind = place.name.partition(".")[0]
        if kind == "problem":
            return self._set_of_problem(place.stream)
        return None if kind == "member" else place.stream

    def _set_of_problem(self, problem: UUID) -> UUID | None:
        first = self._first(problem)
        return first.set if isinstance(first, ProblemRaised) else None

    def _released(self, stream: UUID) -> frozenset[Place]:
        def places(events: Sequence[Recorded[Any]]) -> frozenset[Place]:
            return frozenset(r.event.handle for r in events if isinstance(r.event, TextReleasedToSponsor))

        return self._derive(stream, "released", places)

    def _consents(self, subject: MemberId) -> tuple[frozenset[ConsentScope], frozenset[ConsentScope]]:
        def standing(events: Sequence[Recorded[Any]]) -> tuple[frozenset[ConsentScope], frozenset[ConsentScope]]:
            last: dict[ConsentScope, bool] = {}
            for r in sorted(events, key=lambda r: r.occurred_at):
                match r.event:
                    case ConsentGiven(scope=scope):
                        last[scope] = True
                    case ConsentWithdrawn(scope=scope):
                        last[scope] = False
            return frozenset(s for s, given in last.items() if given), frozenset(s for s, given in last.items() if not given)

        return self._derive(subject, "consents", standing)

    # Reading

    def _first(self, stream: UUID) -> object:
        events = self._stream(stream).events
        return events[0].event if events else None

    def _stream(self, stream: UUID) -> Stream:
        known = self._streams.get(stream)
        if known is None:
            known = self._streams[stream] = self._known.stream(stream)
        return known

    def _derive(self, stream: UUID, what: str, derive: Callable[[Sequence[Recorded[Any]]], Derived]) -> Derived:
        it = self._stream(stream)
        if what not in it.derived:
            it.derived[what] = derive(it.events)
        found: Derived = it.derived[what]
        return found
