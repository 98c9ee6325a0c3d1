"""The unit of work: it remembers every stream a decision reads, and commits all that was decided under their guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from attrs import Factory, define, frozen

from actionlearning.application.remembered import Known, Remembered
from actionlearning.application.specifications import Specifications
from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.events import CapabilityConfirmed, SpecificationRef
from actionlearning.domain.candidate.fold import apply as apply_to_candidate
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.errors import BadInput
from actionlearning.domain.evolving import folded
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.member.fold import apply as apply_to_member
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.problem.fold import apply as apply_to_problem
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.programme.fold import apply as apply_to_programme
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.set.fold import apply as apply_to_set
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.values import CandidateId, MemberId, ProblemId, ProgrammeId, SetId
from actionlearning.journal.port import Conflict, Journal, NewEvent, ReadBack, Recorded, appends_on

__all__ = ["NobodyActs", "NothingThere", "Work"]

State = TypeVar("State")


class NothingThere(BadInput):
    """The id names nothing of that kind in this journal."""

    kind: str
    id: UUID
    says = "there is no {kind} {id} in this journal; check the id, or the journal you opened"


class NobodyActs(BadInput):
    """Every event names who did it."""

    says = "say who acts: everything but registering oneself is done by somebody who is registered"


@frozen
class _Kind(Generic[State]):
    name: str
    begins: type
    apply: Callable[[Any, Any, datetime], State]


PROGRAMME = _Kind("programme", ProgrammeChartered, apply_to_programme)
SET = _Kind("set", SetFormed, apply_to_set)
PROBLEM = _Kind("problem", ProblemRaised, apply_to_problem)
MEMBER = _Kind("member", MemberRegistered, apply_to_member)
CANDIDATE = _Kind("candidate", CapabilityConfirmed, apply_to_candidate)


@define
class _Stream:
    """A stream as this work knows it: the version that was read, the state then, and the events decided on top."""

    kind: _Kind[Any]
    read: int
    folded: Any
    decided: int = 0
    unfolded: list[tuple[Any, datetime]] = Factory(list)

    @property
    def state(self) -> Any:
        """The state now. What was decided is folded when somebody asks: most commands decide once, and then nobody does."""
        for event, at in self.unfolded:
            self.folded = self.kind.apply(self.folded, event, at)
        self.unfolded.clear()
        return self.folded


class Work:
    """What one command has read and decided so far. A use case gets one, and nothing is recorded until it returns."""

    def __init__(
        self,
        journal: Journal,
        *,
        actor: MemberId | None,
        at: datetime,
        new_id: Callable[[], UUID],
        specifications: Callable[[], Specifications] = Specifications.shipped,
        remembered: Remembered | None = None,
        also_about: tuple[MemberId, ...] = (),
        trusting: bool = False,
    ) -> None:
        self._journal = journal
        self._appends_on = appends_on(journal)
        self._trusting = trusting and self._appends_on is not None
        self._salts: dict[UUID, bytes] = {}
        self._remembered = Remembered() if remembered is None else remembered
        self._specifications = specifications
        self._actor = actor
        self._streams: dict[UUID, _Stream] = {}
        self._decided: list[tuple[UUID, int, Any]] = []
        self._latest_recorded: datetime | None = None
        self.at = at
        self.new_id = new_id
        self.also_about = also_about

    @property
    def actor(self) -> MemberId:
        """Who acts. Raises ``NobodyActs``."""
        if self._actor is None:
            raise NobodyActs
        return self._actor

    def introduce(self, somebody: MemberId) -> None:
        """Let somebody who is not registered yet act, to register themself."""
        if self._actor is None:
            self._actor = somebody

    # Reading, and guarding what is read

    def programme(self, programme_id: ProgrammeId) -> Programme:
        return self._read(PROGRAMME, programme_id)

    def set(self, set_id: SetId) -> Set:
        return self._read(SET, set_id)

    def meeting(self, set_id: SetId, session: int) -> Meeting:
        return Meeting.of(self.set(set_id), session)

    def problem(self, problem_id: ProblemId) -> Problem:
        return self._read(PROBLEM, problem_id)

    def member(self, member_id: MemberId) -> Member:
        return self._read(MEMBER, member_id)

    def candidate(self, candidate_id: CandidateId) -> Candidate:
        return self._read(CANDIDATE, candidate_id)

    @property
    def specifications(self) -> Specifications:
        """The qualification specifications that candidates can work under."""
        return self._specifications()

    def specification(self, ref: SpecificationRef) -> Specification:
        """The very rules that were recorded. Raises ``SpecificationUnknown`` or ``SpecificationChanged``."""
        return self.specifications.exact(ref)

    def room_of(self, problem_id: ProblemId, session: int) -> tuple[Problem, Roster]:
        """A problem, and who was in the room at the time in that session of its set."""
        it = self.problem(problem_id)
        return it, self.meeting(it.set, session).roster(self.at)

    def event_of(self, stream: UUID, version: int) -> Recorded[Any] | None:
        """What was recorded at a version of a stream that has been read; None where it had no such version then."""
        if not 1 <= version <= self._streams[stream].read:
            return None
        found = self._journal.read(stream, after=version - 1)
        if not found:  # on a server that took over without it
            raise Conflict(stream=stream)
        return found[0]

    # Deciding

    def words(self, text: str, *subjects: MemberId) -> Personal:
        """What the actor says, as personal text; ``subjects`` instead where the text is about somebody else.

        Whoever else the command says it is about is a subject too, so that forgetting any of them erases it.
        """
        return Personal(*dict.fromkeys((*(subjects or (self.actor,)), *self.also_about)), text=text)

    def words_if(self, text: str | None) -> Personal | None:
        """The same for a text that may be left out."""
        return None if text is None else self.words(text)

    def begin(self, kind: _Kind[Any], stream: UUID, event: Any) -> None:
        """Decide the first event of a new stream."""
        self._streams[stream] = _Stream(kind, 0, None)
        self.record(stream, event)

    def record(self, stream: UUID, decided: Any) -> None:
        """Add what a decision returned, one event or a tuple of them, to the stream it was decided on."""
        it = self._streams[stream]
        for event in decided if isinstance(decided, tuple) else (decided,):
            it.decided += 1
            it.unfolded.append((event, self.at))
            self._decided.append((stream, it.read + it.decided, event))

    @property
    def on_trust(self) -> UUID | None:
        """A stream that was taken as it is remembered, if one was: then only what is recorded, under its guard, stands."""
        return next(iter(self._salts), None)

    @property
    def decided(self) -> bool:
        """Whether there is something to record."""
        return bool(self._decided)

    def moved(self) -> UUID | None:
        """A stream that has moved since it was read, if any: what was decided on it, a refusal too, does not stand."""
        return next((stream for stream, it in self._streams.items() if self._journal.tip(stream) != it.read), None)

    # Committing

    def commit(self, *, now: datetime, command: UUID, use_case: str, returns: Any, alias: str | None) -> None:
        """Record all that was decided, or nothing. Raises ``Conflict`` if anything that was read has moved."""
        if not self._decided:
            return
        recorded_at = now if self._latest_recorded is None else max(now, self._latest_recorded)
        envelope = partial(NewEvent, occurred_at=self.at, recorded_at=recorded_at, actor=self.actor, command=command)
        (stream, version, event), *others = self._decided
        first = envelope(stream=stream, version=version, event=event, use_case=use_case, returns=returns, alias=alias)
        rest = [envelope(stream=stream, version=version, event=event) for stream, version, event in others]
        guards = {stream: it.read for stream, it in self._streams.items()}
        if self._appends_on is None:
            self._journal.append([first, *rest], guards=guards)
        else:
            self._remember(self._appends_on.append_on([first, *rest], guards=guards, salts=self._salts))

    def _remember(self, recorded: Sequence[ReadBack]) -> None:
        """Have what was recorded remembered with the rest of its streams."""
        by_stream: dict[UUID, list[ReadBack]] = {}
        for (stream, _, _), read_back in zip(self._decided, recorded, strict=False):
            by_stream.setdefault(stream, []).append(read_back)
        for stream, some in by_stream.items():
            self._remembered.add(stream, self._streams[stream].read, some)

    def _read(self, kind: _Kind[State], stream: UUID) -> State:
        it = self._streams.get(stream)
        if it is None:
            known = self._folded(kind, stream)
            latest = known.recorded_at
            self._latest_recorded = latest if self._latest_recorded is None else max(latest, self._latest_recorded)
            it = self._streams[stream] = _Stream(kind, known.version, known.state)
        elif it.kind is not kind:
            raise NothingThere(kind=kind.name, id=stream)
        return cast("State", it.state)

    def _folded(self, kind: _Kind[Any], stream: UUID) -> Known:
        """The stream as it stands now, or is taken to stand: what is remembered of it, and what was recorded in it since."""
        trusted = self._remembered.trusted(stream) if self._trusting else None
        known, since = trusted or self._remembered.read(self._journal, stream)
        now = self._folded_on(kind, stream, known, since)
        if trusted:
            self._salts[stream] = now.salt
        return now

    def _folded_on(self, kind: _Kind[Any], stream: UUID, known: Known | None, since: Sequence[Recorded[Any]]) -> Known:
        if known is None and (not since or not isinstance(since[0].event, kind.begins)):
            raise NothingThere(kind=kind.name, id=stream)
        if known is not None and known.kind is not kind:
            raise NothingThere(kind=kind.name, id=stream)
        if known is not None and not since:
            return known
        state = folded(kind.apply, None if known is None else known.state, since)
        before = () if known is None else (known.recorded_at,)
        latest = max([*before, *[recorded.recorded_at for recorded in since]])
        known = Known(kind, state, since[-1].version, since[-1].salt, latest)
        self._remembered.keep(stream, known)
        return known
