"""One fold from history to plain facts: everything that is known of a set or of a programme, each in its own time zone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args
from uuid import UUID

from actionlearning.domain.member.events import LearningCaptured, MemberEvent, MemberRegistered
from actionlearning.domain.problem.events import ProblemEvent, ProblemRaised
from actionlearning.domain.programme.events import ProgrammeChartered, ProgrammeEvent
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AdviserHandedOver,
    MemberJoined,
    SetClosed,
    SetEvent,
    SetFormed,
    SetStarted,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import SlotMinutesCorrected
from actionlearning.domain.values import MemberId, ProblemId, SetId
from actionlearning.projections.member_facts import Learning, Member, member_of
from actionlearning.projections.problem_facts import Problem, problem_of
from actionlearning.projections.profile_facts import Profile, profile_of
from actionlearning.projections.programme_facts import Programme, programme_of
from actionlearning.projections.projection import History, NothingKnown, Stream
from actionlearning.projections.set_facts import advisers_of, evaluations_of, memberships_of, sessions_of
from actionlearning.projections.set_whole import SetFacts
from actionlearning.projections.thinking_facts import Thinking, thinking_of

__all__ = ["FACTS_OF_PROGRAMMES", "FACTS_OF_SETS", "Facts", "SetFacts"]

FACTS_OF_SETS: tuple[type, ...] = (*get_args(SetEvent), *get_args(ProblemEvent), *get_args(MemberEvent))
"""The events that the facts of a set, its problems and its members are made of."""

FACTS_OF_PROGRAMMES: tuple[type, ...] = (*FACTS_OF_SETS, *get_args(ProgrammeEvent))
"""The events that the facts of a programme, with its sets, are made of."""


class Facts:
    """The facts in a history. They are read once for each time zone that is asked for."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._read: dict[str, dict[UUID, Stream]] = {}
        self._problems: dict[str, dict[SetId, list[UUID]]] = {}
        self._learnt: dict[str, dict[ProblemId, list[Learning]]] = {}
        self._members: dict[str, dict[UUID, Member]] = {}
        self._slots: dict[UUID, Stream] = {}
        # Zones and homes are settled when a thing begins, so they may be looked up before as-at is applied.
        self._chartered = {r.stream: r.event for r in history.of(ProgrammeChartered)}
        self._formed = {r.stream: r.event for r in history.of(SetFormed)}
        self._set_of = {r.stream: r.event.set for r in history.of(ProblemRaised)}

    def streams(self, time_zone: str) -> dict[UUID, Stream]:
        """Every stream up to as-at in a time zone."""
        if time_zone not in self._read:
            read: dict[int, Stream] = {}  # by their numbers, which are hashed in a tenth of the time
            for recorded in self.history.corrected_until_as_at(time_zone):
                which = recorded.stream
                stream = read.get(which.int)
                if stream is None:
                    stream = read[which.int] = Stream(which)
                stream.add(recorded)
            self._read[time_zone] = {stream.id: stream for stream in read.values()}
        return self._read[time_zone]

    def zone_of_set(self, which: UUID) -> str:
        """The time zone of a set. Raises ``NothingKnown``."""
        if which not in self._formed:
            raise NothingKnown(kind="set", id=which)
        return self._formed[which].time_zone

    def zone_of_member(self, member: UUID) -> str:
        """The time zone of the set a person first joined or presented to; UTC for those who never did."""
        for recorded in self.history.known:
            event = recorded.event
            if isinstance(event, MemberJoined) and event.member == member and recorded.stream in self._formed:
                return self._formed[recorded.stream].time_zone
            if isinstance(event, AdviserAppointed) and event.adviser == member and recorded.stream in self._formed:
                return self._formed[recorded.stream].time_zone
            if isinstance(event, AdviserHandedOver) and event.successor == member and recorded.stream in self._formed:
                return self._formed[recorded.stream].time_zone
        return "UTC"

    def home_of_problem(self, problem: UUID) -> SetId:
        """The set that a problem was brought to. Raises ``NothingKnown``."""
        if problem not in self._set_of:
            raise NothingKnown(kind="problem", id=problem)
        return self._set_of[problem]

    def programme(self, which: UUID) -> Programme:
        """The facts of a programme. Raises ``NothingKnown``."""
        if which in self._chartered:
            time_zone = self._chartered[which].time_zone
            stream = self.streams(time_zone).get(which, Stream(which))
            programme = programme_of(stream, self.history.today(time_zone))
            if programme is not None:
                return programme
        raise NothingKnown(kind="programme", id=which)

    def programmes(self) -> tuple[Programme, ...]:
        """Every programme that had been chartered, in that order, each as at in its own time zone."""
        read = ((which, chartered.time_zone) for which, chartered in self._chartered.items())
        found = (programme_of(self.streams(zone).get(which, Stream(which)), self.history.today(zone)) for which, zone in read)
        return tuple(programme for programme in found if programme is not None)

    def sets_of(self, programme: UUID) -> tuple[SetFacts, ...]:
        """The facts of every set of a programme that had been formed, each in its own time zone."""
        theirs = (which for which, formed in self._formed.items() if formed.programme == programme)
        found = (self._set(which) for which in theirs)
        return tuple(each for each in found if each is not None)

    def set(self, which: UUID) -> SetFacts:
        """The facts of a set. Raises ``NothingKnown``."""
        found = self._set(which)
        if found is None:
            raise NothingKnown(kind="set", id=which)
        return found

    def problem(self, which: UUID) -> Problem:
        """The facts of a problem. Raises ``NothingKnown``."""
        time_zone = self.zone_of_set(self.home_of_problem(which))
        found = problem_of(self.streams(time_zone).get(which, Stream(which)), time_zone)
        if found is None:
            raise NothingKnown(kind="problem", id=which)
        return found

    def member(self, which: UUID) -> Member:
        """What a person wrote about themself. Raises ``NothingKnown`` for a person who was not registered."""
        found = member_of(self.streams(self.zone_of_member(which)).get(which, Stream(which)))
        if found.name is None:
            raise NothingKnown(kind="member", id=which)
        return found

    def profile(self, member: UUID) -> Profile:
        """What a person wrote that is theirs alone; empty for somebody who wrote nothing."""
        return profile_of(self.streams(self.zone_of_member(member)).get(member, Stream(member)))

    def thinking(self, problem: UUID) -> Thinking:
        """How a problem was thought about. Raises ``NothingKnown`` for one that was never raised."""
        time_zone = self._zone_of_problem(problem)
        return thinking_of(self.streams(time_zone).get(problem, Stream(problem)))

    def organisations(self) -> Mapping[MemberId, str]:
        """The organisation of everybody who is known; a person has one from the beginning."""
        return {MemberId(r.stream): r.event.organisation for r in self.history.of(MemberRegistered)}

    def all_sets(self) -> tuple[SetFacts, ...]:
        """Every set that had been formed."""
        found = (self._set(which) for which in self._formed)
        return tuple(each for each in found if each is not None)

    def problems(self) -> tuple[Problem, ...]:
        """Every problem that was raised."""
        found = []
        for which in self._set_of:
            time_zone = self._zone_of_problem(which)
            problem = problem_of(self.streams(time_zone).get(which, Stream(which)), time_zone)
            if problem is not None:
                found.append(problem)
        return tuple(found)

    def _set(self, which: UUID) -> SetFacts | None:
        if which not in self._formed:
            return None
        time_zone = self._formed[which].time_zone
        streams = self.streams(time_zone)
        stream = streams.get(which, Stream(which))
        formed = stream.first(SetFormed)
        if formed is None:
            return None
        event = formed.event
        started, closed = stream.first(SetStarted), stream.first(SetClosed)
        memberships = memberships_of(stream)
        members: Collection[MemberId] = dict.fromkeys(each.member for each in memberships)
        brought = self._brought_to(SetId(which), time_zone)
        problems = (problem_of(streams[each], time_zone) for each in brought)
        return SetFacts(
            id=SetId(which),
            programme=event.programme,
            title=event.title,
            purpose=event.purpose,
            kind=event.kind,
            time_zone=time_zone,
            policy=event.policy,
            today=self.history.today(time_zone),
            formed_at=formed.occurred_at,
            started_at=started.occurred_at if started else None,
            closed_at=closed.occurred_at if closed else None,
            advisers=advisers_of(stream),
            memberships=memberships,
            sessions=sessions_of(stream, self._whole(which)),
            problems=tuple(problem for problem in problems if problem is not None),
            members=tuple(self._member(member, time_zone) for member in members),
            learnings=tuple(each for problem in brought for each in self._learnt_from(problem, time_zone)),
            evaluations=evaluations_of(stream),
        )

    def _learnt_from(self, problem: ProblemId, time_zone: str) -> list[Learning]:
        if time_zone not in self._learnt:
            learnt: dict[ProblemId, list[Learning]] = {}
            for stream in self.streams(time_zone).values():
                if stream.first(LearningCaptured) is not None:
                    for learning in self._member(stream.id, time_zone).learnings:
                        learnt.setdefault(learning.source.problem, []).append(learning)
            self._learnt[time_zone] = learnt
        return self._learnt[time_zone].get(problem, [])

    def _member(self, which: UUID, time_zone: str) -> Member:
        """A person, who may belong to several sets and have learnt in others."""
        known = self._members.setdefault(time_zone, {})
        member = known.get(which)
        if member is None:
            member = known[which] = member_of(self.streams(time_zone).get(which, Stream(which)))
        return member

    def _zone_of_problem(self, problem: UUID) -> str:
        home = self.home_of_problem(problem)
        return self._formed[home].time_zone if home in self._formed else "UTC"

    def _whole(self, which: UUID) -> Stream:
        """The slots of a set, with those that are later than as-at."""
        if not self._slots:
            for event in (SlotOpened, SlotClosed, SlotMinutesCorrected):
                for recorded in self.history.of(event):
                    self._slots.setdefault(recorded.stream, Stream(recorded.stream)).add(recorded)
        return self._slots.get(which, Stream(which))

    def _brought_to(self, which: SetId, time_zone: str) -> tuple[ProblemId, ...]:
        streams = self.streams(time_zone)
        if time_zone not in self._problems:
            homes: dict[SetId, list[UUID]] = {}
            for problem, home in self._set_of.items():
                if problem in streams:
                    homes.setdefault(home, []).append(problem)
            self._problems[time_zone] = homes
        return tuple(ProblemId(problem) for problem in self._problems[time_zone].get(which, ()))
