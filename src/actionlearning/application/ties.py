"""What a reader is to a text or a thing, read from the journal: whose it is, where it was said, and who belongs there now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from actionlearning.application.access import Reader, Role, Text, TextKind, Ties
from actionlearning.application.circles import Circles
from actionlearning.application.known import Known, Seen
from actionlearning.application.told import told_of
from actionlearning.domain.candidate.events import CapabilityConfirmed
from actionlearning.domain.member.events import ErasureRequested
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.values import MemberId

__all__ = ["Look"]

UNTIED = {Role.KEEPER, Role.AUDITOR, Role.PUBLIC}
"""Who has no ties to anything, whatever they may read."""


class Look:
    """The journal at one moment, as far as it is asked about: each stream is looked at once."""

    def __init__(self, known: Known, *, now: datetime) -> None:
        self._now = now
        self._seen = Seen(known)
        self._circles = Circles(self._seen, now=now)

    def is_to_be_forgotten(self, subject: UUID) -> bool:
        """Whether somebody asked to be forgotten: from then on nothing of theirs is revealed, whatever a keyring holds."""
        return self._seen.derived(
            subject, "forgotten", lambda events: any(isinstance(r.event, ErasureRequested) for r in events)
        )

    def text(self, handle: Personal) -> Text:
        """What the policy is told of a text."""
        return told_of(self._seen, handle)

    def ties_to(self, text: Text, reader: Reader) -> Ties:
        """What a reader is to a text."""
        if reader.role in UNTIED:
            return Ties()
        own = _is_own(text, reader)
        if text.kind is TextKind.NAME:
            return Ties(own=own, acquainted=all(self._circles.knows(reader, subject) for subject in text.subjects))
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
        first = self._seen.first(stream)
        match first:
            case SetFormed(programme=programme):
                return self._to_set(reader, stream, programme, said_at)
            case ProblemRaised(set=home):
                return self.to_stream(reader, home, said_at=said_at)
            case ProgrammeChartered():
                return Ties(
                    sponsor=self._circles.sponsors(reader, stream),
                    takes_part=self._circles.takes_part(reader, stream),
                    member=reader.role is Role.SET and self._circles.programme_of(reader.id) == stream,
                )
            case CapabilityConfirmed(member=member):
                circle = self._circles.circle(stream) | {member}
                own = reader.role is Role.PERSON and reader.id == member
                part = reader == Reader.centre_of(stream) or (reader.role is Role.PERSON and reader.id in circle)
                return Ties(own=own, takes_part=part)
        own = reader.role is Role.PERSON and reader.id == stream
        return Ties(own=own, acquainted=self._circles.is_fellow(reader, MemberId(stream)))

    # A set

    def _to_set(self, reader: Reader, stream: UUID, programme: UUID, said_at: datetime | None) -> Ties:
        match reader.role:
            case Role.SET:
                here = reader.id == stream
                return Ties(member=here, was_there=here)
            case Role.FELLOWS:
                here = self._circles.sets_with(reader.id) == [stream]  # what was said in one set is not for another
                return Ties(member=here, was_there=here)
            case Role.PERSON:
                return self._of_person(MemberId(reader.id), stream, programme, said_at)  # type: ignore[arg-type]  # a person has an id
        return Ties(sponsor=self._circles.sponsors(reader, programme))

    def _of_person(self, person: MemberId, stream: UUID, programme: UUID, said_at: datetime | None) -> Ties:
        it = self._circles.set_of(stream)
        member = it.is_member(person, self._now)
        there = said_at is not None and it.is_member(person, said_at)
        return Ties(
            member=member,
            was_there=member and (there or it.lets_look_back(person, self._now)),
            adviser=it.is_adviser(person, self._now),
            sponsor=self._circles.sponsors(Reader.person(person), programme),
        )


def _is_own(text: Text, reader: Reader) -> bool:
    return reader.role is Role.PERSON and reader.id == next(iter(text.subjects), None)
