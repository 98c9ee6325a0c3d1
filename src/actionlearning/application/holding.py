"""What is held about a person: everything they did, said, are named in or are the subject of, for themself to read.

It answers somebody who asks what a journal knows of them. Their own words are in it; what others said in front of them is not
theirs to take out, and stands there as somebody else's words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning.application.access import NotForReader, Reader
from actionlearning.application.erasure import Erasure, state_of
from actionlearning.application.library import ActionLearning
from actionlearning.application.reading import ERASED, FORMER_MEMBER, Erased, ReadingAs
from actionlearning.domain.candidate.events import CapabilityConfirmed
from actionlearning.domain.personal import Personal, labels_of
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import History
from actionlearning.projections.references import streams_named
from actionlearning.projections.sentences import Mention, Person, Thing, Titles, sentence_of, without_keys

__all__ = ["OTHERS", "Because", "Held", "Holding", "what_we_hold"]

OTHERS = "[somebody else's words]"
"""What stands where a text is that is not theirs to read."""


class Because(Enum):
    """Why something is held about somebody."""

    OF_THEM = "it stands in their own record"
    THEIRS = "it happened to a problem or a candidacy of theirs"
    DID = "they did it"
    SAID = "the words are theirs"
    ABOUT = "the words name them"
    NAMED = "it names them"


@frozen(kw_only=True)
class Held:
    """One event that concerns them."""

    position: int
    occurred_at: datetime
    recorded_at: datetime
    stream: UUID
    version: int
    event: str
    because: tuple[Because, ...]
    sentence: str
    """What happened, in words."""
    words: Mapping[str, str]
    """What they said in it, by label."""


@frozen(kw_only=True)
class Holding:
    """All of it, oldest first, as it was known at a position."""

    member: MemberId
    name: str
    journal: UUID
    position: int
    simulated: bool
    asked_at: datetime
    erasure: Erasure
    held: tuple[Held, ...]


def what_we_hold(al: ActionLearning, member: MemberId) -> Holding:
    """Everything in the journal about a person. Raises ``NothingThere``, and ``UnknownKey`` where the keyring is another."""
    state = state_of(al, member)
    position = al.journal.position()
    history = History.select(al.journal.read_all(until=position), now=al.clock(), position=position)
    teller = _Teller(al.reading_as(Reader.person(member)))
    titles = Titles(history)
    theirs = {r.stream for r in history.known if _is_theirs(r, member)}
    because = {r.position: _because(r, member, theirs) for r in history.known}
    concerned = sorted((r for r in history.known if because[r.position]), key=lambda r: r.position)
    return Holding(
        member=member,
        name=teller(titles.person(member)),
        journal=al.journal.id,
        position=position,
        simulated=al.journal.simulated,
        asked_at=al.clock(),
        erasure=state,
        held=tuple(_held(r, because[r.position], member, titles, teller) for r in concerned),
    )


def _held(recorded: Recorded[Any], because: tuple[Because, ...], member: MemberId, titles: Titles, teller: _Teller) -> Held:
    texts = dict(_texts(recorded))
    return Held(
        position=recorded.position,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        stream=recorded.stream,
        version=recorded.version,
        event=recorded.name,
        because=because,
        sentence=sentence_of(recorded, titles).say(teller),
        words={label: teller.text(text) for label, text in texts.items() if text.subjects[0] == member},
    )


def _is_theirs(recorded: Recorded[Any], member: MemberId) -> bool:
    """Whether it begins a problem or a candidacy of theirs."""
    match recorded.event:
        case ProblemRaised(owner=owner):
            return owner == member
        case CapabilityConfirmed(member=candidate):
            return candidate == member
    return False


def _because(recorded: Recorded[Any], member: MemberId, theirs: Collection[UUID]) -> tuple[Because, ...]:
    """Every reason why an event concerns somebody; none where it does not."""
    subjects = [text.subjects for _, text in _texts(recorded)]
    reasons = {
        Because.OF_THEM: recorded.stream == member,
        Because.THEIRS: recorded.stream in theirs,
        Because.DID: recorded.actor == member,
        Because.SAID: any(each[0] == member for each in subjects),
        Because.ABOUT: any(member in each[1:] for each in subjects),
        Because.NAMED: recorded.actor != member and member in streams_named([recorded]),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _texts(recorded: Recorded[Any]) -> Iterator[tuple[str, Personal]]:
    for attribute in labels_of(type(recorded.event)):
        value = getattr(recorded.event, attribute)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, Personal) and text.place is not None:
                yield text.place.label, text


@frozen
class _Teller:
    """Puts what a sentence mentions into words for the person themself."""

    reading: ReadingAs

    def __call__(self, mention: Mention) -> str:
        match mention:
            case Person(name=Personal() as name):
                return self.text(name, instead=FORMER_MEMBER, others="somebody")
            case Thing(title=Personal() as title):
                return f"“{self.text(title)}”"
            case Personal():
                return f"“{self.text(mention)}”"
        return without_keys(mention)

    def text(self, text: Personal, *, instead: str = ERASED, others: str = OTHERS) -> str:
        try:
            return self.reading.reveal(text)
        except Erased:
            return instead
        except NotForReader:
            return others
