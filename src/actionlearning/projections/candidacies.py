"""One candidacy at a moment: its facts, the state that its decisions would rest on, and the rules it is judged by.

The rules are not in the journal, only the id, the version and the hash of their file; whoever asks hands in those that are
loaded. Without the very file, everything that the journal knows is still there, and what needs the rules says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import Enum
from typing import Any, get_args
from uuid import UUID

from attrs import frozen

from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.events import CandidateEvent, CandidateRegistered, CapabilityConfirmed, SpecificationRef
from actionlearning.domain.candidate.fold import apply
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.evolving import folded
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.times import day_of, zone
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Recorded
from actionlearning.projections.candidate_facts import CandidateFacts, candidate_of
from actionlearning.projections.projection import History, NothingKnown, Stream

__all__ = ["FACTS_OF_CANDIDATES", "Candidacies", "Candidacy", "Qualification", "RulesState"]

FACTS_OF_CANDIDATES: tuple[type, ...] = (*get_args(CandidateEvent), MemberRegistered, SetFormed)
"""The events that the facts of candidates are made of, with what people and sets are called."""


class RulesState(Enum):
    """Whether the specification that was recorded is at hand."""

    LOADED = "loaded"
    NOT_LOADED = "not loaded"
    CHANGED = "changed"
    """A file of that id and version is loaded, and it is another than the one that was recorded."""


@frozen(kw_only=True)
class Qualification:
    """What somebody was registered for; what only the file says is None unless that very file is loaded."""

    id: str
    version: int
    sha256: str
    rules: RulesState
    title: str | None = None
    awarding_body: str | None = None
    level: int | None = None
    unit: str | None = None
    credits: int | None = None


@frozen(kw_only=True)
class Candidacy:
    """A candidacy as far as the history has come; ``moment`` is the last instant of it, and ``today`` its date there."""

    facts: CandidateFacts
    state: Candidate
    time_zone: str
    rules: Specification | None
    qualification: Qualification | None
    """None before registration."""
    moment: datetime
    today: date

    @property
    def assessment(self) -> Assessment | None:
        """The candidate with their rules, as a decision would see them; None where the rules are not at hand."""
        return None if self.rules is None else Assessment(self.state, self.rules)

    def day(self, at: datetime) -> date:
        """The date of a moment in the candidate's time zone."""
        return day_of(at, self.time_zone)


class Candidacies:
    """Every candidacy in a history, each up to as-at in the time zone it was registered in."""

    def __init__(self, history: History, specifications: Iterable[Specification] = ()) -> None:
        self._history = history
        self._loaded = {(each.ref.id, each.ref.version): each for each in specifications}
        self._members: dict[UUID, MemberId] = {}
        self._zones: dict[UUID, str] = {}  # settled at registration, so they may be looked up before as-at is applied
        for recorded in history.known:
            match recorded.event:
                case CapabilityConfirmed(member=member):
                    self._members[recorded.stream] = member
                case CandidateRegistered(time_zone=time_zone):
                    self._zones[recorded.stream] = time_zone
        self._read: dict[str, dict[UUID, list[Recorded[Any]]]] = {}

    def of(self, candidate: UUID) -> Candidacy:
        """One candidacy. Raises ``NothingKnown``."""
        found = self._candidacy(candidate) if candidate in self._members else None
        if found is None:
            raise NothingKnown(kind="candidate", id=candidate)
        return found

    def of_member(self, member: UUID) -> tuple[Candidacy, ...]:
        """Every candidacy of a person that had begun, oldest first."""
        theirs = (self._candidacy(candidate) for candidate, whose in self._members.items() if whose == member)
        begun = [each for each in theirs if each is not None]
        return tuple(sorted(begun, key=lambda each: each.facts.confirmation.at))

    def _candidacy(self, candidate: UUID) -> Candidacy | None:
        time_zone = self._zones.get(candidate, "UTC")
        events = self._until_as_at(time_zone).get(candidate, [])
        stream = Stream(candidate)
        for recorded in events:
            stream.add(recorded)
        facts = candidate_of(stream)
        if facts is None:
            return None
        in_order = sorted(events, key=lambda each: each.version)
        state = folded(apply, None, in_order)
        assert state is not None, "a candidacy with facts has a state"
        rules, qualification = self._rules_of(state.specification)
        return Candidacy(
            facts=facts,
            state=state,
            time_zone=time_zone,
            rules=rules,
            qualification=qualification,
            moment=self._moment(time_zone, state.last_fact),
            today=self._history.today(time_zone),
        )

    def _rules_of(self, ref: SpecificationRef | None) -> tuple[Specification | None, Qualification | None]:
        if ref is None:
            return None, None
        found = self._loaded.get((ref.id, ref.version))
        if found is None or found.ref != ref:
            missing = RulesState.NOT_LOADED if found is None else RulesState.CHANGED
            return None, Qualification(id=ref.id, version=ref.version, sha256=ref.sha256, rules=missing)
        return found, Qualification(
            id=ref.id,
            version=ref.version,
            sha256=ref.sha256,
            rules=RulesState.LOADED,
            title=found.title,
            awarding_body=found.awarding_body,
            level=found.level,
            unit=found.unit,
            credits=found.credits,
        )

    def _until_as_at(self, time_zone: str) -> dict[UUID, list[Recorded[Any]]]:
        if time_zone not in self._read:
            read: dict[UUID, list[Recorded[Any]]] = {}
            for recorded in self._history.until_as_at(time_zone):
                if recorded.stream in self._members:
                    read.setdefault(recorded.stream, []).append(recorded)
            self._read[time_zone] = read
        return self._read[time_zone]

    def _moment(self, time_zone: str, last_fact: datetime) -> datetime:
        as_at = self._history.as_at
        if as_at is None:
            return max(self._history.now, last_fact)
        return as_at if isinstance(as_at, datetime) else datetime.combine(as_at, time.max, zone(time_zone))
