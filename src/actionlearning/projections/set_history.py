"""Everything that happened in one set, to one problem, around one person or in one candidacy, in order, for any reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar, Self, get_args
from uuid import UUID

from attrs import frozen

from actionlearning.domain.candidate.events import CandidateEvent
from actionlearning.domain.member.events import LearningApplied, LearningCaptured
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.set.events import AirtimeAllocated, AirtimeBid, SlotOpened
from actionlearning.domain.values import ActionRef, CandidateId, LearningId, MemberId, ProblemId, ProgrammeId, SetId
from actionlearning.journal.port import Recorded
from actionlearning.projections.candidacies import FACTS_OF_CANDIDATES, Candidacies
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Mention, Person, Sentence, Titles, mentions_of, sentence_of

__all__ = [
    "CandidateHistory",
    "Entry",
    "MemberHistory",
    "ProblemHistory",
    "ProgrammeHistory",
    "SetHistory",
    "entries_of",
]


@frozen(kw_only=True)
class Entry:
    """One thing that happened: when, who recorded it and when, what it was, and where in the journal it stands."""

    occurred_at: datetime
    recorded_at: datetime
    actor: Person
    name: str
    """The stored name of the event, such as ``problem.action-committed``."""
    event: Any
    """The event itself, its personal text in handles."""
    command: UUID
    """The id of the command that recorded it."""
    sentence: Sentence
    about: Mention
    """The set, problem, person or programme whose stream it stands in."""
    stream: UUID
    version: int
    position: int


@frozen(kw_only=True)
class SetHistory:
    """One set from its forming on: its meetings, its problems and their actions, and what was learnt from them."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    set: SetId
    title: str
    time_zone: str
    entries: tuple[Entry, ...]

    @classmethod
    def fold(cls, history: History, /, *, set: SetId) -> Self:  # noqa: A002  # the word for it in action learning
        """The history of a set. Raises ``NothingKnown``."""
        facts = Facts(history)
        its = facts.set(set)
        problems = frozenset(problem.id for problem in its.problems)
        streams = {its.id, *problems}
        chosen = [
            recorded
            for recorded in history.until_as_at(its.time_zone)
            if recorded.stream in streams
            or (recorded.stream == its.programme and isinstance(recorded.event, ProgrammeChartered))
        ]
        learnt = _learning(history.until_as_at(its.time_zone), problems)
        return cls(
            as_at=history.asked,
            position=history.position,
            set=its.id,
            title=its.title,
            time_zone=its.time_zone,
            entries=entries_of([*chosen, *learnt], history, its.time_zone),
        )


@frozen(kw_only=True)
class ProblemHistory:
    """One problem: its life, the airtime it was given, its actions, and what its owner learnt from them."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    problem: ProblemId
    set: SetId
    time_zone: str
    entries: tuple[Entry, ...]

    @classmethod
    def fold(cls, history: History, /, *, problem: ProblemId) -> Self:
        """The history of a problem. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.problem(problem)
        time_zone = facts.zone_of_set(known.set)
        own = [r for r in history.until_as_at(time_zone) if r.stream == problem or _gives_airtime_to(r.event, problem)]
        learnt = _learning(history.until_as_at(time_zone), frozenset({problem}))
        return cls(
            as_at=history.asked,
            position=history.position,
            problem=known.id,
            set=known.set,
            time_zone=time_zone,
            entries=entries_of([*own, *learnt], history, time_zone),
        )


@frozen(kw_only=True)
class MemberHistory:
    """One person: what they did, what names them, and what happened to the problems they own and to their candidacies."""

    wants: ClassVar[tuple[type, ...]] = (*FACTS_OF_PROGRAMMES, *get_args(CandidateEvent))

    as_at: date | datetime
    position: int
    member: MemberId
    name: Person
    time_zone: str
    entries: tuple[Entry, ...]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The history of a person. Raises ``NothingKnown``."""
        facts = Facts(history)
        facts.member(member)
        titles = Titles(history)
        time_zone = facts.zone_of_member(member)
        seen = list(history.until_as_at(time_zone))
        owned = {r.stream for r in seen if isinstance(r.event, ProblemRaised) and r.event.owner == member}
        theirs = {member, *owned}
        chosen = [r for r in seen if r.stream in theirs or _names(r, member, titles)]
        return cls(
            as_at=history.asked,
            position=history.position,
            member=member,
            name=titles.person(member),
            time_zone=time_zone,
            entries=entries_of(chosen, history, time_zone),
        )


@frozen(kw_only=True)
class ProgrammeHistory:
    """One programme: its objectives and measures, what it cost, and what became of its claims."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    time_zone: str
    entries: tuple[Entry, ...]

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The history of a programme, without what happened in its sets. Raises ``NothingKnown``."""
        known = Facts(history).programme(programme)
        chosen = [recorded for recorded in history.until_as_at(known.time_zone) if recorded.stream == programme]
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            time_zone=known.time_zone,
            entries=entries_of(chosen, history, known.time_zone),
        )


@frozen(kw_only=True)
class CandidateHistory:
    """One candidacy: what was gathered for it, how it was judged, and what came of it."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_CANDIDATES

    as_at: date | datetime
    position: int
    candidate: CandidateId
    name: Person
    time_zone: str
    entries: tuple[Entry, ...]

    @classmethod
    def fold(cls, history: History, /, *, candidate: CandidateId) -> Self:
        """The history of a candidacy. Raises ``NothingKnown``."""
        known = Candidacies(history).of(candidate)
        time_zone = known.time_zone
        chosen = [recorded for recorded in history.until_as_at(time_zone) if recorded.stream == candidate]
        return cls(
            as_at=history.asked,
            position=history.position,
            candidate=candidate,
            name=Titles(history).person(known.facts.member),
            time_zone=time_zone,
            entries=entries_of(chosen, history, time_zone),
        )


def _gives_airtime_to(event: object, problem: ProblemId) -> bool:
    return isinstance(event, AirtimeBid | AirtimeAllocated | SlotOpened) and event.problem == problem


def _learning(seen: Iterable[Recorded[Any]], problems: frozenset[ProblemId]) -> Iterator[Recorded[Any]]:
    """What was learnt from the actions of these problems, and each use of it."""
    learnt: set[LearningId] = set()
    for recorded in seen:
        match recorded.event:
            case LearningCaptured(learning=learning, source=ActionRef(problem=source)) if source in problems:
                learnt.add(learning)
                yield recorded
            case LearningApplied(learning=learning) if learning in learnt:
                yield recorded
            case _:
                pass


def _names(recorded: Recorded[Any], member: MemberId, titles: Titles) -> bool:
    if recorded.actor == member:
        return True
    mentions = mentions_of(recorded, titles)
    return any(isinstance(each, Person) and each.id == member for several in mentions.values() for each in several)


def entries_of(chosen: Iterable[Recorded[Any]], history: History, time_zone: str) -> tuple[Entry, ...]:
    """What was recorded as entries, in the order in which it happened, their times told in a time zone."""
    titles = Titles(history, time_zone)
    ordered = sorted(chosen, key=lambda recorded: (recorded.occurred_at, recorded.position))
    return tuple(
        Entry(
            occurred_at=recorded.occurred_at,
            recorded_at=recorded.recorded_at,
            actor=titles.person(recorded.actor),
            name=recorded.name,
            event=recorded.event,
            command=recorded.command,
            sentence=sentence_of(recorded, titles),
            about=titles.stream(recorded.stream),
            stream=recorded.stream,
            version=recorded.version,
            position=recorded.position,
        )
        for recorded in ordered
    )
