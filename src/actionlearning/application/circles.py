"""Who has to do with whom: the people of a set, of a programme's business and of a candidacy, as they stand at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from actionlearning.application.access import Reader, Role
from actionlearning.application.known import Seen
from actionlearning.domain.evolving import folded
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.set.fold import apply as apply_to_set
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Recorded
from actionlearning.projections.references import streams_named

__all__ = ["Circles"]


class Circles:
    """The circles of people that a journal tells of, as they stand now."""

    def __init__(self, seen: Seen, *, now: datetime) -> None:
        self._seen = seen
        self._now = now
        self._circles: dict[UUID | None, list[frozenset[UUID]]] = {}

    def set_of(self, stream: UUID) -> Set:
        """A set as it stands."""
        it = self._seen.derived(stream, "set", lambda events: folded(apply_to_set, None, events))
        assert it is not None, "a set was formed"
        return it

    def programme_of(self, set_id: UUID | None) -> UUID | None:
        """The programme of a set."""
        first = None if set_id is None else self._seen.first(set_id)
        return first.programme if isinstance(first, SetFormed) else None

    def circle(self, stream: UUID) -> frozenset[UUID]:
        """Everybody who did something in a programme or a candidacy, or is named there."""

        def named(events: Sequence[Recorded[Any]]) -> frozenset[UUID]:
            return frozenset(streams_named(events))

        return self._seen.derived(stream, "circle", named)

    def sponsors(self, reader: Reader, programme: UUID) -> bool:
        """Whether a reader is a programme's sponsor."""
        if reader.role is Role.SPONSOR:
            return reader.id == programme
        first = self._seen.first(programme)
        return reader.role is Role.PERSON and isinstance(first, ProgrammeChartered) and first.sponsor == reader.id

    def takes_part(self, reader: Reader, programme: UUID) -> bool:
        """Whether a reader has to do with a programme: its business, or one of its sets."""
        match reader.role:
            case Role.PERSON:
                return reader.id in self.circle(programme) or any(
                    reader.id in self._people(s) for s in self._sets_of(programme)
                )
            case Role.SET:
                return self.programme_of(reader.id) == programme
            case Role.FELLOWS:
                return any(reader.id in self._people(each) for each in self._sets_of(programme))
        return self.sponsors(reader, programme)

    def knows(self, reader: Reader, subject: MemberId) -> bool:
        """Whether a reader may know who somebody is: they have a set, a programme's business or a candidacy in common."""
        match reader.role:
            case Role.SET:
                programme = self.programme_of(reader.id)
                here = reader.id is not None and subject in self._people(reader.id)
                return here or (programme is not None and subject in self.circle(programme))
            case Role.SPONSOR:
                return reader.id is not None and subject in self.circle(reader.id) - self._members_under(reader.id)
            case Role.CENTRE:
                return reader.id is not None and subject in self.circle(reader.id)
            case Role.PERSON | Role.FELLOWS:
                return any(subject in circle for circle in self._circles_of(reader.id))
        return False

    def is_fellow(self, reader: Reader, subject: MemberId) -> bool:
        """Whether somebody is in a set with a person now, as a member or as its adviser."""
        if reader.role is Role.FELLOWS:
            return reader.id == subject
        if reader.role is not Role.PERSON:
            return False
        return any(
            self.set_of(each).is_member(subject, self._now)
            and (self.set_of(each).is_member(person, self._now) or self.set_of(each).is_adviser(person, self._now))
            for each in self._seen.homes()
            for person in (MemberId(reader.id),)  # type: ignore[arg-type]  # a person has an id
        )

    def sets_with(self, person: UUID | None) -> list[UUID]:
        """The sets that somebody belongs to, or belonged to."""
        return [each for each in self._seen.homes() if person in self.set_of(each).memberships]

    def _circles_of(self, person: UUID | None) -> list[frozenset[UUID]]:
        """The people of every set, programme and candidacy that somebody has to do with."""
        if person not in self._circles:
            self._circles[person] = self._found_circles_of(person)
        return self._circles[person]

    def _found_circles_of(self, person: UUID | None) -> list[frozenset[UUID]]:
        found: list[frozenset[UUID]] = []
        programmes = set(self._seen.homes().values())
        for set_id, programme in self._seen.homes().items():
            people = self._people(set_id)
            if person in people:
                found += [people, self.circle(programme)]
        found += [circle for circle in map(self.circle, programmes) if person in circle]
        return found + [circle for circle in map(self.circle, self._seen.candidacies()) if person in circle]

    def _people(self, set_id: UUID) -> frozenset[UUID]:
        """Everybody who ever was asked into a set, belonged to it, or advised it."""
        it = self.set_of(set_id)
        return frozenset({*it.memberships, *it.invitations, *it.advisers})

    def _members_under(self, programme: UUID) -> frozenset[UUID]:
        return frozenset().union(*(self.set_of(each).memberships.keys() for each in self._sets_of(programme)))

    def _sets_of(self, programme: UUID) -> list[UUID]:
        return [each for each, home in self._seen.homes().items() if home == programme]
